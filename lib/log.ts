import { Writable } from "node:stream";
import pino, { type DestinationStream, type Logger } from "pino";
import pretty from "pino-pretty";
import { type Clock, systemClock } from "./clock.ts";
import { createLogLimit } from "./log-limit.ts";
import { visibleLines } from "./visible.ts";

/**
 * The structured log: JSON lines on standard output. What may not be in it (passwords, texts, most digits of a
 * telephone number) is not given to it: see {@link maskNumber}.
 */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error" | "isLevelEnabled">;

/**
 * Makes the process's log. `format` pretty is for people. Lines of one kind are limited from level info on; a line says
 * how many of which were dropped. Debug is for looking at everything.
 */
export function createLog(options: {
  level: "debug" | "info" | "warn" | "error" | "silent";
  format: "json" | "pretty";
  destination?: DestinationStream;
  clock?: Pick<Clock, "now" | "setTimer">;
}): Logger {
  const destination =
    options.format === "pretty"
      ? pretty({ sync: true, ...(options.destination && { destination: asWritable(options.destination) }) })
      : (options.destination ?? pino.destination({ sync: true }));
  const limit = createLogLimit({
    clock: options.clock ?? systemClock,
    dropped: (kind, lines) => log.warn({ [DROPPED]: true, dropped: lines, kind }, "lines of one kind were dropped"),
  });
  const log: Logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ["password", "pin", "token", "text", "*.password", "*.pin", "*.token", "*.text"], censor: "…" },
      hooks: {
        streamWrite: options.format === "pretty" ? visibleWhenRead : visibleLines,
        logMethod(args, method, level) {
          if (level < INFO || isOfLimit(args[0]) || limit.admit(kindOf(args, level))) method.apply(this, args);
        },
      },
    },
    destination,
  );
  return log;
}

/**
 * A line of JSON whose strings are safe to print once they are read: what JSON has escaped is escaped once more, except line ends
 * and tabs, which stack traces have.
 */
function visibleWhenRead(line: string): string {
  return visibleLines(line).replace(/\\(?:\\|u[\da-f]{4}|[bfr])/g, (sequence) =>
    sequence === "\\\\" ? sequence : `\\${LONG[sequence] ?? sequence}`,
  );
}

const LONG: Record<string, string> = { "\\b": "\\u0008", "\\f": "\\u000c", "\\r": "\\u000d" };

const INFO = pino.levels.values.info ?? 30;
/** Marks the limit's own lines. No line shows it. */
const DROPPED = Symbol("dropped");

const isOfLimit = (first: unknown) => typeof first === "object" && first !== null && DROPPED in first;

/** `warn modem-1: the modem did not answer in time`, or its event's kind: what repeats with other values is of the same kind. */
function kindOf([first, message]: unknown[], level: number): string {
  const label = pino.levels.labels[level] ?? "";
  if (typeof first !== "object" || first === null) return `${label}: ${first}`;
  const modem = "modem" in first && first.modem !== undefined ? ` ${first.modem}` : "";
  return `${label}${modem}: ${"event" in first ? first.event : message}`;
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
