import { no, ok, type Result } from "../../../result.ts";
import type { TraceRecord } from "../../serial/index.ts";

/** The position of a replay in its trace. */
interface Script {
  /**
   * Consumes octets of the program up to the modem's next answer.
   *
   * @returns what is left of them; the problem is one sentence about the first octet that is not the recorded one
   */
  hear(octets: string): Result<string>;
  /** What the modem sends now; `undefined` while it waits for the program, and at the end. */
  due(): { text: string; pauseMs: number } | undefined;
  /** It has been sent. */
  said(): void;
  /** The whole trace has passed. */
  readonly ended: boolean;
}

/** What ends a unit of a program's output: a command, a PDU, leaving a prompt. */
const ENDS = ["\r", "\x1a", "\x1b"];
/** Longer than the longest PDU: enough of both sides to see the difference. */
const SHOWN = 400;

/** Makes the script of a trace. Octets are strings, one `char` each. */
export function createScript(records: readonly TraceRecord[]): Script {
  const lines = records.map(({ at, direction, data }) => ({ at, direction, text: textOf(data) }));
  let next = 0;
  /** Octets of the line at `next` that have arrived. */
  let heard = 0;
  /** What the program wrote since the last end of a command. */
  let begun = "";

  function advance(): void {
    next++;
    heard = 0;
  }

  function hearOne(octet: string): boolean {
    const line = lines[next];
    if (line?.text[heard] !== octet) return false;
    begun = ENDS.includes(octet) ? "" : begun + octet;
    heard++;
    if (heard === line.text.length) advance();
    return true;
  }

  /** The rest of the command that the program should have written, over all records that hold a piece of it. */
  function expected(): string {
    let text = "";
    for (let at = next; lines[at]?.direction === "out"; at++) text += lines[at]?.text;
    return upToEnd(text.slice(heard));
  }

  return {
    hear(octets) {
      let at = 0;
      for (; at < octets.length && lines[next]?.direction === "out"; at++) {
        if (hearOne(octets[at] ?? "")) continue;
        const came = begun + upToEnd(octets.slice(at));
        return no(`record ${next + 1} of the trace: expected ${shown(begun + expected())}, and ${shown(came)} came`);
      }
      // After its end a trace says nothing about what a program may do.
      return ok(next === lines.length ? "" : octets.slice(at));
    },
    due() {
      const line = lines[next];
      if (line?.direction !== "in") return undefined;
      return { text: line.text, pauseMs: line.at - (lines[next - 1]?.at ?? line.at) };
    },
    said: advance,
    get ended() {
      return next === lines.length;
    },
  };
}

function upToEnd(text: string): string {
  const end = [...text].findIndex((octet) => ENDS.includes(octet));
  return end < 0 ? text : text.slice(0, end + 1);
}

/** As a string literal, so that control characters can be seen. */
const shown = (text: string) => JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

const textOf = (data: Uint8Array) => Buffer.from(data.buffer, data.byteOffset, data.length).toString("latin1");
