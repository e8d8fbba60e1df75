import { type RequestCountStore, takesNoWrites } from "../../auth/index.ts";
import type { Log } from "../../log.ts";
import type { Allowance } from "../../routing/index.ts";
import type { OwnRate } from "./own-rate.ts";

/** Requests as all gateways count them. */
interface SharedRate {
  /** As of the request rate. @throws StoreFailure */
  take(userId: number, perMinute: number): Promise<number>;
  /** As of the request rate. @throws StoreFailure */
  takeParts(userId: number, perMinute: number, cost: Parameters<Allowance>[0]): Promise<Awaited<ReturnType<Allowance>>>;
  /** Tells the others what this gateway has counted alone. Never throws. */
  tell(counted: Parameters<RequestCountStore["add"]>[0]): void;
}

/** What this gateway asks about one user. */
interface Line {
  last: Promise<unknown>;
  waiting?: Waiting | undefined;
}

/** Requests that one statement counts, once its turn comes. */
interface Waiting {
  times: number;
  answer: ReturnType<RequestCountStore["count"]>;
}

/**
 * Counts in the database. Of each user one statement runs at a time, and all requests that came meanwhile go by the next one: so a user
 * who sends faster than may be costs the database no more than one who does not.
 *
 * @param options.own  what this gateway has counted itself, which is never more: what exceeds it, exceeds all of them
 */
export function createSharedRate({
  store,
  own,
  log,
}: {
  store: RequestCountStore;
  own: OwnRate;
  log: Log;
}): SharedRate {
  const lines = new Map<number, Line>();

  function lineOf(userId: number): Line {
    const line = lines.get(userId) ?? { last: Promise.resolve() };
    lines.set(userId, line);
    return line;
  }

  /** @throws StoreFailure */
  function inTurn<Value>(userId: number, work: () => Promise<Value>): Promise<Value> {
    const line = lineOf(userId);
    const done = line.last.then(work);
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    line.last = settled;
    void settled.then(() => {
      if (line.last === settled) lines.delete(userId);
    });
    return done;
  }

  /** Counts one, and gives how long to wait when it does not fit. @throws StoreFailure */
  async function countOne(userId: number, perMinute: number): Promise<number> {
    const waiting = lines.get(userId)?.waiting ?? gather(userId, perMinute);
    const place = waiting.times++;
    const { taken, waitMs } = await waiting.answer;
    return place < taken ? 0 : Math.max(1, waitMs);
  }

  function gather(userId: number, perMinute: number): Waiting {
    const line = lineOf(userId);
    const waiting: Waiting = {
      times: 0,
      answer: inTurn(userId, () => {
        line.waiting = undefined;
        return store.count(userId, { times: waiting.times, amount: 1, room: 1, perMinute });
      }),
    };
    line.waiting = waiting;
    return waiting;
  }

  return {
    async take(userId, perMinute) {
      const window = own.windowOf(userId);
      const ownMs = window.waitMs(1, perMinute);
      if (ownMs > 0) return Math.ceil(ownMs / 1000);
      try {
        const waitMs = await countOne(userId, perMinute);
        if (waitMs === 0) window.add(1);
        return Math.ceil(waitMs / 1000);
      } catch (error) {
        if (takesNoWrites(error)) return own.take(userId, perMinute);
        throw error;
      }
    },
    async takeParts(userId, perMinute, cost) {
      const { messages, parts, further = false } = cost;
      const fits = parts <= perMinute || messages === 1;
      const room = Math.min(parts, perMinute);
      const back = further ? 0 : 1;
      const change = (asked: { back: number; times: number }) =>
        inTurn(userId, () => store.count(userId, { ...asked, amount: parts, room, perMinute }));
      try {
        const { taken, waitMs } = await change({ back, times: fits ? 1 : 0 });
        const window = own.windowOf(userId);
        window.takeBack(back);
        if (!fits) return "never";
        if (taken === 0) return { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
        window.add(parts);
      } catch (error) {
        if (takesNoWrites(error)) return own.takeParts(userId, perMinute, cost);
        throw error;
      }
      return {
        giveBack() {
          own.windowOf(userId).takeBack(parts);
          change({ back: parts, times: 0 }).catch((error: unknown) => {
            log.warn({ err: error }, "the other gateways were not told that a user has sent less");
          });
        },
      };
    },
    tell(counted) {
      store.add(counted.filter(({ times }) => times.length > 0)).catch((error: unknown) => {
        log.warn({ err: error }, "the other gateways were not told of the requests of users");
      });
    },
  };
}
