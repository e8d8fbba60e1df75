import { writeFile } from "node:fs/promises";
import { systemClock } from "../clock.ts";
import type { Option } from "../config/index.ts";
import {
  addressProblem,
  describeCounts,
  fetchFile,
  type ImportReport,
  LARGEST_FILE,
  shownAddress,
} from "../routing/index.ts";
import { BOOK_SETTINGS, done, withBook } from "./address-book.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo, Input } from "./io.ts";

const TIME_LIMIT_MS = 60_000;

/** A switch: given or not. */
export const toggle = (flag: string, documentation: string): Option<boolean> => ({
  flag,
  documentation,
  repeatable: false,
  parse: () => ({ value: true }),
});

export const clear = toggle("clear", "Remove contacts and groups that the file does not name.");
export const skipCertificateCheck = toggle("skip-certificate-check", "Take whatever certificate the server shows.");

/** `aldis contact import` and `export`. */
export const contactFileCommands: readonly Command[] = [
  defineCommand({
    path: ["contact", "import"],
    operands: ["FILE|URL|-"],
    summary: "import contacts from a CSV file",
    details: `The file has NAME;NUMBER;EMAIL;GROUP,GROUP in each row, or a header row that names the columns name, number, email, groups and note in any order; semicolons, commas or tabs; UTF-8 or Windows-1252. A row stands for the contact of its name: it is added, or changed to what the row says.
All good rows are imported in one transaction; rows that are refused are named with their line. Exit status 1 when no row is good.`,
    settings: BOOK_SETTINGS,
    flags: {
      dryRun: toggle("dry-run", "Only show, row by row, what would be added, changed, removed and refused."),
      clear,
      skipCertificateCheck,
    },
    async run({ config, flags, operands: [from = ""], io }) {
      const file = await readSource(from, io, flags.skipCertificateCheck === true);
      const dryRun = flags.dryRun === true;
      const report = await withBook(config, io, async ({ files }) =>
        done(await files.importCsv(file.bytes, { source: file.shown, dryRun, clear: flags.clear === true })),
      );
      const lines = describeReport(report);
      if (dryRun) io.out.write(lines.map((line) => `${line.text}\n`).join(""));
      else
        io.err.write(
          lines
            .filter((line) => line.refused)
            .map((line) => `${line.text}\n`)
            .join(""),
        );
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
      if (to === undefined || to === "-") io.out.write(text);
      else await writeTo(to, text);
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
    return { bytes: file.bytes, shown };
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

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new CliError("failed", `${file} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

/** One line for everything that is not left as it is. */
function describeReport(report: ImportReport): { text: string; refused: boolean }[] {
  const rows = report.rows.flatMap((row) => {
    const where = `line ${row.line}: ${row.outcome} ${row.name}`;
    if (row.outcome === "unchanged") return [];
    if (row.outcome === "changed") return [{ text: `${where} (${row.fields.join(", ")})`, refused: false }];
    if (row.outcome === "refused") return [{ text: `${where}: ${row.problems.join("; ")}`, refused: true }];
    return [{ text: where, refused: false }];
  });
  const others = [
    ...report.removed.map(({ name }) => `removed ${name}`),
    ...report.addedGroups.map((name) => `added group ${name}`),
    ...report.removedGroups.map(({ name }) => `removed group ${name}`),
  ];
  return [...rows, ...others.map((text) => ({ text, refused: false }))];
}
