import { CME_TEXTS, CMS_TEXTS } from "./error-texts.ts";
import type { Result } from "./reply.ts";

/** How `ATV`, `ATQ` and `AT+CMEE` format an answer. */
export interface Rendering {
  verbose: boolean;
  quiet: boolean;
  errorFormat: 0 | 1 | 2;
  /** Precedes each line of information; nothing when left out. */
  lineLead?: string;
  /** Replaces every `+CME ERROR`. */
  equipmentError?: string | undefined;
}

/** Information lines as they go over the wire, V.250 §5.7.1. */
export function renderLines(lines: readonly string[], { verbose, lineLead = "" }: Rendering): string {
  if (lines.length === 0) return "";
  const text = lines.map((line) => lineLead + line).join("\r\n");
  return verbose ? `\r\n${text}\r\n` : `${text}\r\n`;
}

/** The final result; empty for silence and under `ATQ1`. */
export function renderResult(result: Result, rendering: Rendering): string {
  if (result === "silence" || rendering.quiet) return "";
  const text = resultText(result, rendering);
  // V.250 §5.7.1: under V0 a result is its number and a carriage return alone; the 3GPP errors stay lines.
  return rendering.verbose ? `\r\n${text}\r\n` : `${text}\r`;
}

function resultText(result: Exclude<Result, "silence">, rendering: Rendering): string {
  const { verbose, errorFormat, equipmentError } = rendering;
  if (result === "ok") return verbose ? "OK" : "0";
  if (result === "error") return verbose ? "ERROR" : "4";
  if ("text" in result) return verbose ? result.text : String(result.number);
  if ("words" in result) return result.words;
  if ("cms" in result) {
    return `+CMS ERROR: ${errorFormat === 2 ? (CMS_TEXTS[result.cms] ?? result.cms) : result.cms}`;
  }
  if (errorFormat === 0) return verbose ? "ERROR" : "4";
  if (equipmentError !== undefined) return equipmentError;
  return `+CME ERROR: ${errorFormat === 2 ? (CME_TEXTS[result.cme] ?? result.cme) : result.cme}`;
}
