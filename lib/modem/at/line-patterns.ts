import { cmsNumber } from "../errors.ts";
import type { AnswerShape, AtCommand, FinalResult } from "./command.ts";
import { isHex, toInteger } from "./fields.ts";
import { isTextModeHeader } from "./message-format.ts";

/** Unsolicited lines of 27.005 and 27.007 that need no dialect to be known. */
const UNSOLICITED =
  /^(\+CMTI|\+CMT|\+CBM|\+CBMI|\+CDS|\+CDSI|\+CREG|\+CGREG|\+CEREG|\+C5GREG|\+CUSD|\+CRING|\+CLIP|\+CCWA|\+COLP|\+CSSI|\+CSSU|\+CGEV|\+CIEV|\+CTZV|\+CTZE|\+CTZR|\+CPIN|\+CFUN|\+CDIP|\+CNAP|\+CLCC|\+CMWI)\s*:/i;
const BARE_UNSOLICITED =
  /^(RING|NO CARRIER|BUSY|NO ANSWER|NO DIAL ?TONE|CONNECT|RDY|Call Ready|SMS Ready|VOICE CALL\b)/i;
const WITH_SECOND_LINE = /^(\+CMT|\+CDS|\+CBM)\s*:/i;
const REPORT = /^\+CDS\s*:/i;
const ERROR_WITH_CAUSE = /^\+?(CM[ES]) ERROR\s*:?\s*(.*)$/i;

/** Whether the line is unsolicited by its looks alone. `noise` adds what a family of modems says besides. */
export function looksUnsolicited(line: string, noise: readonly RegExp[]): boolean {
  return UNSOLICITED.test(line) || BARE_UNSOLICITED.test(line) || noise.some((pattern) => pattern.test(line));
}

/** Whether a second line belongs to this one: `+CMT`, `+CDS`, `+CBM`. In text mode a report has one line (27.005 §4.6). */
export function hasSecondLine(line: string): boolean {
  return WITH_SECOND_LINE.test(line) && !(REPORT.test(line) && isTextModeHeader(line));
}

/** A `+CUSD` whose text goes on: its quote is still open. */
export function isOpenText(line: string): boolean {
  return /^\+CUSD\s*:/i.test(line) && line.split('"').length % 2 === 0;
}

/** The final result that a line is for this command, else undefined. */
export function finalResult(
  line: string,
  command: Pick<AtCommand, "dials" | "numericResults">,
): FinalResult | undefined {
  if (/^OK$/i.test(line)) return { ok: true };
  if (/^ERROR$/i.test(line) || /^COMMAND NOT SUPPORT$/i.test(line)) return { ok: false, text: line };
  const cause = ERROR_WITH_CAUSE.exec(line);
  if (cause) return failure(line, cause[1] ?? "", cause[2] ?? "");
  if (command.dials && /^(NO CARRIER|BUSY|NO ANSWER|NO DIAL ?TONE)$/i.test(line)) return { ok: false, text: line };
  if (command.numericResults && line === "0") return { ok: true };
  if (command.numericResults && line === "4") return { ok: false, text: line };
  return undefined;
}

/** Whether the line is information of the running command, before its looks as unsolicited are considered. */
export function isInformation(line: string, answer: AnswerShape | undefined, pduLineDue: boolean): boolean {
  if (answer?.kind !== "prefixed") return false;
  if (pduLineDue && isHex(line)) return true;
  const blankless = line.replace(/\s+:/, ":");
  if (!blankless.toUpperCase().startsWith(answer.prefix.toUpperCase())) return false;
  return answer.accepts?.(line) ?? true;
}

/** An echo of any command. Only the PDU's echo needs the command: it looks like data. */
export function isEcho(line: string, command: AtCommand | undefined): boolean {
  if (/^AT([+^#*$&%!].*|[A-Z]\d?)?$/.test(line)) return true;
  return command !== undefined && (line === command.text || line === command.pdu);
}

function failure(text: string, family: string, cause: string): FinalResult {
  if (family.toUpperCase() === "CMS") {
    const cms = cmsNumber(cause);
    return cms === undefined ? { ok: false, text } : { ok: false, text, cms };
  }
  const cme = toInteger(cause) ?? CME_TEXTS[cause.trim().toLowerCase()];
  return cme === undefined ? { ok: false, text } : { ok: false, text, cme };
}

/** The texts of 27.007 §9.2.1 that a gateway acts on. */
const CME_TEXTS: Readonly<Record<string, number>> = {
  "operation not allowed": 3,
  "operation not supported": 4,
  "ph-sim pin required": 5,
  "sim not inserted": 10,
  "sim pin required": 11,
  "sim puk required": 12,
  "sim failure": 13,
  "sim busy": 14,
  "sim wrong": 15,
  "incorrect password": 16,
  "sim pin2 required": 17,
  "sim puk2 required": 18,
  "memory full": 20,
  "no network service": 30,
  "network timeout": 31,
  unknown: 100,
};
