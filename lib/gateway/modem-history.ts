import { defined } from "../defined.ts";
import type { ModemDay, ModemStateSpan } from "../http/index.ts";
import type { EventKind } from "../messages/index.ts";
import type { ModemState, ModemStatus } from "../modem/index.ts";
import type { Outbox } from "../routing/index.ts";
import type { Store, StoredEvent } from "../store/index.ts";

/** What each kind of event says of the state from then on. A recovery follows the trouble it is for: it says nothing new. */
const STATES = {
  "modem.ready": "ready",
  "modem.searching": "searching",
  "modem.out-of-service": "out-of-service",
  "modem.gone": "gone",
  "modem.stopped": "stopped",
  "modem.added": "starting",
  "modem.restarted": "starting",
  "modem.removed": undefined,
} as const satisfies Partial<Record<EventKind, ModemState | undefined>>;
const KINDS = Object.keys(STATES) as (keyof typeof STATES)[];
/** 200 of each kind: a modem that fails every few minutes for a day, and a few milliseconds to read. */
const OF_EACH_KIND = 200;

/** What is known of the modems' last hours: the event log says what they were, the present what they are. */
export function createModemHistory(options: {
  events: Pick<Store["events"], "page">;
  outbox: Pick<Outbox, "spentOf">;
  statuses: () => readonly ModemStatus[];
  now: () => number;
}): (since: number) => Promise<ModemDay[]> {
  const { events, outbox, statuses, now } = options;
  return async (since) => {
    const pages = await Promise.all(KINDS.map((kind) => events.page({ kind }, { limit: OF_EACH_KIND })));
    const told = pages.flatMap((page) => page.events).sort((a, b) => a.at - b.at || a.id - b.id);
    return Promise.all(
      statuses().map(async (status) => ({
        modem: status.name,
        states: modemStates(told, { status, since, until: now() }),
        budgets: await outbox.spentOf(status.name),
      })),
    );
  };
}

/**
 * In which states a modem was, oldest first; what the log does not know is left out. Pure.
 *
 * @param told  events of any modem, oldest first
 */
export function modemStates(
  told: readonly StoredEvent[],
  { status, since, until }: { status: ModemStatus; since: number; until: number },
): ModemStateSpan[] {
  const turns: { at: number; state: ModemState | undefined; problem?: string }[] = told
    .filter(({ modem, at }) => modem === status.name && at < status.since)
    .map(({ kind, at, message }) => {
      const state = STATES[kind as keyof typeof STATES];
      const isTrouble = state !== undefined && state !== "ready" && state !== "starting";
      return { at, state, ...(isTrouble ? { problem: message } : {}) };
    });
  turns.push({ at: status.since, state: status.state, ...defined({ problem: status.problem }) });
  const spans: ModemStateSpan[] = [];
  for (const [index, { at, state, ...why }] of turns.entries()) {
    const span = { from: Math.max(at, since), until: Math.min(turns[index + 1]?.at ?? until, until) };
    if (state === undefined || span.until <= span.from) continue;
    const before = spans.at(-1);
    if (before?.state === state && before.until === span.from && before.problem === why.problem)
      before.until = span.until;
    else spans.push({ state, ...span, ...why });
  }
  return spans;
}
