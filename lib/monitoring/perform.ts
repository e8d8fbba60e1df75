import type { Clock } from "../clock.ts";
import type { CheckClaim, CheckMemory, CheckResult, CheckSettlement } from "../messages/index.ts";
import { next, tellingOf } from "./next.ts";
import type { RunCheck } from "./probes/index.ts";
import { nextRunAt } from "./schedule.ts";
import { SETTLED_WITHIN_MS, type Settler } from "./settler.ts";
import type { Teller } from "./teller.ts";

/**
 * Makes what does one claim from its run to its end. It rejects with what the store or the alarms reject with.
 *
 * @param options.cut  the gateway stops
 */
export function createPerformer({
  run,
  teller,
  settler,
  clock,
  cut,
}: {
  run: RunCheck;
  teller: Teller;
  settler: Settler;
  clock: Pick<Clock, "now">;
  cut: AbortSignal;
}): (claimed: CheckClaim) => Promise<void> {
  return async (claimed) => {
    const { check } = claimed;
    if (!check.check.enabled) {
      const told = await teller.tell(claimed, check.memory);
      settler.add({ claim: claimed, memory: { ...check.memory, told }, nextAt: laterOf(claimed, clock.now()) });
      return;
    }
    const result = await run(claimed, cut);
    if (result === undefined) {
      settler.add(givenBack(claimed));
      return;
    }
    const after = next(check.check, check.memory, result);
    const isOfInterest = isNews(claimed, after);
    const isKept = isOfInterest || !isInTurn(claimed) || isWorthKeeping(after, result);
    const memory = isKept ? { ...after, keptAt: result.at } : after;
    const settlement: CheckSettlement = {
      claim: claimed,
      memory,
      ...(isKept ? { result } : {}),
      nextAt: dueAfter(claimed, result, clock.now()),
    };
    if (!isOfInterest) {
      const hasTime = settlement.nextAt > clock.now() + SETTLED_WITHIN_MS;
      if (hasTime && isInTurn(claimed)) settler.add(settlement);
      else await settler.write(settlement);
      return;
    }
    // What another gateway runs by now is not told by this one.
    if ((await settler.write({ ...settlement, holds: true })) === "claim-lost") return;
    teller.record(claimed, memory);
    let told = memory.told;
    try {
      told = await teller.tell(claimed, memory);
    } finally {
      await settler.write({ claim: claimed, memory: { ...memory, told }, nextAt: settlement.nextAt });
    }
  };
}

/** Each failure, and of successes one in five minutes: a check of a minute is on the disk five times less. */
const isWorthKeeping = ({ keptAt = 0 }: CheckMemory, { ok, at }: CheckResult) => !ok || at - keptAt >= KEPT_EVERY_MS;
const KEPT_EVERY_MS = 300_000 - 5_000;

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
    const due = laterOf(claimed, at);
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
