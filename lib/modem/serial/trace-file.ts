import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseJson } from "../../json.ts";
import type { TraceRecord, TraceSink } from "./trace.ts";

/**
 * The trace file: JSON lines, `{"at":…,"direction":"out","text":"AT\r"}`; `hex` in place of `text` when an octet is
 * not ASCII. It contains everything that passed, including message texts and the SIM's PIN.
 */
export function formatTraceLine({ at, direction, data }: TraceRecord): string {
  const ascii = data.every((octet) => octet < 0x80);
  return JSON.stringify({
    at,
    direction,
    ...(ascii ? { text: String.fromCharCode(...data) } : { hex: Buffer.from(data).toString("hex") }),
  });
}

/** @throws SyntaxError that quotes the line, if it is not one that {@link formatTraceLine} could have made */
export function parseTraceLine(line: string): TraceRecord {
  const value = parseJson(line);
  if (typeof value === "object" && value !== null && "at" in value && "direction" in value) {
    const { at, direction } = value;
    const data = dataOf(value);
    if (typeof at === "number" && (direction === "in" || direction === "out") && data !== undefined) {
      return { at, direction, data };
    }
  }
  throw notATrace(line);
}

/** Appends to a trace file, readable by its owner only; each record is in the file when the sink returns. */
export function createTraceFile(path: string): { sink: TraceSink; close(): void } {
  const descriptor = openSync(path, "a", 0o600);
  return {
    sink: (record) => void writeSync(descriptor, `${formatTraceLine(record)}\n`),
    close: () => closeSync(descriptor),
  };
}

/**
 * The records of a trace file, in order; empty lines are skipped.
 *
 * @throws SyntaxError for a line that is not a record
 */
export async function* readTraceFile(path: string): AsyncGenerator<TraceRecord> {
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.trim() !== "") yield parseTraceLine(line);
  }
}

function dataOf(value: object): Uint8Array | undefined {
  if ("text" in value && typeof value.text === "string") {
    const octets = Array.from(value.text, (character) => character.charCodeAt(0));
    return octets.every((octet) => octet < 0x80) ? Uint8Array.from(octets) : undefined;
  }
  if ("hex" in value && typeof value.hex === "string" && /^(?:[0-9a-f]{2})*$/i.test(value.hex)) {
    return new Uint8Array(Buffer.from(value.hex, "hex"));
  }
  return undefined;
}

function notATrace(line: string): SyntaxError {
  return new SyntaxError(`not a line of a trace: ${line.slice(0, 80)}`);
}
