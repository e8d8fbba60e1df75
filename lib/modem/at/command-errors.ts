import { ModemError } from "../errors.ts";
import { type AtCommand, commandName } from "./command.ts";

/** The PDU had been written when `cause` happened: the network may have it. */
export function unknownOutcome(cause: ModemError): ModemError {
  return new ModemError("unknown-outcome", `the PDU was written, and then: ${cause.message}`, {
    errorClass: "unknown-outcome",
    command: "AT+CMGS",
    cause,
  });
}

/** The error for a command without a final result in its time. */
export function lateError(taken: { command: AtCommand; pduWritten: boolean }): ModemError {
  const command = commandName(taken.command.text);
  const seconds = Math.round(taken.command.timeoutMs / 1000);
  if (taken.pduWritten) {
    const message = `the PDU was written and its result did not come within ${seconds} s`;
    return new ModemError("unknown-outcome", message, { errorClass: "unknown-outcome", command });
  }
  return new ModemError("timeout", `${command} was not answered in time`, { command });
}

/** Nothing was written behind the prompt: the modem had lost its settings. */
export function startedByItself(): ModemError {
  return new ModemError("rejected", "the modem has restarted on its own and lost its settings", {
    errorClass: "restart",
    command: "AT+CMGS",
  });
}

/** The error for a command that cannot be queued; undefined when it can. */
export function notTaken(mode: string, signal: AbortSignal | undefined): ModemError | undefined {
  switch (mode) {
    case "gone":
      return new ModemError("gone", "the port is closed");
    case "finishing":
      return new ModemError("gone", "the modem is being stopped");
    case "stalled":
      return new ModemError("gone", "the modem does not answer");
    default:
      if (!signal?.aborted) return undefined;
      return new ModemError("aborted", "given up before it began", { cause: signal.reason });
  }
}
