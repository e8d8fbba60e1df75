import { defined } from "../../defined.ts";
import {
  ANY_LANE,
  isTarget,
  type OutgoingMessage,
  type Target,
  type TimelineEntry,
  targetsOfLane,
} from "../../messages/index.ts";

/** A modem as far as messages may ask for it. */
interface Modem {
  name: string;
  pool?: string;
}

/** Where it stands when a modem was removed last. @throws StoreFailure from every promise */
interface RemovalLog {
  page(
    filter: { kind: string; modem: string },
    page: { limit: number },
  ): Promise<{ events: readonly { at: number }[] }>;
}

/** Why a message is not sent although it is due, and what to do. */
interface Wait {
  /** The one modem that it waits for; absent when it waits for a pool, or for one of several. */
  modem?: string;
  /** A sentence for people. `removed`: the modem was there, and somebody removed it. */
  because(removed: boolean): string;
}

/** What a message waits for that is due, and may go only by modems that a gateway does not have; `undefined`: nothing. */
export function waitOf(
  { state, via, lane, dueAt }: Pick<OutgoingMessage, "state" | "via" | "lane" | "dueAt">,
  { modems, now }: { modems: readonly Modem[]; now: number },
): Wait | undefined {
  if (state !== "queued" || via !== "sms" || dueAt > now) return undefined;
  const targets = targetsOfLane(lane ?? ANY_LANE);
  const isThere = targets.some((target) => modems.some(({ name, pool }) => isTarget({ name, pool }, target)));
  if (isThere) return undefined;
  const [only] = targets;
  if (targets.length === 1 && only?.kind === "modem") {
    const advice = "Add a modem of this name, or cancel the message and send it again by another one.";
    return {
      modem: only.name,
      because: (removed) =>
        `${removed ? `Its modem ${only.name} was removed` : `This gateway has no modem ${only.name}`}. ${advice}`,
    };
  }
  if (targets.some(({ kind }) => kind === "any"))
    return {
      because: () => "This gateway has no modem. Add one, unless another gateway on the same database has one.",
    };
  const advice = "Add such a modem, or cancel the message and send it again by another one.";
  return { because: () => `This gateway has no ${targets.map(inWords).join(", and no ")}. ${advice}` };
}

/**
 * The same as the last line of the message's story, which is written nowhere: it ends as soon as such a modem is there.
 *
 * @throws what the event log throws
 */
export async function storyOfWait(
  message: OutgoingMessage,
  options: Parameters<typeof waitOf>[1] & { eventLog: RemovalLog },
): Promise<TimelineEntry | undefined> {
  const wait = waitOf(message, options);
  if (wait === undefined) return undefined;
  const { modem } = wait;
  const removals =
    modem === undefined ? [] : (await options.eventLog.page({ kind: "modem.removed", modem }, { limit: 1 })).events;
  const at = Math.max(message.dueAt, ...removals.map((removal) => removal.at));
  return { at, state: "queued", detail: wait.because(removals.length > 0), ...defined({ modem }) };
}

const inWords = (target: Target) =>
  target.kind === "any"
    ? "modem"
    : target.kind === "pool"
      ? `modem of the pool ${target.name}`
      : `modem ${target.name}`;
