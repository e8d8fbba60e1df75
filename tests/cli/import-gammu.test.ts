import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { importCommands } from "../../lib/cli/import.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import {
  SMSD_ZONE,
  type SmsdDatabase,
  smsdOnPostgres,
  smsdOnSqlite,
  startGammuSql,
} from "../support/peers/gammu-sql.ts";
import { startMariaDb } from "../support/peers/mariadb.ts";
import { startSimulator } from "../support/peers/simulator.ts";
import { createEmptyTestDatabase, createTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { hasProgram } from "../support/programs.ts";

/**
 * Databases that Debian's gammu-smsd has made, with messages that it has sent and received by the simulated modem: in SQLite, in
 * PostgreSQL and in MariaDB, out of which mysqldump writes.
 */
const LONG = "The quick brown fox. ".repeat(19).slice(0, 400);
const RUSSIAN = `Привет 😀 ${"и ещё текст ".repeat(12)}конец`;
const OUTGOING = [
  { recipient: "+4917012345678", text: 'Hello it\'s [€] "here" \\ ;\n-- INSERT INTO `inbox` VALUES (1);' },
  { recipient: "+4917012345679", text: "Привет 😀 Grüße" },
  { recipient: "+4917012345670", text: LONG },
];
const WAITING = { recipient: "+4917012345671", text: `later ${LONG}` };
const INCOMING = [
  { sender: "+491711111111", text: "incoming äöü €" },
  { sender: "Bank", text: RUSSIAN },
];
const LIMIT_MS = 240_000;

/** Has smsd send and receive everything, then leaves a message in its outbox. */
async function workOf(database: SmsdDatabase, folder: string): Promise<void> {
  await using simulator = await startSimulator();
  const smsd = startGammuSql(simulator.pty, folder, database);
  {
    await using _running = smsd;
    for (const { recipient, text } of OUTGOING)
      await smsd.inject(recipient, text, "-len", "400", ...(/[а-я]/.test(text) ? ["-unicode"] : []));
    for (const { sender, text } of INCOMING) await simulator.receive(sender, text);
    const count = async (what: string) => Number((await smsd.query(`select count(*) as n from ${what}`))[0]?.n);
    const status = database.settings.some((line) => line.includes("pgsql")) ? '"Status"' : "Status";
    await smsd.until(
      "everything to be sent, reported and received",
      async () => (await count(`sentitems where ${status} = 'DeliveryOK'`)) === 5 && (await count("inbox")) >= 4,
    );
  }
  await smsd.inject(WAITING.recipient, WAITING.text, "-len", "500");
}

const cli = commandsOnData(importCommands);
const gammu = (from: string, ...options: string[]) =>
  cli.run(["import", "gammu", from, "--time-zone", SMSD_ZONE, ...options]);

async function withStored<T>(use: (store: Store) => Promise<T>, url = cli.database()): Promise<T> {
  const store = await openStore({ url });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const everything = (store: Store) =>
  store.archive.list({ outcomes: ["queued", "sent", "failed", "incoming"] }, { limit: 100, offset: 0 });

async function expectImported(began: number, url?: string): Promise<void> {
  const stored = await withStored(everything, url);
  const outgoing = stored.flatMap((each) => (each.direction === "outgoing" ? [each.message] : []));
  const incoming = stored.flatMap((each) => (each.direction === "incoming" ? [each.message] : []));
  const shown = (message: { recipient: string; text: string; state: string }) =>
    `${message.recipient} ${message.state} ${message.text}`;
  expect(outgoing.map(shown).sort()).toEqual(
    [...OUTGOING.map((each) => ({ ...each, state: "delivered" })), { ...WAITING, state: "unknown" }].map(shown).sort(),
  );
  expect(incoming.map(({ sender, text, state, modem }) => ({ sender, text, state, modem }))).toEqual(
    expect.arrayContaining(INCOMING.map((each) => ({ ...each, state: "complete", modem: "GSM1" }))),
  );
  expect(incoming).toHaveLength(INCOMING.length);
  // In the zone of its clock: an hour off would be outside.
  for (const { sentAt, createdAt, settledAt } of outgoing.filter(({ state }) => state === "delivered"))
    for (const at of [createdAt, sentAt, settledAt]) expect(Math.abs((at ?? 0) - began)).toBeLessThan(1_500_000);
  for (const { receivedAt } of incoming) expect(Math.abs(receivedAt - began)).toBeLessThan(1_500_000);
}

const ADDED =
  /^outgoing messages: 4 added, 0 there already\nincoming messages: 2 added, 0 there already\n1 of them waited .*\nnot imported; where an option .*:\n {2}1 × phones: GSM1 \(IMEI \d{15}, SIM \d{15}.*\n$/;
const KNOWN = /^outgoing messages: 0 added, 4 there already\nincoming messages: 0 added, 2 there already\n/;

/** The claims that hold for every kind of source. */
function claims(source: () => { from: string; began: number }): void {
  test("a dry run says what would be imported, and stores nothing", async () => {
    const { out, status } = await gammu(source().from, "--dry-run");
    expect(status).toBe(0);
    expect(out).toMatch(/^outgoing messages: 4 would be added, 0 there already\nincoming messages: 2 would be added/);
    expect(await withStored(everything)).toEqual([]);
  });

  test("everything is there once, with its text, state and time; a second import adds nothing", async () => {
    const { from, began } = source();
    expect(await gammu(from)).toMatchObject({ status: 0, err: "", out: expect.stringMatching(ADDED) });
    await expectImported(began);
    expect(await gammu(from)).toMatchObject({ status: 0, err: "", out: expect.stringMatching(KNOWN) });
    await expectImported(began);
    expect(await withStored(({ routing }) => routing.unrouted({ limit: 10 }))).toEqual([]);
  });
}

const canRun = hasProgram("gammu-smsd");

describe.skipIf(!canRun)("the database of gammu-smsd in SQLite", () => {
  let folder = "";
  let began = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "aldis-smsd-"));
    began = Date.now();
    await workOf(smsdOnSqlite(folder), folder);
  }, LIMIT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = () => join(folder, "smsd.db");

  claims(() => ({ from: file(), began }));

  test.skipIf(!hasPostgres())(
    "goes into PostgreSQL too",
    async () => {
      const url = await createTestDatabase();
      try {
        expect((await gammu(file(), "--database", url)).out).toMatch(ADDED);
        await expectImported(began, url);
        expect((await gammu(file(), "--database", url)).out).toMatch(KNOWN);
        await expectImported(began, url);
      } finally {
        await dropTestDatabase(url);
      }
    },
    180_000,
  );

  test("a row that cannot be read is named, and the others are imported", async () => {
    const copy = join(folder, "bad.db");
    copyFileSync(file(), copy);
    const database = smsdCopy(copy);
    await database.query("update inbox set ReceivingDateTime = 'yesterday' where ID = 1 returning ID");
    await database.query("update sentitems set DestinationNumber = '' where ID = 2 returning ID");
    const { status, out, err } = await gammu(copy);
    expect(status).toBe(0);
    expect(err).toBe(
      'inbox 1: refused: its time cannot be read: "yesterday"\nsentitems 2: refused: it has no recipient\n',
    );
    expect(out).toMatch(/^outgoing messages: 3 added.*\nincoming messages: 1 added.*\n.*\n2 refused, named above\n/);
  });

  test("what smsd has sent since the first import is no longer held", async () => {
    const copy = join(folder, "since.db");
    copyFileSync(file(), copy);
    await gammu(copy);
    const database = smsdCopy(copy);
    await database.query(`insert into sentitems (ID, SequencePosition, InsertIntoDB, SendingDateTime, Text, TextDecoded, UDH,
        DestinationNumber, SenderID, CreatorID, Status)
      select outbox.ID, 1, InsertIntoDB, datetime(InsertIntoDB, '+9 seconds'), Text, TextDecoded, UDH, DestinationNumber, 'GSM1', '', 'SendingError'
      from outbox union all
      select part.ID, part.SequencePosition, outbox.InsertIntoDB, datetime(outbox.InsertIntoDB, '+9 seconds'), part.Text, part.TextDecoded, part.UDH,
        outbox.DestinationNumber, 'GSM1', '', 'SendingOK' from outbox_multipart as part join outbox on outbox.ID = part.ID returning ID`);
    await database.query("delete from outbox returning ID");
    const { out } = await gammu(copy);
    expect(out).toMatch(/^outgoing messages: 0 added, 1 got what became of them since, 3 there already\n/);
    const messages = await withStored(everything);
    expect(messages.flatMap((each) => (each.direction === "outgoing" ? [each.message.state] : [])).sort()).toEqual([
      "delivered",
      "delivered",
      "delivered",
      "failed",
    ]);
  });
});

/** The same, of a copy that may be changed. */
function smsdCopy(file: string): Pick<SmsdDatabase, "query"> {
  return {
    async query(statement) {
      using database = new Database(file);
      return database.query(statement).all() as Record<string, unknown>[];
    },
  };
}

describe.skipIf(!canRun || !hasPostgres())("the database of gammu-smsd in PostgreSQL", () => {
  let url = "";
  let folder = "";
  let began = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "aldis-smsd-"));
    url = await createEmptyTestDatabase();
    began = Date.now();
    await workOf(await smsdOnPostgres(url), folder);
  }, LIMIT_MS);
  afterAll(async () => {
    await dropTestDatabase(url);
    rmSync(folder, { recursive: true, force: true });
  });

  claims(() => ({ from: url, began }));
});

describe.skipIf(!canRun || !hasProgram("mariadbd"))("a dump of the database of gammu-smsd in MariaDB", () => {
  let folder = "";
  let began = 0;
  const file = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "aldis-smsd-"));
    began = Date.now();
    await using server = await startMariaDb(folder);
    await workOf(server, folder);
    writeFileSync(file("usual.sql"), await server.dump());
    writeFileSync(file("usual.sql.gz"), gzipSync(await server.dump()));
    writeFileSync(
      file("complete.sql"),
      await server.dump("--complete-insert", "--skip-extended-insert", "--skip-tz-utc"),
    );
    writeFileSync(file("hex.sql"), await server.dump("--hex-blob", "--compact"));
  }, LIMIT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  claims(() => ({ from: file("usual.sql"), began }));

  test.each(["usual.sql.gz", "complete.sql"])("is read as %s too", async (name) => {
    expect(await gammu(file(name))).toMatchObject({ status: 0, err: "", out: expect.stringMatching(ADDED) });
    await expectImported(began);
  });
});

test.each([
  ["mysql://smsd@localhost/smsd", "MySQL and MariaDB are imported from a dump: mysqldump DATABASE > FILE"],
  ["/nowhere/smsd.db", "/nowhere/smsd.db cannot be read: no such file or directory (ENOENT)\n"],
])("%s is refused with what to do", async (from, problem) => {
  const { status, err } = await gammu(from);
  expect(status).not.toBe(0);
  expect(err).toContain(problem);
});
