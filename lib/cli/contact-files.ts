import { systemClock } from "../clock.ts";
import { describeCounts } from "../messages/index.ts";
import { addressProblem, fetchFile, type ImportReport, LARGEST_FILE, shownAddress } from "../routing/index.ts";
import { BOOK_SETTINGS, done, withBook, withBookOrNew } from "./address-book.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError, reasonOf } from "./error.ts";
import { writeExport } from "./export-file.ts";
import type { CommandIo, Input } from "./io.ts";
import { toggle } from "./options.ts";

/** 60 s: 8 MiB, the largest file, at 1.1 Mbit/s. */
const TIME_LIMIT_MS = 60_000;

export const clear = toggle(
  "clear",
  "Remove contacts and groups that the file does not name; those that policies or checks call stay.",
);
export const skipCertificateCheck = toggle("skip-certificate-check", "Take whatever certificate the server shows.");

/** `aldis contact import` and `export`. */
export const contactFileCommands: readonly Command[] = [
  defineCommand({
    path: ["contact", "import"],
    operands: ["FILE|URL|-"],
    summary: "import contacts from a CSV file",
    details: `The file has NAME;NUMBER;EMAIL;GROUP,GROUP in each row, or a header row that names the columns name, number, email, groups and note in any order; semicolons, commas or tabs; UTF-8 or Windows-1252. A row stands for the contact of its name: it is added, or changed to what the row says.
All good rows are imported in one transaction; on standard error are the rows that were refused, contacts that left a group, and what --clear removed. Exit status 0 when at least one row was imported or the file has no rows, 1 when every row was refused or the file could not be read: a script that must know of single rows looks at standard error.`,
    settings: BOOK_SETTINGS,
    flags: {
      dryRun: toggle("dry-run", "Only show, row by row, what would be added, changed, removed and refused."),
      clear,
      skipCertificateCheck,
    },
    async run({ config, flags, operands: [from = ""], io }) {
      const file = await readSource(from, io, flags.skipCertificateCheck === true);
      const dryRun = flags.dryRun === true;
      const report = await withBookOrNew(config, io, async ({ files }) =>
        done(await files.importCsv(file.bytes, { source: file.shown, dryRun, clear: flags.clear === true })),
      );
      const lines = describeReport(report);
      const text = (shown: readonly ReportLine[]) => shown.map((line) => `${line.text}\n`).join("");
      if (dryRun) io.out.write(text(lines));
      else io.err.write(text(lines.filter((line) => line.isLoss)));
      io.out.write(`${dryRun ? "would be: " : ""}${describeCounts(report.counts)}\n`);
      return report.rows.length > 0 && report.counts.refused === report.rows.length ? 1 : 0;
    },
  }),
  defineCommand({
    path: ["contact", "export"],
    operands: ["[FILE]"],
    summary: "write contacts as a CSV file, which import reads back",
    writesData: true,
    settings: BOOK_SETTINGS,
    flags: {
      noHeader: toggle("no-header", "Without the header row, as the appliances have it."),
      bom: toggle("bom", "With a byte order mark, for spreadsheets that need one to see UTF-8."),
    },
    async run({ config, flags, operands: [to], io }) {
      const text = await withBook(config, io, ({ files }) =>
        files.exportCsv({ header: flags.noHeader !== true, byteOrderMark: flags.bom === true }),
      );
      // Any text may be a table of contacts: spreadsheets write them too.
      writeExport(to, { text, what: "the contacts", isEarlier: (earlier) => !earlier.includes("\0") }, io);
      return 0;
    },
  }),
];

async function readSource(from: string, io: CommandIo, skip: boolean): Promise<{ bytes: Uint8Array; shown: string }> {
  if (from === "-") return { bytes: await readAll(io.in), shown: "standard input" };
  if (addressProblem(from) === undefined) {
    const shown = shownAddress(from);
    const file = await fetchFile(from, {
      skipCertificateCheck: skip,
      limitBytes: LARGEST_FILE,
      timeLimitMs: TIME_LIMIT_MS,
      clock: systemClock,
      signal: io.signal,
    });
    if (!file.ok) throw new CliError("failed", `${shown}: ${file.problem}`);
    return { bytes: file.value, shown };
  }
  try {
    // One byte more than the largest: told from a file that just fits.
    return {
      bytes: await Bun.file(from)
        .slice(0, LARGEST_FILE + 1)
        .bytes(),
      shown: from,
    };
  } catch (cause) {
    throw new CliError("failed", `${from} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

async function readAll(input: Input): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > LARGEST_FILE) break;
  }
  return Buffer.concat(chunks);
}

/** `isLoss`: a row was refused, or somebody will get fewer messages than before. A real import says these too. */
interface ReportLine {
  text: string;
  isLoss: boolean;
}

/** One line for everything that is not left as it is. */
function describeReport(report: ImportReport): ReportLine[] {
  const rows = report.rows.flatMap((row): ReportLine[] => {
    const where = `line ${row.line}: ${row.outcome} ${row.name}`;
    switch (row.outcome) {
      case "unchanged":
        return [];
      case "added":
        return [{ text: where, isLoss: false }];
      case "changed":
        return [{ text: `${where} (${describeChange(row)})`, isLoss: row.leaves.length > 0 }];
      case "refused":
        return [{ text: `${where}: ${row.problems.join("; ")}`, isLoss: true }];
      default:
        return row satisfies never;
    }
  });
  return [
    ...rows,
    ...report.removed.map(({ name }) => ({ text: `removed ${name}`, isLoss: true })),
    ...report.kept.map(({ name }) => ({ text: `kept ${name}, whom a policy calls`, isLoss: true })),
    ...report.keptGroups.map(({ name }) => ({
      text: `kept group ${name}, which a policy or a check calls`,
      isLoss: true,
    })),
    ...report.addedGroups.map((name) => ({ text: `added group ${name}`, isLoss: false })),
    ...report.removedGroups.map(({ name }) => ({ text: `removed group ${name}`, isLoss: true })),
  ];
}

/** `number, groups: joins duty; leaves admins` */
function describeChange({
  fields,
  joins,
  leaves,
}: Extract<ImportReport["rows"][number], { outcome: "changed" }>): string {
  const moves = [
    joins.length > 0 ? `joins ${joins.join(", ")}` : undefined,
    leaves.length > 0 ? `leaves ${leaves.join(", ")}` : undefined,
  ].filter((move) => move !== undefined);
  return fields.map((field) => (field === "groups" ? `groups: ${moves.join("; ")}` : field)).join(", ");
}
