import type { Log } from "../../log.ts";
import type { RecoveryStep } from "../types.ts";
import type { StatusKeeper } from "./status-keeper.ts";

/** Logs a step of the recovery ladder and counts it in the modem's status. */
export type CountRecovery = (step: RecoveryStep, reason: string) => void;

/** Makes a counter; the counts are kept in the status. */
export function createRecoveryCounter(keeper: StatusKeeper, log: Log): CountRecovery {
  return (step, reason) => {
    const { recoveries = {} } = keeper.current;
    const times = (recoveries[step] ?? 0) + 1;
    log.warn({ step, times, reason }, "recovering the modem");
    keeper.update({ recoveries: { ...recoveries, [step]: times } });
  };
}
