/**
 * P15: bytes written to disk on SQLite with one simulated modem: by an idle gateway that is asked for its health every 30 s,
 * scaled to a day; and per message, from acceptance to delivery report, with messages sent one after another. A message's
 * figure includes the checkpoint of what was written; an idle gateway takes weeks to fill the log. Counted by the kernel in
 * whole pages, without the file system's journal.
 *
 * `--minutes` is the idle time (30: the clock's reading is stored twice in that time), `ALDIS_BENCH_MESSAGES` the number of
 * messages (1,000).
 */
import { Database } from "bun:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGateway } from "./support/gateway.ts";
import { familyOf, writtenBy } from "./support/process.ts";
import { isHealthy, until } from "./support/running.ts";
import { sendMessage } from "./support/sender.ts";

const MESSAGES = Number(process.env.ALDIS_BENCH_MESSAGES ?? 1_000);
const DAY_SECONDS = 86_400;
/** 45 s: the work of the start is done by then, and the clock's reading after it stored. */
const SETTLE_MS = 45_000;
const HEALTH_EVERY_MS = 30_000;
const LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 2;

/** Measures and prints. */
export async function run(minutes = 30): Promise<void> {
  const idleSeconds = minutes * 60;
  console.log(`written: SQLite, one simulated modem, ${idleSeconds} s idle, then ${MESSAGES} messages`);
  await using open = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
  open.defer(() => rm(directory, { recursive: true, force: true }));
  const gateway = await startGateway(directory, { modems: "sending" });
  open.defer(() => gateway.stop());
  await until("the modem", () => isHealthy(gateway.url), LIMIT_MS);
  await Bun.sleep(SETTLE_MS);
  const database = open.adopt(new Database(join(directory, "aldis.sqlite")), (it) => it.close());
  database.run("pragma busy_timeout = 5000");
  database.run("pragma wal_autocheckpoint = 0");
  const checkpoint = () => moveLog(database);
  const written = createMeter(gateway.pid);

  await checkpoint();
  written();
  for (let leftMs = idleSeconds * 1_000; leftMs > 0; leftMs -= HEALTH_EVERY_MS) {
    await isHealthy(gateway.url);
    await Bun.sleep(Math.min(leftMs, HEALTH_EVERY_MS));
  }
  const perDay = (written() / idleSeconds) * DAY_SECONDS;
  console.log(`  idle: ${(perDay / 1_000_000).toFixed(1)} MB a day (goal: 5 MB)`);

  await checkpoint();
  written();
  const reported = database.query<{ count: number }, []>(
    "select count(*) as count from outgoing_messages where state = 'delivered'",
  );
  for (let at = 1; at <= MESSAGES; at++) {
    await sendMessage(gateway.url, at);
    const isReported = () => Promise.resolve((reported.get()?.count ?? 0) >= at);
    await until(`the report of message ${at}`, isReported, LIMIT_MS, LOOK_EVERY_MS);
  }
  await checkpoint();
  console.log(`  a message: ${(written() / MESSAGES / 1_000).toFixed(1)} kB (goal: 100 kB)`);
}

/** Returns the bytes written since the last call, by the gateway and by the checkpoint, which runs in this process. */
function createMeter(gateway: number): () => number {
  let before = 0;
  return () => {
    const now = [process.pid, ...familyOf(gateway)].reduce((sum, pid) => sum + writtenBy(pid), 0);
    const since = now - before;
    before = now;
    return since;
  };
}

async function moveLog(database: Database): Promise<void> {
  const checkpoint = database.query<{ busy: number }, []>("pragma wal_checkpoint(truncate)");
  await until("the checkpoint", () => Promise.resolve(checkpoint.get()?.busy === 0));
}
