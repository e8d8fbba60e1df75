import type { ModemStatus } from "../modem/index.ts";

/** How well the gateway is connected, in the words that monitoring plug-ins know. */
type SignalState = "SIM_NOT_INSERTED" | "NO_SIGNAL" | "SIGNAL_OK" | "SIGNAL_WARNING" | "SIGNAL_TOO_WEAK";

/** Of the best modem; `dbm` is absent when none tells a signal. */
interface Signal {
  state: SignalState;
  dbm?: number;
}

/** What `AT+CSQ` counts as no signal at all, shown where there is none: 27.007 §8.5. */
export const WEAKEST_DBM = -113;
const WARNING_BELOW_DBM = -89;
const TOO_WEAK_BELOW_DBM = -99;

/** The signal of the best of the modems that are in the network now. */
export function bestSignal(modems: readonly ModemStatus[]): Signal {
  const answering = modems.filter(({ state }) => state !== "gone" && state !== "stopped");
  // One that is not in the network, or waits for a person, still shows the signal that it had.
  const strengths = answering.flatMap(({ state, signalDbm }) => (state === "ready" ? (signalDbm ?? []) : []));
  if (strengths.length > 0) {
    const dbm = Math.max(...strengths);
    return { dbm, state: judge(dbm) };
  }
  const noSim = answering.length > 0 && answering.every(({ simLock }) => simLock === "ABSENT");
  return { state: noSim ? "SIM_NOT_INSERTED" : "NO_SIGNAL" };
}

function judge(dbm: number): SignalState {
  if (dbm < TOO_WEAK_BELOW_DBM) return "SIGNAL_TOO_WEAK";
  return dbm < WARNING_BELOW_DBM ? "SIGNAL_WARNING" : "SIGNAL_OK";
}
