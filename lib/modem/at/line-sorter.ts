import { type AtCommand, commandName, type FinalResult, type Unsolicited } from "./command.ts";
import { isHex } from "./fields.ts";
import { finalResult, hasSecondLine, isEcho, isInformation, looksUnsolicited } from "./line-patterns.ts";
import { announcesText } from "./message-format.ts";

/** What one line turned out to be. `stray` is a final result or data that belongs to nothing any more. */
export type Sorted =
  | { type: "final"; result: FinalResult }
  | { type: "information"; line: string }
  | { type: "unsolicited"; unsolicited: Unsolicited }
  | { type: "echo" }
  | { type: "stray"; line: string };

interface LineSorter {
  /** Says what the line is while `command` runs. A line may complete or release an earlier one: then there are two. */
  sort(line: string, command: AtCommand | undefined): Sorted[];
  /** Another command begins or the port was drained: nothing that was due will come any more. */
  reset(): Sorted[];
}

/**
 * Classifies every line once. It keeps only what a line says about the next one:
 *
 * ```
 * +CMT: ,24        ─ a second line is due; other unsolicited lines may come before it
 * 0791…            ─ that line
 * +CMT: "+49…",,"…" ─ text mode: the next line is its text, whatever it looks like
 * +CMGR: 0,,24     ─ a PDU line is due (information of the running command)
 * +CMGR: "REC READ",… ─ text mode: its text is
 * ```
 */
export function createLineSorter(noise: () => readonly RegExp[]): LineSorter {
  let awaitingSecond: string | undefined;
  let pduLineDue = false;
  let textLineDue = false;

  function release(): Sorted[] {
    const released = awaitingSecond === undefined ? [] : [unsolicited(awaitingSecond)];
    awaitingSecond = undefined;
    return released;
  }

  function sort(line: string, command: AtCommand | undefined): Sorted[] {
    if (awaitingSecond !== undefined && announcesText(awaitingSecond)) return completeSecond(line);
    if (textLineDue) {
      textLineDue = false;
      return [{ type: "information", line }];
    }
    if (isEcho(line, command)) return [{ type: "echo" }];
    if (awaitingSecond !== undefined && isHex(line)) return completeSecond(line);
    const result = finalResult(line, command ?? {});
    if (result) {
      pduLineDue = false;
      return [...release(), command ? { type: "final", result } : { type: "stray", line }];
    }
    if (command && isInformation(line, command.answer, pduLineDue)) {
      // A PDU line that is due right after its header cannot be the second line of an earlier `+CMT`.
      const released = release();
      const isHeader = command.answer?.kind === "prefixed" && command.answer.pdu === true && !isHex(line);
      textLineDue = isHeader && announcesText(line);
      pduLineDue = isHeader && !textLineDue;
      return [...released, { type: "information", line }];
    }
    return sortUnasked(line, command);
  }

  function completeSecond(line: string): Sorted[] {
    const first = awaitingSecond ?? "";
    awaitingSecond = undefined;
    return [unsolicited(first, line)];
  }

  function sortUnasked(line: string, command: AtCommand | undefined): Sorted[] {
    if (hasSecondLine(line)) {
      const released = release();
      awaitingSecond = line;
      return released;
    }
    if (command?.answer?.kind === "bare" && (isNamed(line, command) || !looksUnsolicited(line, noise()))) {
      return [{ type: "information", line }];
    }
    if (isHex(line) && line.length > 16) return [{ type: "stray", line }];
    return [unsolicited(line)];
  }

  return {
    sort,
    reset() {
      pduLineDue = false;
      textLineDue = false;
      return release();
    },
  };
}

/** `+CGMM: …` in answer to `AT+CGMM`, which most modems answer without a prefix. */
function isNamed(line: string, command: AtCommand): boolean {
  return line.toUpperCase().startsWith(`${commandName(command.text).slice(2)}:`);
}

function unsolicited(line: string, data?: string): Sorted {
  return { type: "unsolicited", unsolicited: data === undefined ? { line } : { line, data } };
}
