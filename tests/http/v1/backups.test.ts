import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspectBackup } from "../../../lib/store/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { sqlOn } from "../../support/sql.ts";

interface State {
  items: { file: string; kind: string; octets: number; checkedAt?: string; rows?: number }[];
  folder: string;
  freeOctets: number;
  keep: number;
  cron?: string;
  nextAt?: string;
  running?: { kind: string; step: string; rows: number };
  last?: { kind: string; file?: string; octets?: number; problem?: string };
  held: number;
}

async function withKeeper(...options: string[]) {
  const gateway = await startTestGateway(...options);
  await gateway.addUser("keeper", "rest-api", "config-transfer");
  return gateway;
}

async function stateOf(gateway: TestGateway): Promise<State> {
  const answer = await gateway.as("keeper")("/api/v1/backups");
  expect(answer.status).toBe(200);
  return (await answer.json()) as State;
}

const idle = (gateway: TestGateway) =>
  eventually("nothing is made", async () => {
    const state = await stateOf(gateway);
    return state.running === undefined && state;
  });

async function make(gateway: TestGateway): Promise<State> {
  const before = (await stateOf(gateway)).items.length;
  const answer = await gateway.as("keeper")("/api/v1/backups", { method: "POST" });
  expect(answer.status).toBe(202);
  expect(((await answer.json()) as State).running).toMatchObject({ kind: "by-hand" });
  const state = await idle(gateway);
  expect(state.items).toHaveLength(before + 1);
  return state;
}

function claims(database: () => Promise<string[]>): void {
  test("a backup is made on demand, listed with what is known of it, fetched whole and deleted", async () => {
    await using gateway = await withKeeper(...(await database()), "--backup-cron", "0 3 * * *", "--backup-keep", "4");
    expect(await stateOf(gateway)).toMatchObject({ items: [], keep: 4, cron: "0 3 * * *", held: 0 });
    const { items, last, nextAt, freeOctets, folder } = await make(gateway);
    const [made] = items;
    const file = made?.file ?? "";
    expect(file).toMatch(/^aldis-\d{8}-\d{6}-by-hand\.backup$/);
    expect(made?.kind).toBe("by-hand");
    expect(Date.parse(made?.checkedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(last).toMatchObject({ kind: "by-hand", file: join(folder, file), octets: made?.octets ?? 0 });
    expect(Date.parse(nextAt ?? "")).toBeGreaterThan(Date.now());
    expect(freeOctets).toBeGreaterThan(0);
    await gateway.events({ kind: "backup.made", userName: "keeper" });

    const fetched = await gateway.as("keeper")(`/api/v1/backups/${file}`);
    expect(fetched.headers.get("content-disposition")).toBe(`attachment; filename="${file}"`);
    const copy = join(gateway.data, "fetched.backup");
    await Bun.write(copy, await fetched.arrayBuffer());
    const { rows } = await inspectBackup(copy);
    expect(Object.values(rows).reduce((sum, count) => sum + count, 0)).toBe(made?.rows ?? 0);
    await gateway.events({ kind: "backup.downloaded", userName: "keeper" });

    expect((await gateway.as("keeper")(`/api/v1/backups/${file}`, { method: "DELETE" })).status).toBe(204);
    await gateway.events({ kind: "backup.deleted", userName: "keeper" });
    expect((await stateOf(gateway)).items).toEqual([]);
    expect((await gateway.as("keeper")(`/api/v1/backups/${file}`)).status).toBe(404);
    expect((await gateway.as("keeper")(`/api/v1/backups/${file}`, { method: "DELETE" })).status).toBe(404);
  }, 180_000);
}

claims(async () => []);
if (hasPostgres()) claims(async () => ["--database", await createTestDatabase()]);

test("what is kept is what was made last, whatever the clock said then", async () => {
  await using gateway = await withKeeper("--backup-keep", "2");
  const first = await make(gateway);
  // Its clock was wrong, years ahead.
  const wrong = "aldis-20990101-030000-by-hand.backup";
  const [{ file = "" } = {}] = first.items;
  renameSync(join(first.folder, file), join(first.folder, wrong));
  utimesSync(join(first.folder, wrong), 1_700_000_000, 1_700_000_000);
  const second = (await make(gateway)).items.find((each) => each.file !== wrong)?.file;
  expect((await gateway.as("keeper")("/api/v1/backups", { method: "POST" })).status).toBe(202);
  const { items, last } = await idle(gateway);
  const kept = items.map((each) => join(first.folder, each.file)).sort();
  expect(kept).toEqual([join(first.folder, second ?? ""), last?.file ?? ""].sort());
  expect(items.map((each) => each.file)).not.toContain(wrong);
}, 180_000);

test("a backup that was damaged since is not taken for a checked one, and reading it again says so", async () => {
  await using gateway = await withKeeper();
  const { items, folder } = await make(gateway);
  const [{ file = "", octets = 0 } = {}] = items;
  const check = () => gateway.as("keeper")(`/api/v1/backups/${file}/check`, { method: "POST" });
  const before = (await stateOf(gateway)).items[0]?.checkedAt ?? "";
  expect((await check()).status).toBe(202);
  expect(((await idle(gateway)).items[0]?.checkedAt ?? "") > before).toBe(true);
  truncateSync(join(folder, file), octets - 10);
  expect((await stateOf(gateway)).items[0]).not.toHaveProperty("checkedAt");
  expect((await check()).status).toBe(202);
  expect((await idle(gateway)).items[0]).not.toHaveProperty("checkedAt");
  const [damaged] = await gateway.events({ kind: "backup.damaged" });
  expect(damaged?.message).toContain("cannot be restored");
}, 180_000);

test("a backup that is deleted while it is read is not called damaged", async () => {
  await using gateway = await withKeeper();
  const { items } = await make(gateway);
  const path = `/api/v1/backups/${items[0]?.file}`;
  const [check, removal] = await Promise.all([
    gateway.as("keeper")(`${path}/check`, { method: "POST" }),
    gateway.as("keeper")(path, { method: "DELETE" }),
  ]);
  expect([check.status, removal.status]).toEqual([202, 204]);
  expect((await idle(gateway)).items).toEqual([]);
  await gateway.events({ kind: "backup.deleted" });
  expect(await gateway.events({ kind: "backup.damaged" }, 0)).toEqual([]);
}, 180_000);

test("a backup that is deleted as its download begins is whole, or not there", async () => {
  await using gateway = await withKeeper();
  const folder = join(gateway.data, "backups");
  mkdirSync(folder);
  const text = "x".repeat(100_000);
  const seen = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const file = `aldis-20261129-0300${String(index).padStart(2, "0")}.backup`;
      writeFileSync(join(folder, file), text);
      const path = `/api/v1/backups/${file}`;
      const [fetched, removed] = await Promise.all([
        gateway.as("keeper")(path),
        gateway.as("keeper")(path, { method: "DELETE" }),
      ]);
      const body = await fetched.text();
      return { removed: removed.status, fetched: fetched.status, isWhole: body === text };
    }),
  );
  for (const one of seen) {
    expect(one).toEqual({ removed: 204, fetched: one.isWhole ? 200 : 404, isWhole: one.isWhole });
  }
}, 180_000);

test("only backups are listed and fetched: no link, no other file, nothing outside of the folder", async () => {
  await using gateway = await withKeeper();
  const folder = join(gateway.data, "backups");
  mkdirSync(folder);
  writeFileSync(join(folder, "notes.txt"), "mine");
  writeFileSync(join(folder, "before-0040-held-messages-20261129-030000.sqlite"), "an earlier version's");
  symlinkSync(join(gateway.data, "secret.key"), join(folder, "aldis-20261129-030000.backup"));
  expect((await stateOf(gateway)).items).toEqual([
    expect.objectContaining({ file: "before-0040-held-messages-20261129-030000.sqlite", kind: "upgrade" }),
  ]);
  const paths = ["notes.txt", "aldis-20261129-030000.backup", "..%2Faldis.sqlite", "%2Fetc%2Fpasswd"];
  for (const path of paths) expect((await gateway.as("keeper")(`/api/v1/backups/${path}`)).status).toBe(404);
  const upgrade = "/api/v1/backups/before-0040-held-messages-20261129-030000.sqlite";
  expect((await gateway.as("keeper")(`${upgrade}/check`, { method: "POST" })).status).toBe(409);
});

test("as many backups by hand are kept as the setting says, and those by schedule stay", async () => {
  await using gateway = await withKeeper("--backup-keep", "1");
  const folder = join(gateway.data, "backups");
  mkdirSync(folder);
  const old = ["aldis-20200101-000000-by-hand.backup", "aldis-20200101-000000.backup"];
  for (const name of old) writeFileSync(join(folder, name), "");
  expect((await gateway.as("keeper")("/api/v1/backups", { method: "POST" })).status).toBe(202);
  await idle(gateway);
  const names = readdirSync(folder);
  expect(names).toHaveLength(2);
  expect(names).toContain("aldis-20200101-000000.backup");
  expect(names).not.toContain("aldis-20200101-000000-by-hand.backup");
}, 180_000);

test("a second one within a second has a name of its own", async () => {
  await using gateway = await withKeeper();
  const folder = join(gateway.data, "backups");
  mkdirSync(folder);
  const taken = Array.from({ length: 120 }, (_, second) => {
    const moment = new Date(Date.now() + second * 1_000).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
    return `aldis-${moment.replace("T", "-")}-by-hand.backup`;
  });
  for (const name of taken) writeFileSync(join(folder, name), "");
  await gateway.as("keeper")("/api/v1/backups", { method: "POST" });
  const { last } = await idle(gateway);
  expect(last?.problem).toBeUndefined();
  expect(readdirSync(folder).filter((name) => !taken.includes(name))).toHaveLength(1);
}, 180_000);

test("one at a time is made, and a failure is told to whoever looks", async () => {
  await using gateway = await withKeeper();
  writeFileSync(join(gateway.data, "backups"), "a file where the folder should be");
  const post = () => gateway.as("keeper")("/api/v1/backups", { method: "POST" });
  const statuses = (await Promise.all([post(), post(), post()])).map(({ status }) => status);
  expect(statuses).toContain(202);
  const state = await idle(gateway);
  expect(state.last?.problem).toBe(`${state.folder} is not a folder: move that file away, or name another folder`);
  await gateway.events({ kind: "backup.failed", userName: "keeper" });
});

test("what a restore holds back is counted until somebody decides", async () => {
  await using gateway = await withKeeper();
  const add = `insert into outgoing_messages (created_at, recipient, text, kind, flash, channel, priority, pool, source, send_at, expires_at, state, due_at)
    values (1, '+491701234567', 'hello', 'text', 0, 'sms', 1, '', 'api.php', 1, 2, 'unknown', 1)`;
  await sqlOn(gateway.database, add);
  await sqlOn(gateway.database, "insert into held_messages select id from outgoing_messages");
  expect((await stateOf(gateway)).held).toBe(1);
  await gateway.addUser("sender", "rest-api", "sent-messages", "web");
  const [row] = await sqlOn(gateway.database, "select id from outgoing_messages");
  const resent = await gateway.as("sender")(`/api/v1/messages/${row?.id}/resend`, { method: "POST" });
  expect(resent.ok).toBe(true);
  expect((await stateOf(gateway)).held).toBe(0);
});
