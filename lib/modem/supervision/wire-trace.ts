import { TRACE_LINE_CHARACTERS, TRACE_LINES } from "../../limits.ts";
import type { NoteLine } from "../at/channel-contract.ts";

/** A line of a modem's dialogue. `out`: the gateway wrote it. */
export interface WireLine {
  /** Milliseconds since 1970. */
  at: number;
  direction: "in" | "out";
  /** Without what is secret or private. */
  line: string;
}

/** The last lines of a modem's dialogue. */
export interface WireTrace {
  note: NoteLine;
  /** Oldest first. */
  lines(): WireLine[];
}

/** Keeps the last lines without what is private, which is not even in memory. */
export function createWireTrace(now: () => number): WireTrace {
  let kept: WireLine[] = [];
  let isTextDue = false;
  return {
    note(direction, raw) {
      const line = raw
        .slice(0, LONGEST)
        .replace(/\p{Cc}/gu, "")
        .trim();
      if (line === "") return;
      const shown = direction === "in" && isTextDue ? countOf(raw) : safeLine(line, { direction, length: raw.length });
      isTextDue = direction === "in" && !isTextDue && BEFORE_TEXT.test(line);
      kept.push({ at: now(), direction, line: shown });
      // Half of them are dropped at once, so that a line costs a constant time on average.
      if (kept.length >= TRACE_LINES * 2) kept = kept.slice(-TRACE_LINES);
    },
    lines: () => kept.slice(-TRACE_LINES),
  };
}

const HIDDEN = "•••";
/** Twice what is shown: enough to tell a PDU. */
const LONGEST = 2 * TRACE_LINE_CHARACTERS;
/** Lines behind which a PDU comes, or in text mode a text, whatever it looks like. */
const BEFORE_TEXT = /^[+](?:CMT|CMGR|CMGL|CDS|CBM):/;
const PDU = /^(?:[0-9A-F]{2}){8,}/i;
/** What a modem says that is no word of a message: answers by name, results, echoes, and lines of its start. */
const KNOWN =
  /^(?:(?:AT)?[+^#*$%&!_][A-Z][A-Z0-9_]*(?:[:=?;]|$)|AT(?:[EHVZ]\d?|I)?;?$|OK$|ERROR$|ABORTED$|BUSY$|RING$|RDY$|NO (?:CARRIER|ANSWER|DIAL ?TONE)$|COMMAND NOT SUPPORT$|TOO MANY PARAMETERS$|(?:Call|SMS) Ready$|(?:OVER|UNDER)-VOLTAGE |NORMAL POWER DOWN$|>$)/;
/** Of these nothing is shown but their name. */
const PRIVATE = /^((?:AT)?[+](?:CPIN|CPWD|CLCK|CUSD|CLIP|CLCC|CMT|CMGR|CMGL|CDS|CBM|CPBR|CNUM)(?:=|: ?)|ATD)(?!\?)/;
/** What a SIM waits for, and which message is asked for. */
const HARMLESS =
  /^(?:[+]CPIN: (?:READY|SIM PI[NK]2?|SIM PUK2?|PH-[A-Z -]{3,20})|AT[+]CMG[RL]=\d+|AT[+]CLCC|AT[+]CUSD=[02])$/;

/**
 * A line without PIN, text, PDU, telephone number and SIM: as in the log, only what kind of line it is. Of a line that is none
 * of AT's, such as a text in text mode, its length.
 */
function safeLine(line: string, { direction, length }: { direction: WireLine["direction"]; length: number }): string {
  if (PDU.test(line)) return `(PDU, ${Math.floor(length / 2)} octets)`;
  if (direction === "in" && !KNOWN.test(line)) return countOf({ length });
  const [, name] = HARMLESS.test(line) ? [] : (PRIVATE.exec(line) ?? []);
  const shown = name === undefined ? line.replace(/[+]?[0-9A-F]{7,}/gi, HIDDEN) : `${name}${HIDDEN}`;
  return shown.length > TRACE_LINE_CHARACTERS ? `${shown.slice(0, TRACE_LINE_CHARACTERS)}…` : shown;
}

const countOf = ({ length }: { length: number }) => `(${length} characters)`;
