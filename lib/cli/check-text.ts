import type { CheckProbe, CheckResult, StoredCheck } from "../messages/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { timeText } from "./message-text.ts";

/** What a check looks at, in a few words. */
function probeText(probe: CheckProbe): string {
  if ("ping" in probe) return `ping ${probe.ping.host}`;
  if ("tcp" in probe) return `tcp ${probe.tcp.host}:${probe.tcp.port}`;
  if ("http" in probe) return probe.http.url;
  return "heartbeat" in probe ? "heartbeat" : "unknown";
}

/** `up`, `down`, `unknown`, `off`, `damaged`, and whether it is flapping. */
export function stateText({ check, memory, unreadable }: Pick<StoredCheck, "check" | "memory" | "unreadable">): string {
  if (unreadable) return "damaged";
  if (!check.enabled) return "off";
  return memory.isFlapping ? `${memory.state}, flapping` : memory.state;
}

/** All checks, a line each. */
export function listText(checks: readonly StoredCheck[]): string {
  if (checks.length === 0) return "no checks\n";
  const rows = checks.map((stored) => [
    String(stored.id),
    stateText(stored),
    visible(stored.check.name),
    stored.unreadable ? "-" : visible(probeText(stored.check.probe)),
    stored.memory.last === undefined ? "-" : timeText(stored.memory.last.at),
    visible(stored.memory.last?.text ?? "-"),
  ]);
  return columns([["ID", "STATE", "NAME", "LOOKS AT", "LAST RUN", "RESULT"], ...rows]);
}

/** Results, newest first. */
export const resultsText = (results: readonly CheckResult[]): string =>
  columns([
    ["TIME", "RESULT", "MS", ""],
    ...results.map(({ at, ok, milliseconds, text }) => [
      timeText(at),
      ok ? "ok" : "failed",
      String(milliseconds),
      visible(text),
    ]),
  ]);
