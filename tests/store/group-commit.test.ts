import { afterEach, expect, test } from "bun:test";
import { type Kysely, sql } from "kysely";
import { StoreFailure } from "../../lib/messages/index.ts";
import type { Backend } from "../../lib/store/backend.ts";
import { createGroupCommit } from "../../lib/store/group-commit.ts";
import type { Together } from "../../lib/store/group-work.ts";
import type { Schema } from "../../lib/store/schema/index.ts";
import { openSqlite } from "../../lib/store/sqlite.ts";
import { eventually } from "../support/eventually.ts";

const opened: Backend[] = [];
afterEach(async () => {
  for (const backend of opened.splice(0)) await backend.close();
});

function openMemory(): Backend {
  const backend = openSqlite(":memory:");
  opened.push(backend);
  return backend;
}

/** Long enough for a transaction that may begin. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((next) => setImmediate(next));
}

/** A writer on tables of its own. By default no work takes any time. */
async function createBench(now: () => number = () => 0) {
  const backend = openMemory();
  const writer = createGroupCommit(backend, now);
  for (const table of [
    sql`create table done (name text unique)`,
    sql`create table parent (id integer primary key)`,
    sql`create table child (id integer references parent (id) deferrable initially deferred)`,
  ]) {
    await table.execute(backend.writer);
  }
  const insert = (name: string) => async (db: Kysely<Schema>) => {
    await sql`insert into done (name) values (${name})`.execute(db);
    return name;
  };
  return {
    writer,
    insert,
    /** A deferred constraint is checked by the commit itself. */
    breakCommit: () => writer.write((db) => sql`insert into child (id) values (1)`.execute(db)),
    async names() {
      const { rows } = await sql<{ name: string }>`select name from done order by rowid`.execute(backend.reader);
      return rows.map((row) => row.name);
    },
  };
}

test("what conflicts with another gateway's at the end of a transaction is written again", async () => {
  const memory = openMemory();
  await sql`create table done (name text)`.execute(memory.writer);
  const conflict = Object.assign(new Error("deadlock detected"), { code: "40P01" });
  let conflicts = 0;
  const writer = createGroupCommit({
    ...memory,
    beforeCommit: () => (conflicts++ === 0 ? Promise.reject(conflict) : undefined),
    mayRetry: (error) => error === conflict,
  });
  const insert = (name: string) => writer.write((db) => sql`insert into done (name) values (${name})`.execute(db));
  await Promise.all([insert("a"), insert("b")]);
  expect(conflicts).toBeGreaterThan(1);
  expect((await sql`select name from done order by rowid`.execute(memory.reader)).rows).toEqual([
    { name: "a" },
    { name: "b" },
  ]);
});

test("what takes no longer than a commit shares one, in the order asked for", async () => {
  const { writer, insert, names } = await createBench();
  const answered: string[] = [];
  await Promise.all(["a", "b", "c"].map((name) => writer.write(insert(name)).then((result) => answered.push(result))));
  expect(writer.commits).toBe(1);
  expect(answered).toEqual(["a", "b", "c"]);
  expect(await names()).toEqual(["a", "b", "c"]);
});

test("what is asked for later commits by itself", async () => {
  const { writer, insert } = await createBench();
  for (const name of ["a", "b", "c"]) await writer.write(insert(name));
  expect(writer.commits).toBe(3);
});

test("nobody waits for the work of many others: what takes longer than a commit goes into the next", async () => {
  let time = 0;
  const { writer, insert, names } = await createBench(() => time);
  const slow = (name: string) => async (db: Kysely<Schema>) => {
    time += 5;
    return insert(name)(db);
  };
  const answeredAt: number[] = [];
  await Promise.all(["a", "b", "c"].map((name) => writer.write(slow(name)).then(() => answeredAt.push(time))));
  expect({ commits: writer.commits, answeredAt }).toEqual({ commits: 3, answeredAt: [5, 10, 15] });
  expect(await names()).toEqual(["a", "b", "c"]);
});

test("a unit shares a commit however long it takes; nothing of it is in another", async () => {
  let time = 0;
  const { writer, insert, breakCommit, names } = await createBench(() => time);
  const slow = (name: string) => async (db: Kysely<Schema>) => {
    time += 5;
    return insert(name)(db);
  };
  const asked = writer.atomically(() => ["a", "b"].map((name) => writer.write(slow(name))));
  const broken = writer.atomically(() => [writer.write(slow("c")), breakCommit()]);
  expect(await Promise.all(asked)).toEqual(["a", "b"]);
  const outcomes = await Promise.allSettled(broken);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "rejected"]);
  expect({ commits: writer.commits, names: await names() }).toEqual({ commits: 1, names: ["a", "b"] });
});

test("on a slow disk a transaction takes in more, and lets others have the event loop meanwhile", async () => {
  let time = 0;
  const synced = () => {
    time += 100;
    return Promise.resolve(true);
  };
  const writer = createGroupCommit({ ...openMemory(), synced }, () => time);
  await writer.write(() => Promise.resolve());
  const happened: string[] = [];
  const work = (name: string) => async () => {
    time += 3;
    happened.push(name);
    setImmediate(() => happened.push(`another's turn after ${name}`));
  };
  await Promise.all(["a", "b", "c"].map((name) => writer.write(work(name))));
  expect(writer.commits).toBe(2);
  expect(happened.slice(0, 5)).toEqual(["a", "another's turn after a", "b", "another's turn after b", "c"]);
});

test("where no transaction begins, all that waits is rejected by the first try", async () => {
  let tries = 0;
  const writer = createGroupCommit({
    ...openMemory(),
    begin: () => {
      tries++;
      return Promise.reject(new StoreFailure("locked", "another process writes"));
    },
  });
  const work: Together<string, string> = (_, items) => Promise.resolve(items);
  const outcomes = await Promise.allSettled([
    writer.write(() => Promise.resolve("a")),
    writer.batched(work, "b"),
    writer.batched(work, "c"),
  ]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "rejected", reason: { kind: "locked" } });
  expect(tries).toBe(1);
  await expect(writer.batched(work, "d")).rejects.toMatchObject({ kind: "locked" });
});

test("one that fails is undone and rejected alone", async () => {
  const { writer, insert, names } = await createBench();
  await writer.write(insert("taken"));
  const outcomes = await Promise.allSettled([
    writer.write(insert("before")),
    writer.write(async (db) => {
      await insert("half done")(db);
      await insert("taken")(db);
    }),
    writer.write(() => Promise.reject(new RangeError("a bug"))),
    writer.write(insert("after")),
  ]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({ reason: { name: "StoreFailure", kind: "conflict" } });
  expect(outcomes[2]).toMatchObject({ reason: { name: "RangeError", message: "a bug" } });
  expect(await names()).toEqual(["taken", "before", "after"]);
});

test("a commit that fails rejects everything that was in it, and what comes after goes on", async () => {
  const { writer, insert, breakCommit, names } = await createBench();
  const outcomes = await Promise.allSettled([writer.write(insert("a")), breakCommit(), writer.write(insert("b"))]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "rejected", "rejected"]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { name: "StoreFailure", kind: "invalid" } });
  expect(writer.commits).toBe(0);
  await writer.write(insert("c"));
  expect(await names()).toEqual(["c"]);
});

test("nothing is answered before the commit", async () => {
  const { writer, insert } = await createBench();
  let commitsWhenAnswered = -1;
  let others = 0;
  await Promise.all([
    writer.write(insert("a")).then(() => {
      commitsWhenAnswered = writer.commits;
    }),
    writer.write(async (db) => {
      others = writer.commits;
      expect(commitsWhenAnswered).toBe(-1);
      return insert("b")(db);
    }),
  ]);
  expect({ commitsWhenAnswered, others }).toEqual({ commitsWhenAnswered: 1, others: 0 });
});

test("while one waits for the disk the next is written, each is answered by its own sync, and a third waits", async () => {
  const syncs: PromiseWithResolvers<boolean>[] = [];
  const writer = createGroupCommit({
    ...openMemory(),
    synced: () => {
      const sync = Promise.withResolvers<boolean>();
      syncs.push(sync);
      return sync.promise;
    },
  });
  const happened: string[] = [];
  const write = async (name: string) => {
    await writer.write(() => Promise.resolve(void happened.push(`${name} written`)));
    happened.push(`${name} answered`);
  };
  const first = write("a");
  await eventually("the first sync", () => syncs.length === 1);
  const second = write("b");
  await eventually("the second sync", () => syncs.length === 2);
  const third = write("c");
  const fourth = write("d");
  await turns();
  expect(happened).toEqual(["a written", "b written"]);
  syncs[1]?.resolve(true);
  await second;
  await eventually("the third sync", () => syncs.length === 3);
  expect(happened).toEqual(["a written", "b written", "b answered", "c written", "d written"]);
  expect(writer.isIdle).toBe(false);
  syncs[0]?.reject(new StoreFailure("unavailable", "EIO"));
  await expect(first).rejects.toThrow("EIO");
  syncs[2]?.resolve(true);
  await Promise.all([third, fourth]);
  await writer.idle();
  expect(writer.commits).toBe(2);
});

test("items for the same work are done together, at the place of the first", async () => {
  const { writer, insert, names } = await createBench();
  const calls: string[][] = [];
  const work: Together<string, string> = async (db, items) => {
    calls.push([...items]);
    for (const item of items) await insert(item)(db);
    return items.map((item) => item.toUpperCase());
  };
  const results = await Promise.all([
    writer.write(insert("first")),
    writer.batched(work, "x"),
    writer.write(insert("between")),
    writer.batched(work, "y"),
  ]);
  expect(results).toEqual(["first", "X", "between", "Y"]);
  expect(calls).toEqual([["x", "y"]]);
  expect(await names()).toEqual(["first", "x", "y", "between"]);
  expect(writer.commits).toBe(1);
});

test("one item that fails is rejected alone, the others are done again without it", async () => {
  const { writer, insert, names } = await createBench();
  await writer.write(insert("taken"));
  const work: Together<string, string> = async (db, items) => {
    for (const item of items) await insert(item)(db);
    return items;
  };
  const outcomes = await Promise.allSettled(["x", "taken", "y"].map((item) => writer.batched(work, item)));
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await names()).toEqual(["taken", "x", "y"]);
});

test("work that met another gateway's is done again", async () => {
  const writer = createGroupCommit({
    ...openMemory(),
    mayRetry: (error) => error instanceof StoreFailure && error.kind === "locked",
  });
  let tries = 0;
  const result = await writer.write(() => {
    tries++;
    return tries < 3 ? Promise.reject(new StoreFailure("locked", "met another")) : Promise.resolve("done");
  });
  expect({ result, tries, commits: writer.commits }).toEqual({ result: "done", tries: 3, commits: 1 });
});

test("closing finishes what was asked for and refuses what comes later", async () => {
  const { writer, insert, names } = await createBench();
  const asked = writer.write(insert("a"));
  await writer.close();
  expect(await asked).toBe("a");
  await expect(writer.write(insert("b"))).rejects.toMatchObject({ kind: "unavailable" });
  expect(await names()).toEqual(["a"]);
});
