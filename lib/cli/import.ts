import { readFile } from "node:fs/promises";
import { systemClock } from "../clock.ts";
import { defined } from "../defined.ts";
import {
  type Found,
  type HistoryReport,
  importHistory,
  kalkunProblem,
  otherTables,
  readGammu,
  readKalkun,
  readPhoneBook,
  readSpool,
} from "../importing/index.ts";
import { type ContactFiles, columnsNotTaken, createNumberReader } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { visible } from "../visible.ts";
import { BOOK_SETTINGS, done, withBookOrNew } from "./address-book.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError, reasonOf } from "./error.ts";
import { reportText, statusOf } from "./import-report.ts";
import { withForeign } from "./import-source.ts";
import type { CommandIo } from "./io.ts";
import { text, toggle } from "./options.ts";
import { withStoreOrNew } from "./with-store.ts";

const SETTINGS = [...BOOK_SETTINGS, "timeZone"] as const;
const dryRun = toggle("dry-run", "Only report what would be imported.");

const HISTORY = `Messages become history: they have their own times and states, and are never sent, routed, answered, told to webhooks or counted in the statistics. What waited to be sent is unknown here, and waits for a person (aldis message resend). Incoming messages count as read.

Rows that are not as they should be are named on standard error, and the others are imported. A second import adds nothing, and brings what became of messages since. Exit status 0, or 1 when the source could not be read or everything was refused.`;

/** `aldis import …`: what other gateways have. */
export const importCommands: readonly Command[] = [
  defineCommand({
    path: ["import", "gammu"],
    operands: ["URL|FILE"],
    summary: "import the messages of gammu-smsd",
    details: `The database of gammu-smsd, of schema 13 to 18: a SQLite file, the URL of a PostgreSQL server (postgres://USER:PASSWORD@HOST/DATABASE), or a file that mysqldump has written, gzipped too. It is only read.

Its times are those of --time-zone, unless a dump says otherwise.

${HISTORY}`,
    settings: SETTINGS,
    flags: { dryRun },
    run: ({ config, flags, operands: [from = ""], io }) =>
      withStoreOrNew(config, io, (store) =>
        withForeign(from, config, async ({ database, timeZone = config.timeZone, refused }) => {
          const options = { numbers: createNumberReader(config), timeZone };
          async function* found(): AsyncGenerator<Found> {
            yield* refused;
            yield* readGammu(database, options);
            const others = otherTables(database);
            if (others.length > 0)
              yield { kind: "without", what: `other tables: ${others.join(", ").slice(0, MOST_NAMES)}` };
          }
          const report = await take(found(), { store, io, dryRun: flags.dryRun === true });
          io.out.write(reportText(report, { dryRun: flags.dryRun === true }));
          return statusOf(report);
        }),
      ),
  }),
  defineCommand({
    path: ["import", "smstools"],
    operands: ["DIR"],
    summary: "import the spool of SMS Server Tools 3 (smsd)",
    details: `DIR is the folder that has outgoing, checked, sent, failed, incoming and report, usually /var/spool/sms; what smsd.conf says of folders counts more. Status reports say which of the sent messages were delivered. Modems, queues and provider rules of smsd.conf are reported as settings of Aldis.

Stop smsd first: a file that moves meanwhile may be missed. Times are those of --time-zone.

${HISTORY}`,
    settings: SETTINGS,
    flags: { dryRun, conf: text("conf", "FILE", "smsd.conf; without it, the one in DIR.") },
    async run({ config, flags, operands: [spool = ""], io }) {
      const options = { numbers: createNumberReader(config), timeZone: config.timeZone };
      const found = readSpool(spool, { ...options, ...defined({ config: flags.conf }) });
      const isDry = flags.dryRun === true;
      const report = await withStoreOrNew(config, io, (store) => take(found, { store, io, dryRun: isDry })).catch(
        (cause: unknown) => {
          if (!(cause instanceof Error && "syscall" in cause)) throw cause;
          throw new CliError(
            "failed",
            `the spool cannot be read: ${"path" in cause ? cause.path : spool}: ${reasonOf(cause)}`,
            { cause },
          );
        },
      );
      io.out.write(reportText(report, { dryRun: isDry }));
      return statusOf(report);
    },
  }),
  defineCommand({
    path: ["import", "kalkun"],
    operands: ["URL|FILE"],
    summary: "import the messages and the phone book of Kalkun",
    details: `Kalkun's tables are in the database of gammu-smsd: what aldis import gammu takes, this takes too, and both together import nothing twice. Messages in the trash and spam are left out, and what nobody has read is unread.

The phone book goes into the address book, with its groups: a row stands for the contact of its name, which is added, or changed to what the row says. Users, templates and filters are reported.

${HISTORY}`,
    settings: SETTINGS,
    flags: { dryRun },
    run: ({ config, flags, operands: [from = ""], io }) =>
      withBookOrNew(config, io, ({ store, files }) =>
        withForeign(from, config, async ({ database, timeZone = config.timeZone, refused }) => {
          const problem = kalkunProblem(database);
          if (problem !== undefined) throw new CliError("failed", problem);
          const options = { numbers: createNumberReader(config), timeZone };
          const isDry = flags.dryRun === true;
          async function* found(): AsyncGenerator<Found> {
            yield* refused;
            yield* readKalkun(database, options);
          }
          const report = await take(found(), { store, io, dryRun: isDry });
          io.out.write(reportText(report, { dryRun: isDry }));
          const book = await readPhoneBook(database);
          await importContacts(book, { files, io, dryRun: isDry, source: "the phone book of Kalkun" });
          return statusOf(report);
        }),
      ),
  }),
  contactsOf("brevis", {
    summary: "import the address book of a brevis.one or Braintower gateway",
    details: `FILE is the CSV file that the appliance reads and writes: name, telephone number, email address and groups, with semicolons between them and commas between the groups, without a header row.`,
  }),
  contactsOf("smseagle", {
    summary: "import the phone book of an SMSEagle",
    details: `FILE is a CSV file of its phone book. Its header row says what the columns are: name, number, email, group and note are taken, by their usual names, and the others are reported.`,
  }),
];

/** The command for an appliance whose address book is a CSV file. */
function contactsOf(appliance: string, { summary, details }: { summary: string; details: string }): Command {
  return defineCommand({
    path: ["import", appliance],
    operands: ["FILE"],
    summary,
    details: `${details} UTF-8 or Windows-1252.

A row stands for the contact of its name: it is added, or changed to what the row says; groups are added. A second import changes nothing. Rows that are refused are named on standard error. Exit status 0, or 1 when the file could not be read or every row was refused.`,
    settings: BOOK_SETTINGS,
    flags: { dryRun },
    async run({ config, flags, operands: [file = ""], io }) {
      const bytes = await readFile(file).catch((cause: Error) => {
        throw new CliError("failed", `${file} cannot be read: ${reasonOf(cause)}`, { cause });
      });
      return withBookOrNew(config, io, ({ files }) =>
        importContacts(bytes, { files, io, dryRun: flags.dryRun === true, source: file }),
      );
    },
  });
}

/** Imports contacts, says what became of them, and gives the exit status. Rejects with a CliError or StoreFailure. */
async function importContacts(
  bytes: Uint8Array,
  { files, io, dryRun, source }: { files: ContactFiles; io: CommandIo; dryRun: boolean; source: string },
): Promise<number> {
  const report = done(await files.importCsv(bytes, { source, dryRun }));
  for (const row of report.rows)
    if (row.outcome === "refused")
      io.err.write(`line ${row.line}: refused: ${visible(row.name)}: ${row.problems.map(visible).join("; ")}\n`);
  const { added, changed, unchanged, refused } = report.counts;
  const would = dryRun ? "would be " : "";
  io.out.write(
    `contacts: ${added} ${would}added, ${changed} ${would}changed, ${unchanged} there already, ${refused} refused\ngroups: ${report.addedGroups.length} ${would}added\n`,
  );
  const others = columnsNotTaken(report.header);
  if (others.length > 0) io.out.write(`has no counterpart here: the columns ${others.map(visible).join(", ")}\n`);
  return refused > 0 && refused === report.rows.length ? 1 : 0;
}

/** 1,000 characters of names of tables. */
const MOST_NAMES = 1_000;

function take(
  found: AsyncIterable<Found>,
  { store, io, dryRun }: { store: Store; io: CommandIo; dryRun: boolean },
): Promise<HistoryReport> {
  return importHistory(found, {
    store: store.history,
    dryRun,
    now: systemClock.now,
    signal: io.signal,
    onRefused: (where, problem) => void io.err.write(`${visible(where)}: refused: ${visible(problem)}\n`),
  });
}
