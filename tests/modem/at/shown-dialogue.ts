import type { Dialogue, DialogueEffect } from "../../../lib/modem/at/dialogue.ts";

/** A state in one line: its phase, what is particular about it, the lines of the answer so far. */
export function shown(state: Dialogue): string {
  if (state.phase === "idle") return "idle";
  const lines: string[] = [];
  for (let at = state.lines; at; at = at.before) lines.unshift(at.last);
  return `${state.phase}${state.isEchoed ? ", echoed" : ""}${state.isGivenUp ? ", given up" : ""}${
    lines.length === 0 ? "" : ` [${lines.join(" ")}]`
  }`;
}

/** An effect in one line. */
export function shownEffect(effect: DialogueEffect): string {
  switch (effect.type) {
    case "write":
      return `write ${effect.text}`;
    case "limit":
    case "quiet":
      return `${effect.type} ${effect.ms}`;
    case "await-consent":
      return "consent?";
    case "resolve": {
      const { result, lines, pduWritten } = effect.answer;
      return `resolve ${result.ok ? "OK" : result.text} [${lines.join(" ")}]${pduWritten ? " PDU" : ""}`;
    }
    case "reject": {
      const { kind, errorClass } = effect.error;
      return `reject ${kind}${errorClass === undefined || errorClass === kind ? "" : ` ${errorClass}`}`;
    }
    case "log":
      return `${effect.level}: ${effect.text}`;
    case "next":
      return "next";
    case "realign":
      return `realign${effect.counts ? ", counted" : ""}${effect.leavesPrompt ? ", leaves the prompt" : ""}`;
    default:
      return effect satisfies never;
  }
}
