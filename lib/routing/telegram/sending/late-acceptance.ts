import { within } from "../../../clock.ts";
import type { Claim } from "../../../messages/index.ts";
import { maskNumber } from "../../../visible.ts";
import type { OutboxContext } from "../../queue/context.ts";
import type { BotApiResult } from "../bot-api.ts";

/** How long a request may go on after the time limit of its message. */
const LATE_MS = 60_000;

type Sent = BotApiResult<{ messageId: number }>;

/** One request that Telegram is asked. */
interface OpenRequest {
  /** The answer, or `undefined` when it has not come in time. Never rejects. */
  within(ms: number): Promise<Sent | undefined>;
  /** Nobody waits any more: a late acceptance is written into the message's timeline. */
  keepWatching(about: { claim: Claim; position: number; whole: boolean }): void;
}

/** Owns the requests: each ends, at the latest when the outbox gives up or a minute after its message's time limit. */
export interface LateAcceptances {
  open(send: (signal: AbortSignal) => Promise<Sent>): OpenRequest;
  /** Gives up what is late; resolves when that is done. Never rejects. */
  stop(): Promise<void>;
}

export function createLateAcceptances(context: OutboxContext, modem: string): LateAcceptances {
  const { clock, store, log } = context;
  const watching = new Map<Promise<void>, AbortController>();

  async function watch(
    answer: Promise<Sent>,
    { claim, position, whole }: { claim: Claim; position: number; whole: boolean },
  ): Promise<void> {
    const outcome = await answer;
    if (!outcome.ok) return;
    const about = { messageId: claim.message.id, to: maskNumber(claim.message.recipient) };
    try {
      const detail = `accepted by Telegram as message ${outcome.value.messageId}, after the time limit`;
      const end = await store.acceptedLate(claim, position, { at: clock.now(), modem, detail, whole });
      log.info({ ...about, end }, "accepted by Telegram after the time limit");
    } catch (error) {
      log.error({ ...about, err: error }, "a late acceptance could not be recorded");
    }
  }

  return {
    open(send) {
      const control = new AbortController();
      const answer = send(AbortSignal.any([control.signal, context.abandoned]));
      return {
        within: (ms) => within(clock, answer, ms),
        keepWatching(about) {
          const timer = clock.setTimer(LATE_MS, () => control.abort(new Error("too late")));
          const watched: Promise<void> = watch(answer, about).finally(() => {
            timer.cancel();
            watching.delete(watched);
          });
          watching.set(watched, control);
        },
      };
    },
    async stop() {
      for (const control of watching.values()) control.abort(new Error("the gateway stops"));
      await Promise.all(watching.keys());
    },
  };
}
