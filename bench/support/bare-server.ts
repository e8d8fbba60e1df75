/**
 * `bun run bench/support/bare-server.ts turn|rows DIRECTORY PORT`: the limit of what a gateway on Bun can accept. It ignores
 * the request and answers `OK`: `turn` a turn of the event loop later, `rows` once a message is stored and synced.
 */
import { Database } from "bun:sqlite";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../lib/store/index.ts";
import { freePort } from "../../tests/support/free-port.ts";
import { delayed, sync } from "./disk.ts";
import { benchMessage } from "./message.ts";
import { answers, running, until } from "./running.ts";

/** What is done before `OK`. */
type BareServer = "turn" | "rows";

/** 2 minutes: on a slow disk, creating the tables alone takes seconds. */
const START_LIMIT_MS = 120_000;
const HOUR_MS = 3_600_000;
/** Pages between two checkpoints, as in the gateway. */
const LOG_PAGES = 4_096;

/** Starts the server in a process of its own and waits for its first answer. */
export async function startBareServer(
  kind: BareServer,
  directory: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const command = delayed([process.execPath, import.meta.path, kind, directory, String(port)]);
  const server = running(Bun.spawn([...command], { stdin: "ignore", stdout: "inherit", stderr: "inherit" }));
  await until("the bare server", () => answers(url), START_LIMIT_MS);
  return { url, stop: server.stop };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Returns a function that stores one message and resolves once it is on disk. Waiting messages share a transaction and its
 * sync, which does not block the event loop. Tables, indexes and triggers are the gateway's.
 */
async function openRows(directory: string): Promise<() => Promise<void>> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "aldis.sqlite");
  await (await openStore({ url: `sqlite:${file}` })).close();
  const database = new Database(file);
  database.run("pragma journal_mode = wal");
  database.run("pragma synchronous = normal");
  database.run(`pragma wal_autocheckpoint = ${LOG_PAGES}`);
  database.run("pragma cache_size = -16000");
  const insert = database.prepare(
    `insert into outgoing_messages (created_at, recipient, text, kind, flash, channel, priority, pool, asked_modem, lane,
      user_id, source, send_at, expires_at, due_at, via) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const { recipient, text, kind, channel, priority, source } = benchMessage({ sendAt: 0, expiresAt: 0 });
  const store = (now: number) =>
    void insert.run(
      ...[now, recipient, text, kind, 0, channel, priority, "", null, "", 1, source],
      ...[now, now + 24 * HOUR_MS, now, "sms"],
    );
  let log: number | undefined;
  let waiting: (() => void)[] = [];
  let isCommitting = false;

  async function commit(): Promise<void> {
    await turn();
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      const now = Date.now();
      database.run("begin immediate");
      for (let at = 0; at < group.length; at++) store(now);
      database.run("commit");
      // The first transaction makes the file.
      log ??= openSync(`${file}-wal`, "r+");
      await sync(log);
      for (const answer of group) answer();
      await turn();
    }
    isCommitting = false;
  }

  return () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (isCommitting) return;
      isCommitting = true;
      void commit();
    });
}

if (import.meta.main) {
  const [kind = "", directory = "", port] = process.argv.slice(2);
  const wait = kind === "rows" ? await openRows(directory) : turn;
  Bun.serve({
    hostname: "127.0.0.1",
    port: Number(port),
    development: false,
    async fetch() {
      await wait();
      return new Response("OK");
    },
  });
}
