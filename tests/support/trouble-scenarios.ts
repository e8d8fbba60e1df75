import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { eventually } from "./eventually.ts";
import { rehearseNodes } from "./nodes-rehearsal.ts";
import { FAKETIME, type Scenario } from "./nodes-scenarios.ts";
import { createTestDatabase, execute } from "./postgres.ts";
import { startCluster } from "./postgres-cluster.ts";
import type { RehearsedNode } from "./rehearsed-node.ts";
import { mountSmallDisk } from "./small-disk.ts";
import { lockSqlite } from "./sqlite-lock.ts";

/** Where the messages are. */
export type DatabaseKind = "sqlite" | "postgres";

/** 32 MiB: a new database, its log, and some thousand messages. */
const DISK_MEBIBYTES = 32;
/** 96: a gateway at rest has about half of it open. */
const FILES = 96;

const fileOf = (folder: string) => join(folder, "data-0", "aldis.sqlite");

async function databaseOf(kind: DatabaseKind, folder: string): Promise<string> {
  if (kind === "postgres") return await createTestDatabase();
  mkdirSync(dirname(fileOf(folder)));
  return `sqlite:${fileOf(folder)}`;
}

/** What `/api.php` answers to a client that waits. */
async function ask({ url }: RehearsedNode): Promise<{ status: number; ms: number }> {
  const since = performance.now();
  const body = new URLSearchParams({
    username: "apiuser",
    password: "secret",
    to: "+491799999999",
    text: `asked ${crypto.randomUUID()}`,
  });
  const { status } = await fetch(`${url}/api.php`, { method: "POST", body });
  return { status, ms: performance.now() - since };
}

/** Asks for as long as the trouble lasts: what is not accepted has to be answered with the 408 that asks to try again. Gives words for it. */
async function refusesFor(node: RehearsedNode, ms: number, { always }: { always: boolean }): Promise<string> {
  const end = performance.now() + ms;
  let longestMs = 0;
  let refused = 0;
  let accepted = 0;
  while (performance.now() < end) {
    const { status, ms: took } = await ask(node);
    // What was asked just before the end of a trouble may be accepted after it.
    const isRight = status === 408 || (status === 200 && (!always || performance.now() >= end));
    if (!isRight) throw new Error(`/api.php answered ${status}, and not 408`);
    if (status === 200) accepted++;
    else refused++;
    longestMs = Math.max(longestMs, took);
  }
  const also = accepted > 0 ? ` and ${accepted} × 200` : "";
  return `${refused} × 408${also}, after ${(longestMs / 1_000).toFixed(1)} s at most`;
}

/** The disk with the database is full for some time while messages come and go. */
export const diskFull =
  (kind: DatabaseKind, ms: number): Scenario =>
  async (folder) => {
    const isSqlite = kind === "sqlite";
    const owner = isSqlite ? {} : { owner: "postgres" };
    // PostgreSQL's user may not enter a test's folder.
    const place = isSqlite ? join(folder, "data-0") : mkdtempSync(join(tmpdir(), "aldis-tables-"));
    using disk = mountSmallDisk(place, { mebibytes: DISK_MEBIBYTES, ...owner });
    await using cluster = isSqlite ? undefined : await startCluster({ tables: place });
    return await rehearseNodes({
      folder,
      nodes: 1,
      database: cluster?.url ?? `sqlite:${fileOf(folder)}`,
      async play({ nodes: [node], note }) {
        if (node === undefined) return;
        disk.fill();
        await eventually("a message to be refused", async () => (await ask(node)).status === 408);
        // A page that was not full takes some more, and what is deleted makes room.
        note(await refusesFor(node, ms, { always: false }));
        disk.makeRoom();
        await eventually("a message to be accepted", async () => (await ask(node)).status === 200);
      },
    });
  };

/** The gateway is started, again and again as its service manager does, on a disk without room. */
export const diskFullAtStart = (): Scenario => async (folder) => {
  using disk = mountSmallDisk(join(folder, "data-0"), { mebibytes: DISK_MEBIBYTES });
  return await rehearseNodes({
    folder,
    nodes: 1,
    database: `sqlite:${fileOf(folder)}`,
    async play({ nodes: [node], note }) {
      if (node === undefined) return;
      await node.program.kill();
      disk.fill();
      const refusal = await node.start().then(
        () => undefined,
        (error: unknown) => String(error),
      );
      if (refusal === undefined) {
        const { status } = await ask(node);
        if (status !== 408) throw new Error(`on a full disk /api.php answered ${status}`);
        note("started, and answered 408");
        disk.makeRoom();
        return;
      }
      if (!/disk is full|no space left/i.test(refusal)) throw new Error(`the disk is full, and it says: ${refusal}`);
      note("said that the disk is full, and ended");
      disk.makeRoom();
      await node.start();
    },
  });
};

/** Another connection holds the whole database. */
export const databaseLocked =
  (kind: DatabaseKind, ms: number): Scenario =>
  async (folder) => {
    const database = await databaseOf(kind, folder);
    return await rehearseNodes({
      folder,
      nodes: 1,
      database,
      async play({ nodes: [node], note }) {
        if (node === undefined) return;
        await using _held = kind === "sqlite" ? await holdSqlite(fileOf(folder)) : await holdTables(database);
        note(await refusesFor(node, ms, { always: true }));
      },
    });
  };

async function holdSqlite(file: string): Promise<AsyncDisposable> {
  const lock = await lockSqlite(file);
  return {
    async [Symbol.asyncDispose]() {
      lock.release();
      lock[Symbol.dispose]();
    },
  };
}

/** `deadlock_detected`, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const DEADLOCK = "40P01";

/** Takes all tables, which waits until nobody uses them. Gateways take tables in an order of their own: who has to give way begins again. */
export async function holdTables(url: string): Promise<AsyncDisposable> {
  const tables = await execute(url, "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'");
  const client = new Bun.SQL(url, { max: 1 });
  const connection = await client.reserve();
  const names = tables.map(({ name }) => name).join(", ");
  const take = async () => {
    await connection.unsafe("begin");
    try {
      await connection.unsafe(`lock table ${names} in access exclusive mode`);
      return true;
    } catch (error) {
      await connection.unsafe("rollback");
      if ((error as { errno?: string }).errno !== DEADLOCK) throw error;
      return false;
    }
  };
  await eventually("all tables", take);
  return {
    async [Symbol.asyncDispose]() {
      await connection.unsafe("rollback");
      await connection.release();
      await client.close();
    },
  };
}

/** The machine's clock is set forward and back while messages wait and come in. */
export const clockSet =
  (kind: DatabaseKind, offsets: readonly string[]): Scenario =>
  async (folder) => {
    if (FAKETIME === undefined) throw new Error("install the package faketime");
    const time = join(folder, "time");
    writeFileSync(time, "+0\n");
    return await rehearseNodes({
      folder,
      nodes: 1,
      database: await databaseOf(kind, folder),
      env: () => ({
        LD_PRELOAD: FAKETIME ?? "",
        FAKETIME_TIMESTAMP_FILE: time,
        FAKETIME_NO_CACHE: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
      }),
      async play({ nodes: [node], acceptedMore, note }) {
        await node?.eachPartTakes(1_000);
        for (const offset of offsets) {
          // Some wait when it is set.
          await acceptedMore(20);
          writeFileSync(time, `${offset}\n`);
          await acceptedMore(20);
        }
        await node?.eachPartTakes(20);
        note(offsets.join(", then "));
      },
    });
  };

/** Connections that are kept open use up the files that the system allows. */
export const filesUsedUp =
  (kind: DatabaseKind, ms: number): Scenario =>
  async (folder) => {
    return await rehearseNodes({
      folder,
      nodes: 1,
      database: await databaseOf(kind, folder),
      before: ["prlimit", `--nofile=${FILES}:${FILES}`],
      async play({ nodes: [node], acceptedMore, sent, note }) {
        if (node === undefined) return;
        // Some messages wait, and are sent meanwhile.
        await node.eachPartTakes(1_000);
        await acceptedMore(60);
        const port = Number(new URL(node.url).port);
        const crowd = crowdAt(port, FILES);
        await node.program.printed(/files and connections that the system allows are open/);
        await node.eachPartTakes(20);
        const before = await sent();
        await Bun.sleep(ms);
        await eventually("messages to be sent meanwhile", async () => (await sent()) > before);
        crowd.leave();
        await eventually("connections to be taken again", async () => (await ask(node)).status === 200);
        note(`${(await sent()) - before} sent meanwhile`);
      },
    });
  };

/** So many connections that ask and then stay; one that is closed comes again. */
function crowdAt(port: number, count: number): { leave(): void } {
  const open = new Set<Socket>();
  let isOver = false;
  function enter(): void {
    if (isOver) return;
    const socket = connect(port, "127.0.0.1", () => socket.write("GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"));
    open.add(socket);
    socket.on("data", () => undefined);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      open.delete(socket);
      setTimeout(enter, 100);
    });
  }
  for (let at = 0; at < count; at++) enter();
  return {
    leave() {
      isOver = true;
      for (const socket of open) socket.destroy();
    },
  };
}
