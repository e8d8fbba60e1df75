import { Writable } from "node:stream";
import pino, { type DestinationStream, type Logger } from "pino";
import { type Clock, systemClock } from "./clock.ts";
import { createLogLimit } from "./log-limit.ts";
import { onFirstUse } from "./on-first-use.ts";
import { visibleLines } from "./visible.ts";

/**
 * The structured log: JSON lines on standard output. Callers never pass it passwords, message texts or whole telephone
 * numbers: see {@link maskNumber}.
 */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error" | "isLevelEnabled">;

/**
 * Creates the process's log. Format `pretty` is for people. From level info up, lines of one kind are rate-limited, and
 * a line reports how many of which kind were dropped. Debug lines are not limited.
 */
export function createLog(options: {
  level: "debug" | "info" | "warn" | "error" | "silent";
  format: "json" | "pretty";
  destination?: DestinationStream;
  clock?: Pick<Clock, "now" | "setTimer">;
}): Logger {
  const destination =
    options.format === "pretty"
      ? pretty()({ sync: true, ...(options.destination && { destination: asWritable(options.destination) }) })
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

/** Read when people are to read the log: a service writes JSON. */
const pretty = onFirstUse(() => require("pino-pretty") as typeof import("pino-pretty"));

/**
 * Escapes a line of JSON so that its strings are safe to print after parsing: JSON's escapes are escaped once more,
 * except line ends and tabs, which stack traces contain.
 */
function visibleWhenRead(line: string): string {
  return visibleLines(line).replace(/\\(?:\\|u[\da-f]{4}|[bfr])/g, (sequence) =>
    sequence === "\\\\" ? sequence : `\\${LONG[sequence] ?? sequence}`,
  );
}

const LONG: Record<string, string> = { "\\b": "\\u0008", "\\f": "\\u000c", "\\r": "\\u000d" };

const INFO = pino.levels.values.info ?? 30;
/** Marks the limiter's own lines; not printed. */
const DROPPED = Symbol("dropped");

const isOfLimit = (first: unknown) => typeof first === "object" && first !== null && DROPPED in first;

/**
 * `warn modem-1: the modem did not answer in time`, or its event's kind: lines that differ only in values are of the
 * same kind.
 */
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
