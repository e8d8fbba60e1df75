import type { Clock } from "../clock.ts";
import { defined } from "../defined.ts";
import {
  type CheckClaim,
  type CheckMemory,
  type CheckResult,
  type CheckSettlement,
  type CheckStore,
  type ClaimWrite,
  newCheckMemory,
} from "../messages/index.ts";
import { next, tellingOf } from "./next.ts";
import { isKnownProbe } from "./parse-probe.ts";
import type { RunCheck } from "./probes/index.ts";
import { nextRunAt } from "./schedule.ts";
import { SETTLED_WITHIN_MS, type Settler } from "./settler.ts";
import type { Teller } from "./teller.ts";

/**
 * Does what one run of a claim needs. Rejects with what the store or the alarms reject with.
 *
 * @param goesOn  it has run under this claim before
 * @returns the claim, if it lasts: with what the check is now, and when it runs next
 */
type Perform = (claimed: CheckClaim, goesOn: boolean) => Promise<CheckClaim | undefined>;

/**
 * Makes what performs runs.
 *
 * @param options.cut  the gateway stops
 * @param options.keepsClaims  a claim lasts from one run to the next
 */
export function createPerformer({
  run,
  teller,
  settler,
  clock,
  cut,
  keepsClaims,
  find,
}: {
  run: RunCheck;
  teller: Teller;
  settler: Settler;
  clock: Pick<Clock, "now">;
  cut: AbortSignal;
  keepsClaims: boolean;
  find: CheckStore["find"];
}): Perform {
  /** Writes what tells nothing new. Rejects with a StoreFailure. */
  async function settle(
    settlement: CheckSettlement,
    { result, isAskedFor }: { result: CheckResult; isAskedFor: boolean },
  ): Promise<CheckClaim | undefined> {
    const { claim, memory, nextAt } = settlement;
    // A heartbeat that was not called may be called before this is written, and is due at once then: see `settle` of the store.
    const isKept = keepsClaims && (result.ok || !("heartbeat" in claim.check.check.probe));
    if (isKept) {
      const held = { ...settlement, holds: true } as const;
      if (!isAskedFor) settler.add(held, { isUrgent: isCounted(claim.check.memory, result) });
      else if ((await settler.write(held)) === "claim-lost") return undefined;
      return { ...claim, check: { ...claim.check, memory, nextAt } };
    }
    const hasTime = nextAt > clock.now() + SETTLED_WITHIN_MS;
    if (hasTime && !isAskedFor) settler.add(settlement, { isUrgent: true });
    else await settler.write(settlement);
    return undefined;
  }

  /** Says why it does not run. What was told of it stays so until somebody can look again. Rejects with a StoreFailure. */
  function leaveOut(claimed: CheckClaim, isAskedFor: boolean): Promise<CheckClaim | undefined> {
    const { state, since, told, alarm, last, keptAt } = claimed.check.memory;
    const at = clock.now();
    const result = { at, ok: false, milliseconds: 0, text: OTHER_KIND };
    const isKept = isAskedFor || last?.text !== OTHER_KIND;
    const memory = {
      ...newCheckMemory(state === "unknown" ? since : at, told),
      ...defined({ alarm, keptAt: isKept ? at : keptAt }),
      last: result,
    };
    const nextAt = dueAfter(claimed, result, at);
    const settlement = { claim: claimed, memory, ...(isKept ? { result } : {}), nextAt };
    return settle(settlement, { result, isAskedFor });
  }

  return async (claimed, goesOn) => {
    const { check } = claimed;
    if (!check.check.enabled) {
      const memory = await teller.tell(claimed, check.memory);
      const nextAt = laterOf(claimed, clock.now());
      settler.add({ claim: claimed, memory, nextAt }, { isUrgent: true });
      return undefined;
    }
    if (!isKnownProbe(check.check.probe)) return leaveOut(claimed, !goesOn && !isInTurn(claimed));
    const result = await run(claimed, cut);
    if (result === undefined) {
      settler.add(givenBack(claimed), { isUrgent: true });
      return undefined;
    }
    const after = next(check.check, check.memory, result);
    const again = !isNews(claimed, after) && (await teller.isDueAgain(claimed, after));
    const isOfInterest = again || isNews(claimed, after);
    const isAskedFor = !goesOn && !isInTurn(claimed);
    const isKept = isOfInterest || isAskedFor || isWorthKeeping(check.memory, result);
    const memory = isKept ? { ...after, keptAt: result.at } : after;
    const nextAt = dueAfter(claimed, result, clock.now());
    const settlement: CheckSettlement = { claim: claimed, memory, ...(isKept ? { result } : {}), nextAt };
    if (!isOfInterest) return settle(settlement, { result, isAskedFor });
    // What another gateway runs by now is not told by this one.
    if ((await settler.write({ ...settlement, holds: true })) === "claim-lost") return undefined;
    teller.record(claimed, memory);
    let told = memory;
    let written: ClaimWrite | undefined;
    try {
      told = await teller.tell(claimed, memory, { again });
    } finally {
      written = await settler.write({ claim: claimed, memory: told, nextAt });
    }
    // Whoever changed the check meanwhile could not know of what was told.
    if (written === "claim-lost") await teller.takeBack(claimed, told, await find(check.id));
    return undefined;
  };
}

const OTHER_KIND = "is of a kind that this version does not know";

/** One an hour, each failure until the check is down, and then each that says something else. */
function isWorthKeeping({ state, last, keptAt = 0 }: CheckMemory, { ok, at, text }: CheckResult): boolean {
  const isOther = !ok && (state !== "down" || last?.text !== text);
  return isOther || at - keptAt >= KEPT_EVERY_MS;
}
/** An hour. A check of an hour runs a little earlier or later. */
const KEPT_EVERY_MS = 3_600_000 - 5_000;

/** A failure of a check that is not down yet, or the success after it: the number in a row is to outlast the gateway. */
const isCounted = ({ state, failures }: CheckMemory, { ok }: CheckResult): boolean =>
  state !== "down" && (!ok || failures > 0);

/** It did not run, and is due as it was. */
export const givenBack = (claim: CheckClaim): CheckSettlement => ({
  claim,
  memory: claim.check.memory,
  nextAt: claim.check.nextAt,
});

const laterOf = ({ check: { id, check } }: CheckClaim, after: number) =>
  nextRunAt({ id, everyMs: check.everySeconds * 1_000 }, after);

/** It runs at its own place in the interval: nobody has asked for it. */
const isInTurn = (claimed: CheckClaim) => laterOf(claimed, claimed.check.nextAt - 1) === claimed.check.nextAt;

/** A heartbeat is looked at again when its next call is late. What took longer than its interval leaves out a run. */
function dueAfter(claimed: CheckClaim, { at, ok }: CheckResult, now: number): number {
  const { beatAt, check } = claimed.check;
  if (!("heartbeat" in check.probe)) {
    // A timer may be early.
    const due = laterOf(claimed, Math.max(at, claimed.check.nextAt));
    return due > now ? due : laterOf(claimed, now);
  }
  const mostMs = (check.everySeconds + check.probe.heartbeat.graceSeconds) * 1_000;
  const due = (beatAt ?? at) + mostMs;
  return ok && due > at ? due : at + check.everySeconds * 1_000;
}

/** Whether people are told of it, or the event log. */
function isNews({ check: { check, memory: before } }: CheckClaim, after: CheckMemory): boolean {
  const isOther = after.state !== before.state || after.isFlapping !== before.isFlapping;
  return isOther || tellingOf(check, after).telling !== "nothing";
}
