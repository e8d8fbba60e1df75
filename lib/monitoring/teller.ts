import type { CheckClaim, CheckMemory, EventRecorder, StoredCheck } from "../messages/index.ts";
import type { MonitoringAlarms } from "./alarms.ts";
import { raisedAgainAfterMs, tellingOf } from "./next.ts";
import { alarmKey, alarmText, recoveryText } from "./wording.ts";

/** Tells people of checks. */
export interface Teller {
  /** Records what has become of a check. */
  record(claimed: CheckClaim, after: CheckMemory): void;
  /**
   * Raises or resolves the alarm of a check, if that is due, and gives what is told then, and by which alarm. Rejects with a
   * StoreFailure.
   *
   * @param options.again  also what is told already
   */
  tell(claimed: CheckClaim, memory: CheckMemory, options?: { again: boolean }): Promise<CheckMemory>;
  /**
   * Resolves what was told of a check when meanwhile it was removed, switched off, or given others to tell. Rejects with a StoreFailure.
   *
   * @param now  the check, if there is still one
   */
  takeBack(claimed: CheckClaim, told: CheckMemory, now: StoredCheck | undefined): Promise<void>;
  /** Whether a check fails on though its alarm has been over for long enough. Rejects with a StoreFailure. */
  isDueAgain(claimed: CheckClaim, memory: CheckMemory): Promise<boolean>;
}

export function createTeller({ alarms, events }: { alarms: MonitoringAlarms; events: EventRecorder }): Teller {
  /** Why nobody was told, by check: at most as many as there are. */
  const untold = new Map<number, string>();

  return {
    record({ check: before }, after) {
      const details = { check: before.id };
      const check = before.check.name;
      const problem = after.last?.text ?? "";
      if (after.state !== before.memory.state) {
        if (after.state === "down") events.record({ kind: "check.down", check, problem, details });
        if (after.state === "up" && before.memory.state === "down") {
          const downSeconds = Math.round((after.since - before.memory.since) / 1_000);
          events.record({ kind: "check.up", check, details: { ...details, downSeconds } });
        }
      }
      if (after.isFlapping === before.memory.isFlapping) return;
      if (after.isFlapping) events.record({ kind: "check.flapping", check, problem, details });
      else events.record({ kind: "check.steady", check, details });
    },
    async tell({ check: stored }, { alarm: before, ...memory }, { again } = { again: false }) {
      const { id, check } = stored;
      const { telling: due, told } = tellingOf(check, memory);
      const telling = again ? "raise" : due;
      if (telling === "nothing" || check.notify === undefined) return toldBy({ ...memory, told }, before);
      const known: Pick<StoredCheck, "check" | "memory"> = { check, memory };
      const about = { to: check.notify, key: alarmKey(id) };
      if (telling === "resolve") {
        await alarms.resolve({ ...about, ...recoveryText(known) });
        return { ...memory, told };
      }
      const raised = await alarms.raise({ ...about, ...alarmText(known), severity: check.severity });
      if (raised.ok) {
        untold.delete(id);
        return toldBy({ ...memory, told }, raised.value);
      }
      // It is tried again with each run.
      const { problem } = raised;
      if (untold.get(id) !== problem)
        events.record({ kind: "check.untold", check: check.name, problem, details: { check: id } });
      untold.set(id, problem);
      return toldBy(memory, before);
    },
    async takeBack({ check: { id, check } }, { alarm, ...memory }, now) {
      const isSame = now?.check.enabled === true && JSON.stringify(now.check.notify) === JSON.stringify(check.notify);
      if (isSame || memory.told === "nothing" || check.notify === undefined) return;
      const text = recoveryText({ check: { ...check, enabled: false }, memory });
      await alarms.resolve({ to: check.notify, key: alarmKey(id), ...text, alarm });
    },
    async isDueAgain({ check: { check } }, { told, alarm, last }) {
      if (told === "nothing" || alarm === undefined || last === undefined || last.ok) return false;
      const since = await alarms.overSince(alarm);
      return since !== undefined && last.at - since >= raisedAgainAfterMs(check);
    },
  };
}

const toldBy = (memory: Omit<CheckMemory, "alarm">, alarm: number | undefined): CheckMemory =>
  alarm === undefined ? memory : { ...memory, alarm };
