import { afterEach, beforeEach, expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { BACKED_UP, LEFT_OUT } from "../../lib/store/backup/tables.ts";
import { inspectBackup, makeBackup, NEWEST_MIGRATION, restoreBackup } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { everyRow, FILLED_KEYS, fillEveryTable, tablesIn } from "../support/filled-database.ts";
import { createEmptyTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";
import { startGateway } from "./gateway.ts";
import { ANNA, accept, BERND, message, NOON, report, stateOf } from "./outgoing.ts";

let folder = "";
let made = 0;
beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function backUp(url: string): Promise<string> {
  const file = join(folder, `${++made}.backup`);
  await makeBackup({ url, file, copy: `${file}.copy`, version: "1.2.3", now: NOON });
  return file;
}

const restore = (file: string, url: string, given: Partial<Parameters<typeof restoreBackup>[0]> = {}) =>
  restoreBackup({ file, url, now: NOON, resumeQueue: false, force: false, texts: FILLED_KEYS, ...given });

eachDatabase("a backup", (databases) => {
  /** A database of the other kind, without tables. */
  async function other(): Promise<string> {
    if (databases.dialect === "postgres") return `sqlite:${join(folder, `${++made}.db`)}`;
    const url = await createEmptyTestDatabase();
    others.push(url);
    return url;
  }
  const others: string[] = [];
  afterEach(async () => {
    for (const url of others.splice(0)) await dropTestDatabase(url);
  });

  test("has or names as left out every table that there is", async () => {
    const url = await databases.create();
    const known = [...BACKED_UP, ...Object.keys(LEFT_OUT)];
    const isKnown = (table: string) =>
      known.includes(table) || /^(outgoing|incoming)_search_(data|idx|docsize|config)$/.test(table);
    expect((await tablesIn(url)).filter((table) => !isKnown(table))).toEqual([]);
  });

  test("of a database of an earlier version is restored as that, and then brought up to date", async () => {
    const url = await databases.createEmpty();
    await leaveEarlierVersion(url, "0051", [
      "insert into templates (name, name_key, text, created_at, changed_at) values ('Old', 'old', 'Hello', 1, 1)",
    ]);
    const file = await backUp(url);
    const { migrations } = (await inspectBackup(file)).header;
    // SQLite's is made of a copy, which is brought up to date.
    expect(migrations.includes(NEWEST_MIGRATION)).toBe(databases.dialect === "sqlite");
    const there = await databases.createEmpty();
    await restore(file, there);
    expect(await sqlOn(there, "select name, text from templates")).toEqual([{ name: "Old", text: "Hello" }]);
    expect(await sqlOn(there, `select name from kysely_migration where name = '${NEWEST_MIGRATION}'`)).toHaveLength(1);
  });

  test.skipIf(!hasPostgres())("moves to the other database and back, and nothing has changed", async () => {
    const url = await databases.create();
    await fillEveryTable(url);
    const before = await everyRow(url);
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([]);
    const [there, back] = [await other(), await databases.createEmpty()];
    await restore(await backUp(url), there, { resumeQueue: true });
    expect(await everyRow(there)).toEqual(before);
    await restore(await backUp(there), back, { resumeQueue: true });
    expect(await everyRow(back)).toEqual(before);
  });

  test("a restored database counts on, gives no number twice, and finds its messages", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const gone = await accept(store);
    const stays = await accept(store, { recipient: BERND, text: "the pump in hall 7" });
    const lost = await accept(store);
    await sqlOn(url, `delete from outgoing_messages where id in (${gone}, ${lost})`);
    const to = await databases.createEmpty();
    await restore(await backUp(url), to, { resumeQueue: true });
    const restored = await databases.open({ url: to });
    expect(await restored.outbox.countByState()).toMatchObject({ queued: 1, sent: 0 });
    expect(await accept(restored)).toBe(lost + 1);
    expect((await restored.outbox.countByState()).queued).toBe(2);
    const found = await restored.archive.list({ outcomes: ["queued"] }, { limit: 10, offset: 0 });
    expect(found.map(({ message }) => message.id)).toEqual([lost + 1, stays]);
  });

  test("what was queued or in flight is unknown, and nothing but a person moves it", async () => {
    const url = await databases.create();
    const gateway = await startGateway(await databases.open({ url }));
    const flying = await accept(gateway.store);
    const claim = await gateway.claimWithParts(2);
    await gateway.store.outbox.partSending(claim, 1, { modem: "modem-1", sim: "sim-1", at: NOON });
    const queued = await accept(gateway.store, { recipient: BERND });
    const scheduled = await accept(gateway.store, { recipient: BERND, sendAt: NOON + 60_000 });
    const behind = await accept(gateway.store, { recipient: ANNA });
    const to = await databases.createEmpty();
    expect(await restore(await backUp(url), to)).toMatchObject({ messages: 4, jobs: 0 });

    const restored = await startGateway(await databases.open({ url: to }));
    const { outbox } = restored.store;
    const later = NOON + 3_600_000;
    for (const policy of ["resend", "assume-sent"] as const) {
      expect(await outbox.settleUnknown(policy, { now: later })).toEqual([]);
    }
    // A report for the first part proves that part, and sends no second one.
    await outbox.recordReport(report({ reference: 9, receivedAt: later }));
    expect(await restored.claim({ now: later })).toBeUndefined();
    for (const id of [flying, queued, scheduled, behind]) expect(await stateOf(restored.store, id)).toBe("unknown");
    const { message: shown, timeline } = (await outbox.find(queued)) ?? {};
    expect(shown?.lastError).toContain("restored from a backup");
    expect(timeline?.at(-1)).toMatchObject({ state: "unknown", detail: expect.stringContaining("restored") });

    expect(await outbox.resend(queued, later)).toMatchObject({ ok: true });
    expect((await restored.mustClaim({ now: later })).message.id).toBe(queued);
  });

  test("with the queue resumed, only what was in flight waits for a person", async () => {
    const url = await databases.create();
    const gateway = await startGateway(await databases.open({ url }));
    const flying = await accept(gateway.store);
    await gateway.mustClaim();
    const parked = await accept(gateway.store);
    expect(await gateway.claim()).toBeUndefined();
    const to = await databases.createEmpty();
    await restore(await backUp(url), to, { resumeQueue: true });
    const restored = await startGateway(await databases.open({ url: to }));
    expect(await restored.store.outbox.settleUnknown("resend", { now: NOON + 3_600_000 })).toEqual([]);
    expect((await restored.mustClaim()).message.id).toBe(parked);
    expect(await stateOf(restored.store, flying)).toBe("unknown");
  });

  test("jobs become dead letters, alarms call nobody, messages that came in are not routed, and modems go along", async () => {
    const url = await databases.create();
    await fillEveryTable(url);
    await sqlOn(url, "update jobs set state = 'waiting', finished_at = null");
    await sqlOn(url, "update incoming_messages set routed_at = null");
    const to = await databases.createEmpty();
    expect(await restore(await backUp(url), to, { node: "new-machine" })).toMatchObject({ jobs: 1 });
    // Of the only gateway: they go with it.
    expect(await sqlOn(to, "select node from modems")).toEqual([{ node: "new-machine" }]);
    const [job] = await sqlOn(to, "select state, last_error from jobs");
    expect(job).toEqual({ state: "dead", last_error: expect.stringContaining("restored from a backup") });
    const due = await sqlOn(
      to,
      `select 1 from alarms where next_at is not null union all select 1 from alarm_tellings where due_at is not null
       union all select 1 from alarm_chats where edit_at is not null
       union all select 1 from incoming_messages where routed_at is null`,
    );
    expect(due).toEqual([]);
  });

  test("is one moment of a database that is written to", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const text = "x".repeat(300);
    const pair = () => store.outbox.accept([message({ text }), message({ text, recipient: BERND })], NOON);
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 50 }, pair));
    const stop = new AbortController();
    const load = (async () => {
      for (let written = 0; ; written++) {
        if (stop.signal.aborted) return written;
        await pair();
      }
    })();
    const file = await backUp(url);
    stop.abort();
    await load;
    const { rows } = await inspectBackup(file);
    // Each transaction wrote two: an odd number would be half of one.
    expect((rows.outgoing_messages ?? 1) % 2).toBe(0);
    expect(rows.outgoing_messages).toBeGreaterThanOrEqual(1_000);
    const to = await databases.createEmpty();
    await restore(file, to);
    expect((await sqlOn(to, "select count(*) as n from outgoing_messages")).map(({ n }) => Number(n))).toEqual([
      rows.outgoing_messages ?? 0,
    ]);
  });

  test("what is damaged, cut off, foreign or newer is refused with a sentence, and nothing is written", async () => {
    const url = await databases.create();
    await fillEveryTable(url);
    const good = readFileSync(await backUp(url));
    const text = zstdDecompressSync(good).toString();
    const squeezed = (changed: string) => zstdCompressSync(Buffer.from(changed));
    const broken = Buffer.from(good);
    broken.writeUInt8(broken.readUInt8(good.length >> 1) ^ 0x55, good.length >> 1);
    const wrong: [string, Buffer, RegExp][] = [
      ["a flipped bit", broken, /damaged/],
      ["half of it", good.subarray(0, good.length >> 1), /damaged|end is missing/],
      ["without its last line", squeezed(text.slice(0, text.lastIndexOf('{"end"'))), /end is missing/],
      ["a changed row", squeezed(text.replace("users password_hash", "users password_hasn")), /damaged/],
      [
        "a row too few",
        squeezed(text.replace(/\n\[1,[^\n]*\n\{"table":"user_permissions"/, '\n{"table":"user_permissions"')),
        /damaged/,
      ],
      ["of a later format", squeezed(text.replace('"format":1', '"format":2')), /newer version.*format is 2/],
      [
        "of later tables",
        resigned(text.replace('"0040-held-messages"', '"0040-held-messages","9999-later"')),
        /newer version.*9999-later/,
      ],
      ["another text", squeezed("to whom it may concern\n"), /not a backup/],
      ["an empty one", squeezed(""), /end is missing/],
    ];
    const to = await databases.createEmpty();
    for (const [name, octets, sentence] of wrong) {
      const file = join(folder, "wrong.backup");
      writeFileSync(file, octets);
      const attempt = restore(file, to).then(
        () => `${name} was restored`,
        (error: Error) => error.message,
      );
      expect(`${name}: ${await attempt}`).toMatch(sentence);
    }
    expect(await tablesIn(to)).toEqual([]);
  });
});

/** With the checksum that the changed text has. */
function resigned(text: string): Buffer {
  const at = text.lastIndexOf('{"end"');
  const end = JSON.parse(text.slice(at)) as { end: unknown };
  const sha256 = new Bun.CryptoHasher("sha256").update(text.slice(0, at)).digest("hex");
  return zstdCompressSync(Buffer.from(`${text.slice(0, at)}${JSON.stringify({ ...end, sha256 })}\n`));
}
