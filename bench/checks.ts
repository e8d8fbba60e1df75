/**
 * 200 HTTP checks of one minute on SQLite, with one simulated modem: processor time and bytes written beside those of the same
 * gateway without checks, and how late each request reached its server by the place of its check in the minute.
 *
 * `ALDIS_BENCH_SECONDS` is how long it is watched with the checks (300), after a third of that without.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nextRunAt } from "../lib/monitoring/schedule.ts";
import { addUser, startGateway } from "./support/gateway.ts";
import { familyOf, writtenBy } from "./support/process.ts";
import { isHealthy, until } from "./support/running.ts";

const SECONDS = Number(process.env.ALDIS_BENCH_SECONDS ?? 300);
const CHECKS = 200;
const EVERY_SECONDS = 60;
const DAY_SECONDS = 86_400;
/** 90 s: each check has run twice, so that it has its place. */
const SETTLE_MS = 90_000;
const LIMIT_MS = 120_000;
/** Ticks a second in `/proc` on every Linux of today (`getconf CLK_TCK`). */
const TICKS = 100;

/** Measures and prints. */
export async function run(): Promise<void> {
  console.log(`checks: ${CHECKS} HTTP checks every ${EVERY_SECONDS} s, watched for ${SECONDS} s`);
  await using open = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
  open.defer(() => rm(directory, { recursive: true, force: true }));
  const arrivals: { id: number; at: number }[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      arrivals.push({ id: Number(new URL(request.url).pathname.slice(1)), at: Date.now() });
      return new Response("fine");
    },
  });
  open.defer(() => server.stop(true));
  const gateway = await startGateway(directory, { modems: "sending", options: ["--allow-targets", "127.0.0.1"] });
  open.defer(() => gateway.stop());
  await addUser(directory, { name: "watcher", grants: "rest-api,monitoring" });
  await until("the modem", () => isHealthy(gateway.url), LIMIT_MS);
  await Bun.sleep(SETTLE_MS / 3);
  const idle = await measure(gateway.pid, SECONDS / 3);

  const checks = Array.from({ length: CHECKS }, (_, at) => ({
    name: `check ${at + 1}`,
    probe: { http: { url: `${server.url}${at + 1}`, contains: "fine" } },
    everySeconds: EVERY_SECONDS,
  }));
  const answer = await fetch(`${gateway.url}/api/v1/checks/import`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa("watcher:secret")}`, "content-type": "application/json" },
    body: JSON.stringify({ checks }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await Bun.sleep(SETTLE_MS);
  arrivals.splice(0);
  const busy = await measure(gateway.pid, SECONDS);
  const late = arrivals.map(latenessOf).toSorted((one, other) => one - other);
  const at = (share: number) => late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? Number.NaN;
  const mean = (busy.cpuSeconds / SECONDS) * 100;
  console.log(`  runs: ${late.length}, expected ${Math.round((SECONDS / EVERY_SECONDS) * CHECKS)}`);
  console.log(`  late: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, at most ${at(1)} ms (goal: 1,000 ms)`);
  console.log(`  processor: ${mean.toFixed(1)} % of one core, ${percent(idle)} % without checks (goal: 5 % more)`);
  console.log(`  written: ${perDay(busy)} MB a day, ${perDay(idle)} MB without checks`);
}

interface Measured {
  seconds: number;
  cpuSeconds: number;
  bytes: number;
}

async function measure(pid: number, seconds: number): Promise<Measured> {
  const [cpu, bytes] = [await cpuOf(pid), writtenOf(pid)];
  await Bun.sleep(seconds * 1_000);
  return { seconds, cpuSeconds: (await cpuOf(pid)) - cpu, bytes: writtenOf(pid) - bytes };
}

const percent = ({ cpuSeconds, seconds }: Measured) => ((cpuSeconds / seconds) * 100).toFixed(1);
const perDay = ({ bytes, seconds }: Measured) => (((bytes / seconds) * DAY_SECONDS) / 1_000_000).toFixed(0);
const writtenOf = (pid: number) => familyOf(pid).reduce((sum, each) => sum + writtenBy(each), 0);

/** Seconds of processor time of a process and its children, those that have ended too. */
async function cpuOf(pid: number): Promise<number> {
  let ticks = 0;
  for (const each of familyOf(pid)) {
    // Behind the name, which may have blanks: utime, stime, cutime and cstime are fields 14 to 17 (proc(5)).
    const fields = (await readFile(`/proc/${each}/stat`, "utf8")).split(") ").at(-1)?.split(" ") ?? [];
    ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  }
  return ticks / TICKS;
}

/** How long after the last place of its check a request came. */
function latenessOf({ id, at }: { id: number; at: number }): number {
  const everyMs = EVERY_SECONDS * 1_000;
  const late = at - (nextRunAt({ id, everyMs }, at) - everyMs);
  // Two clocks of one machine agree to a millisecond: what comes so early is not late by a minute.
  return late > everyMs - 50 ? late - everyMs : late;
}
