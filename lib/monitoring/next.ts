import type { Check, CheckMemory, CheckResult } from "../messages/index.ts";

const MINUTE_MS = 60_000;

/**
 * What a result makes of a check. Pure.
 *
 * ```
 *  unknown ─ success ─▶ up ─ so many failures in a row ─▶ down ─ success ─▶ up
 *     └────── so many failures in a row ───────────────▶ down
 * ```
 *
 * More changes between up and down than a check allows within its minutes are flapping, which ends when half as many are left.
 */
export function next(
  check: Pick<Check, "failures" | "flapping">,
  memory: CheckMemory,
  result: Pick<CheckResult, "at" | "ok" | "milliseconds" | "text">,
): CheckMemory {
  const failures = result.ok ? 0 : memory.failures + 1;
  const state = result.ok ? "up" : failures >= check.failures ? "down" : memory.state;
  const isChange = state !== memory.state && memory.state !== "unknown";
  const recent = memory.changes.filter((at) => at > result.at - check.flapping.minutes * MINUTE_MS);
  const all = isChange ? [...recent, result.at] : recent;
  const { changes: most } = check.flapping;
  const isFlapping = all.length > most || (memory.isFlapping && all.length > most / 2);
  return {
    state,
    since: state === memory.state ? memory.since : result.at,
    failures,
    // One more than there may be says it all.
    changes: all.slice(-(most + 1)),
    isFlapping,
    told: memory.told,
    ...(memory.alarm === undefined ? {} : { alarm: memory.alarm }),
    last: result,
    ...(memory.keptAt === undefined ? {} : { keptAt: memory.keptAt }),
  };
}

/** 15 minutes: whoever has resolved an alarm is given the time to mend what is down, and who has not answered is not called on and on. */
export const AGAIN_AFTER_MS = 15 * MINUTE_MS;

/** How long after the end of an alarm a check that still fails raises it again: as many intervals as it may fail. Pure. */
export const raisedAgainAfterMs = ({ failures, everySeconds }: Pick<Check, "failures" | "everySeconds">): number =>
  Math.max(AGAIN_AFTER_MS, failures * everySeconds * 1_000);

/** What is to be done about a check's alarm. */
type Telling = "raise" | "resolve" | "nothing";

/** What people are to know of a check; `undefined` while nobody can say. */
function wantedOf({ enabled }: Pick<Check, "enabled">, memory: CheckMemory): CheckMemory["told"] | undefined {
  if (!enabled) return "nothing";
  if (memory.isFlapping) return "flapping";
  if (memory.state === "unknown") return undefined;
  return memory.state === "down" ? "down" : "nothing";
}

/** What has to be told now, and what is told then. Pure. */
export function tellingOf(
  check: Pick<Check, "enabled">,
  memory: CheckMemory,
): { telling: Telling; told: CheckMemory["told"] } {
  const wanted = wantedOf(check, memory);
  if (wanted === undefined || wanted === memory.told) return { telling: "nothing", told: memory.told };
  return { telling: wanted === "nothing" ? "resolve" : "raise", told: wanted };
}
