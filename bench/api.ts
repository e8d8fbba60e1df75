/**
 * P1: requests to `/api.php` that are accepted a second over 64 connections, each authenticated, stored and synced before
 * its `OK`. Beside it in the same run the limits: a bare Bun server that answers a turn later, and one that writes the
 * same rows by bare `bun:sqlite` and syncs them; and, where Debian's `kannel` is installed, Kannel's smsbox, which syncs
 * nothing.
 *
 * None has anywhere to send to, so that the accepting alone is compared; the same while a simulated modem sends is
 * printed too. All are measured in turn, round after round, since machines are noisy: the medians count.
 * `ALDIS_BENCH_SECONDS` is the length of one measurement (10), `ALDIS_BENCH_ROUNDS` their number (3).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBareServer } from "./support/bare-server.ts";
import { shareOf } from "./support/figures.ts";
import { startGateway } from "./support/gateway.ts";
import { type LoadResult, loadUrl } from "./support/http-load.ts";
import { hasKannel, startKannel } from "./support/kannel.ts";

const CONNECTIONS = 64;
const SECONDS = Number(process.env.ALDIS_BENCH_SECONDS ?? 10);
const ROUNDS = Number(process.env.ALDIS_BENCH_ROUNDS ?? 3);
/** Until the just-in-time compiler has settled. */
const WARM_UP_SECONDS = 6;
const QUERY = "text=Test&to=00491701234567&username=apiuser&password=secret&mode=number";

interface Contestant {
  name: string;
  start(directory: string): Promise<{ url: string; stop(): Promise<void> }>;
}

const ALDIS = gateway("aldis", "away");
const ALDIS_SENDING = gateway("aldis, sending", "sending");
const TURN: Contestant = { name: "a bare Bun server", start: (directory) => startBareServer("turn", directory) };
const ROWS: Contestant = { name: "the same, with rows", start: (directory) => startBareServer("rows", directory) };
const KANNEL: Contestant = { name: "kannel smsbox", start: startKannel };

/** Measures and prints. */
export async function run(): Promise<void> {
  const tool = Bun.which("wrk") === null ? "fetch" : "wrk";
  console.log(`api: ${CONNECTIONS} connections, ${ROUNDS} × ${SECONDS} s each, ${tool}`);
  const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
  const contestants = [ALDIS, ROWS, TURN, ...(hasKannel ? [KANNEL] : []), ALDIS_SENDING];
  const results = new Map<Contestant, LoadResult[]>();
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      for (const contestant of contestants) {
        const result = await measure(contestant, join(directory, `${contestants.indexOf(contestant)}-${round}`));
        print(contestant.name, result);
        results.set(contestant, [...(results.get(contestant) ?? []), result]);
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  const median = (contestant: Contestant, figure: "requestsPerSecond" | "p99Ms") =>
    shareOf(
      (results.get(contestant) ?? []).map((result) => result[figure]),
      0.5,
    );
  const rate = median(ALDIS, "requestsPerSecond");
  const p99 = median(ALDIS, "p99Ms");
  const shareOfLimit = (limit: Contestant) => `${Math.round((rate / median(limit, "requestsPerSecond")) * 100)} %`;
  console.log(`  median: ${Math.round(rate).toLocaleString("en")} requests/s, p99 ${p99.toFixed(1)} ms`);
  console.log(`  limit: ${shareOfLimit(ROWS)} of a bare Bun server with the same rows (goal: 80 %),`);
  console.log(`         ${shareOfLimit(TURN)} of one that stores nothing`);
  if (!hasKannel) {
    console.log("  kannel is not installed: no ratio");
    return;
  }
  const rates = (rate / median(KANNEL, "requestsPerSecond")).toFixed(2);
  const p99s = (p99 / median(KANNEL, "p99Ms")).toFixed(2);
  console.log(`  ratio: ${rates} times Kannel's requests (goal: 2), ${p99s} of its p99 (goal: below 1)`);
}

function gateway(name: string, modem: "away" | "sending"): Contestant {
  return {
    name,
    async start(directory) {
      const { url, stop } = await startGateway(directory, { modems: modem });
      return { url: `${url}/api.php?${QUERY}`, stop };
    },
  };
}

async function measure(contestant: Contestant, directory: string): Promise<LoadResult> {
  const { url, stop } = await contestant.start(directory);
  try {
    await loadUrl(url, { connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
    return await loadUrl(url, { connections: CONNECTIONS, seconds: SECONDS });
  } finally {
    await stop();
  }
}

function print(name: string, { requestsPerSecond, p50Ms, p99Ms, failures }: LoadResult): void {
  const rate = Math.round(requestsPerSecond).toLocaleString("en").padStart(8);
  const times = `p50 ${p50Ms.toFixed(1)} ms   p99 ${p99Ms.toFixed(1)} ms`;
  console.log(`  ${name.padEnd(19)} ${rate} requests/s   ${times}   failures ${failures}`);
}
