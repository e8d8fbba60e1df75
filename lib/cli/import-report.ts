import type { HistoryReport } from "../importing/index.ts";
import { visible } from "../visible.ts";

/** What an import did, for people: a line for each direction, then what has no counterpart. */
export function reportText(report: HistoryReport, { dryRun }: { dryRun: boolean }): string {
  const { outgoing, incoming, held, refused, without } = report;
  const line = (name: string, { added, moved, known }: HistoryReport["outgoing"]) => {
    const parts = [`${added} ${dryRun ? "would be added" : "added"}`];
    if (moved > 0) parts.push(`${moved} ${dryRun ? "would get" : "got"} what became of them since`);
    parts.push(`${known} there already`);
    return `${name}: ${parts.join(", ")}\n`;
  };
  const lines = [line("outgoing messages", outgoing), line("incoming messages", incoming)];
  if (held > 0)
    lines.push(
      `${held} of them waited to be sent there and ${dryRun ? "would be" : "are"} unknown here: nothing is sent until a person resends them (aldis message resend)\n`,
    );
  if (refused > 0) lines.push(`${refused} refused, named above\n`);
  if (without.size > 0) lines.push("not imported; where an option or a command is named, it does the same here:\n");
  for (const [what, count] of without) lines.push(`  ${count} × ${visible(what)}\n`);
  return lines.join("");
}

/** 1 when everything was refused. */
export const statusOf = ({ outgoing, incoming, refused }: HistoryReport): number => {
  const all = [outgoing, incoming].flatMap(({ added, moved, known }) => [added, moved, known]);
  return refused > 0 && all.every((count) => count === 0) ? 1 : 0;
};
