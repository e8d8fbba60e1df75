import type { DomainEvent, RecordedStep } from "../messages/index.ts";
import type { ModemStatus } from "../modem/index.ts";

const STEPS: readonly RecordedStep[] = ["start-again", "reset", "reopen", "find", "power"];

/** What the event log says of a change: each state that matters to a person once, each step of recovery. Pure. */
export function modemEvents(before: ModemStatus | undefined, after: ModemStatus): DomainEvent[] {
  return [...stepEvents(before, after), ...stateEvents(before, after), ...noticeEvents(before, after)];
}

function noticeEvents(before: ModemStatus | undefined, { name: modem, notice }: ModemStatus): DomainEvent[] {
  if (notice === undefined || notice === before?.notice) return [];
  return [{ kind: "modem.notice", modem, notice }];
}

function stateEvents(before: ModemStatus | undefined, after: ModemStatus): DomainEvent[] {
  const { name: modem, problem, state } = after;
  if (state === "ready") {
    const { operator, technology, port } = after;
    return before?.state === "ready" ? [] : [{ kind: "modem.ready", modem, operator, technology, port }];
  }
  // Every start searches for a moment; a search that lasts is told by the step that ends it.
  if (problem === undefined || problem === before?.problem || state === "starting") return [];
  return [{ kind: `modem.${state}`, modem, problem }];
}

function stepEvents(before: ModemStatus | undefined, after: ModemStatus): DomainEvent[] {
  const timesOf = (status: ModemStatus | undefined, step: RecordedStep) => status?.recoveries?.[step] ?? 0;
  return STEPS.filter((step) => timesOf(after, step) > timesOf(before, step)).map(
    (step): DomainEvent => ({
      kind: "modem.recovery",
      modem: after.name,
      details: { step, times: timesOf(after, step) },
    }),
  );
}
