/**
 * P14: memory of a gateway with 8 modems when they are ready, at its peak, and after a day's 10,000 messages, accepted by
 * `/api.php` and sent as fast as they can be, while 20 clients listen to `/api/v1/events` and one asks what an open page asks,
 * once a second. `ALDIS_BENCH_MESSAGES` is the number of messages.
 *
 * Counted is what is resident: what is anonymous, and the pages of the program and its libraries that are in memory, which
 * the system may drop. Not counted: modems and clients, which are in another process, and the system's cache of the
 * database. The run uses neither Telegram nor PostgreSQL nor HTTPS.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gatewayCommand, startGateway } from "./support/gateway.ts";
import { startModemBank } from "./support/modem-bank.ts";
import { memoryOf } from "./support/process.ts";
import { isHealthy, until } from "./support/running.ts";
import { sendMany } from "./support/sender.ts";
import { startWatchers } from "./support/watchers.ts";

const MESSAGES = Number(process.env.ALDIS_BENCH_MESSAGES ?? 10_000);
const MODEMS = 8;
const STREAMS = 20;
const START_LIMIT_MS = 60_000;
const SEND_LIMIT_MS = 600_000;
/** 20 s: enough for the garbage collector to return what the load has used. */
const REST_MS = 20_000;

/** Measures and prints. */
export async function run(): Promise<void> {
  console.log(
    `memory: ${gatewayCommand.join(" ")}, ${MODEMS} modems, ${STREAMS} streams, a page, ${MESSAGES.toLocaleString("en")} messages`,
  );
  await using open = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
  open.defer(() => rm(directory, { recursive: true, force: true }));
  const bank = open.use(await startModemBank(MODEMS, { latencyMs: 0 }));
  const gateway = await startGateway(directory, { modems: bank.specs });
  open.defer(() => gateway.stop());
  let taken = 0;
  bank.network.subscribe(({ type }) => {
    if (type === "taken") taken++;
  });
  await until("every modem", () => isHealthy(gateway.url), START_LIMIT_MS);
  show("before", gateway.pid);
  const watchers = startWatchers(gateway.url, STREAMS);
  const begun = performance.now();
  await sendMany(gateway.url, MESSAGES);
  await until("the last message", () => Promise.resolve(taken >= MESSAGES), SEND_LIMIT_MS);
  const seconds = (performance.now() - begun) / 1_000;
  console.log(`  all sent after ${seconds.toFixed(1)} s, peak ${memoryOf(gateway.pid, "VmHWM").toFixed(0)} MB`);
  await Bun.sleep(REST_MS);
  show("after", gateway.pid, " (goal: 150 MB)");
  await watchers.stop();
  const { answers, streamed } = watchers;
  console.log(`  the streams had ${(streamed / 1_000_000).toFixed(0)} MB, the page ${answers} answers`);
}

function show(when: string, pid: number, goal = ""): void {
  const [all, own] = [memoryOf(pid, "VmRSS"), memoryOf(pid, "RssAnon")];
  console.log(`  ${when}: ${all.toFixed(0)} MB${goal}, ${own.toFixed(0)} MB of it anonymous`);
}
