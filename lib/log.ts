import { Writable } from "node:stream";
import pino, { type DestinationStream, type Logger } from "pino";
import pretty from "pino-pretty";

/**
 * The structured log: JSON lines on standard output. What may not be in it (passwords, texts, most digits of a
 * telephone number) is not given to it: see {@link maskNumber}.
 */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error" | "isLevelEnabled">;

/** `+491701234567` → `+4917…67`: enough to recognise, too little to use. */
export function maskNumber(number: string): string {
  return number.length <= 6 ? number : `${number.slice(0, 5)}…${number.slice(-2)}`;
}

/** One line of the event log: what happened, for people. Never a password, never a text. */
export interface GatewayEvent {
  severity: "info" | "warning" | "error";
  /** Stable identifier, e.g. `api.refused`, `modem.gone`. */
  kind: string;
  message: string;
  userName?: string;
  modem?: string;
  messageId?: number;
  /** Client's address. */
  address?: string;
  details?: Record<string, string | number | boolean>;
}

/** Takes an event at once and keeps it durably soon after; never throws, never waits. */
export interface EventLog {
  record(event: GatewayEvent): void;
}

/** Makes the process's log. `format` pretty is for people. */
export function createLog(options: {
  level: "debug" | "info" | "warn" | "error" | "silent";
  format: "json" | "pretty";
  destination?: DestinationStream;
}): Logger {
  const destination =
    options.format === "pretty"
      ? pretty({ sync: true, ...(options.destination && { destination: asWritable(options.destination) }) })
      : (options.destination ?? pino.destination({ sync: true }));
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ["password", "pin", "token", "text", "*.password", "*.pin", "*.token", "*.text"], censor: "…" },
    },
    destination,
  );
}

function asWritable(destination: DestinationStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      destination.write(String(chunk));
      done();
    },
  });
}
