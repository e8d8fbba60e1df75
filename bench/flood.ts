/**
 * What a modem that floods costs the others: for each kind of flood, at the speed of a serial line (921,600 baud, on a
 * pseudo-terminal) and at 30 MB/s by TCP, the times of `/api.php`, what another modem sends meanwhile, the gateway's
 * memory at its most, and the events written. The first line of each speed is the same without a flood.
 *
 * `ALDIS_BENCH_SECONDS` is the length of one measurement (10), `ALDIS_BENCH_FLOODS` names the kinds (all).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock } from "../lib/clock.ts";
import { createPty } from "../lib/modem/serial/index.ts";
import { createSimulatedModem, createSimulatedNetwork } from "../lib/modem/simulator/index.ts";
import { openStore } from "../lib/store/index.ts";
import { FLOODS, type FloodKind } from "../tests/support/floods.ts";
import type { FloodSpeed } from "./support/flooding-modem.ts";
import { startGateway } from "./support/gateway.ts";
import { memoryOf } from "./support/process.ts";
import { running } from "./support/running.ts";

const SECONDS = Number(process.env.ALDIS_BENCH_SECONDS ?? 10);
const KINDS = (process.env.ALDIS_BENCH_FLOODS?.split(",") ?? FLOODS) as FloodKind[];
/** Requests to `/api.php` a second, whether the last one has been answered or not. */
const REQUESTS = 20;
/** Until both modems are ready and the flood has begun. */
const LEAD_MS = 8_000;
const QUERY = "text=Test&to=00491701234567&username=apiuser&password=secret&mode=number";

interface Row {
  kind: FloodKind | "none";
  speed: FloodSpeed;
  p50Ms: number;
  p99Ms: number;
  failed: number;
  sentPerMinute: number;
  peakMegabytes: number;
  events: number;
  health: number;
}

/** Measures and prints the table. */
export async function run(): Promise<void> {
  console.log(`flood: ${REQUESTS} requests/s to /api.php and one other modem, ${SECONDS} s each (goal: below 250 MB)`);
  console.log("  flood      speed   p50 ms   p99 ms  failed  sent/min   peak MB   events  health");
  for (const speed of ["tty", "tcp"] as const) {
    for (const kind of ["none", ...KINDS] as const) {
      const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
      try {
        print(await measure(kind, speed, directory));
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    }
  }
}

async function measure(kind: FloodKind | "none", speed: FloodSpeed, directory: string): Promise<Row> {
  await using open = new AsyncDisposableStack();
  const pty = createPty();
  open.defer(() => pty.close());
  const network = createSimulatedNetwork({ clock: systemClock, keep: 100_000 });
  open.defer(() => network.close());
  const other = createSimulatedModem({ network });
  open.defer(() => other.close());
  await other.attach(pty.port);
  const flood = await startFlood(kind, speed);
  open.defer(() => flood.stop());
  const options = ["--route", "*=modem:other"];
  const gateway = await startGateway(directory, {
    modems: [`${pty.path}?name=other`, `${flood.address}?name=flood`],
    options,
  });
  let isStopped = false;
  open.defer(() => (isStopped ? undefined : gateway.stop()));
  await Bun.sleep(LEAD_MS);
  const before = network.parts().length;
  const { times, failed } = await request(`${gateway.url}/api.php?${QUERY}`);
  const sent = network.parts().length - before;
  const health = await fetch(`${gateway.url}/health`, { signal: AbortSignal.timeout(10_000) }).then(
    ({ status }) => status,
    () => 0,
  );
  const peakMegabytes = memoryOf(gateway.pid, "VmHWM");
  await gateway.stop();
  isStopped = true;
  times.sort((one, another) => one - another);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return {
    kind,
    speed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed,
    sentPerMinute: (sent * 60) / SECONDS,
    peakMegabytes,
    events: await countEvents(directory),
    health,
  };
}

async function startFlood(
  kind: FloodKind | "none",
  speed: FloodSpeed,
): Promise<{ address: string; stop(): Promise<void> }> {
  const program = resolve(import.meta.dir, "support/flooding-modem.ts");
  const child = Bun.spawn([process.execPath, program, kind, speed], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  return { address: new TextDecoder().decode(value).trim(), stop: running(child).stop };
}

/** Asks at an even pace, so that what waits for the gateway is measured too. */
async function request(url: string): Promise<{ times: number[]; failed: number }> {
  const times: number[] = [];
  let failed = 0;
  const asked: Promise<void>[] = [];
  for (let at = 0; at < SECONDS * REQUESTS; at++) {
    asked.push(
      (async () => {
        const begun = performance.now();
        const ok = await fetch(url, { signal: AbortSignal.timeout(30_000) }).then(
          async (response) => (await response.text()).startsWith("OK"),
          () => false,
        );
        times.push(performance.now() - begun);
        if (!ok) failed++;
      })(),
    );
    await Bun.sleep(1_000 / REQUESTS);
  }
  await Promise.all(asked);
  return { times, failed };
}

async function countEvents(directory: string): Promise<number> {
  const store = await openStore({ url: `sqlite:${join(directory, "aldis.sqlite")}` });
  try {
    return (await store.events.list({ limit: 1_000_000 })).length;
  } finally {
    await store.close();
  }
}

function print({ kind, speed, p50Ms, p99Ms, failed, sentPerMinute, peakMegabytes, events, health }: Row): void {
  const cells = [
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    failed,
    sentPerMinute.toFixed(0),
    peakMegabytes.toFixed(0),
    events,
    health,
  ];
  const widths = [8, 8, 7, 9, 9, 8, 7];
  console.log(
    `  ${kind.padEnd(10)} ${speed.padEnd(5)}${cells.map((cell, at) => `${cell}`.padStart(widths[at] ?? 8)).join(" ")}`,
  );
}
