/**
 * A well-behaved sender beside strangers: 2,000 connections with bodies that do not end, 2,000 with slow headers, and 50,000
 * wrong passwords, each for a minute. Prints the sender's times without and with each of them, and the gateway's memory.
 * The sender signs in with its body, from an address of its own, ten times a second.
 *
 * `ALDIS_BENCH_SECONDS` is the length of one attack (60).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ATTACKS, type Attack } from "./support/attack.ts";
import { startGateway } from "./support/gateway.ts";
import { memoryOf } from "./support/process.ts";

const SECONDS = Number(process.env.ALDIS_BENCH_SECONDS ?? 60);
const CALM_SECONDS = Math.min(10, SECONDS);
const SIZE: Record<Attack, number> = {
  "unfinished bodies": 2_000,
  "slow headers": 2_000,
  "wrong passwords": Math.round((50_000 * SECONDS) / 60),
};
const GAP_MS = 100;
const SAMPLE_MS = 250;
const ATTACK = join(import.meta.dir, "support/attack.ts");
const BODY = "username=apiuser&password=secret&to=00491701234567&text=Test";

interface Sent {
  p50Ms: number;
  p99Ms: number;
  mostMs: number;
  failures: number;
}

/** Measures and prints. */
export async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
  console.log(`strangers: ${SECONDS} s each`);
  console.log(row("", "p50 ms", "p99 ms", "most ms", "failures", "MB before", "most", "after", "their answers"));
  try {
    for (const attack of ATTACKS) await measure(attack, join(directory, attack.replace(" ", "-")));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(attack: Attack, directory: string): Promise<void> {
  const gateway = await startGateway(directory, { modems: "away" });
  try {
    const memory = () => Math.round(memoryOf(gateway.pid, "VmRSS"));
    await send(gateway.url, CALM_SECONDS);
    const before = memory();
    const calm = await send(gateway.url, CALM_SECONDS);
    console.log(row(`before ${attack}`, ...figures(calm), before, memory(), memory(), ""));
    const strangers = startAttack(attack, new URL(gateway.url).port);
    const sampled = sampleMost(memory);
    const sent = await send(gateway.url, SECONDS);
    const answers = await strangers;
    const most = sampled.stop();
    await send(gateway.url, CALM_SECONDS);
    console.log(row(attack, ...figures(sent), before, most, memory(), answers));
  } finally {
    await gateway.stop();
  }
}

/** Sends ten times a second, whatever became of those before. */
async function send(url: string, seconds: number): Promise<Sent> {
  const times: number[] = [];
  let failures = 0;
  const one = async () => {
    const startedAt = performance.now();
    const isTaken = await fetch(`${url}/api.php`, {
      method: "POST",
      body: BODY,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      signal: AbortSignal.timeout(30_000),
    }).then(
      async (response) => (await response.text()) === "OK",
      () => false,
    );
    times.push(performance.now() - startedAt);
    if (!isTaken) failures++;
  };
  const sent: Promise<void>[] = [];
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    sent.push(one());
    await Bun.sleep(GAP_MS);
  }
  await Promise.all(sent);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(1), failures };
}

/** In a process of its own, so that the sender's times are the gateway's. Gives how often each answer came. */
async function startAttack(attack: Attack, port: string): Promise<string> {
  const command = [process.execPath, ATTACK, attack, port, String(SECONDS), String(SIZE[attack])];
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const output = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`the attack failed: ${output}`);
  return Object.entries(JSON.parse(output) as Record<string, number>)
    .map(([answer, times]) => `${answer}: ${times.toLocaleString("en")}`)
    .join(", ");
}

function sampleMost(memory: () => number): { stop(): number } {
  let most = memory();
  const timer = setInterval(() => {
    most = Math.max(most, memory());
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

const figures = ({ p50Ms, p99Ms, mostMs, failures }: Sent) => [
  p50Ms.toFixed(1),
  p99Ms.toFixed(1),
  mostMs.toFixed(0),
  failures,
];

function row(name: string, ...cells: readonly (string | number)[]): string {
  const answers = cells.at(-1);
  const columns = cells.slice(0, -1).map((cell) => String(cell).padStart(11));
  return `  ${name.padEnd(26)}${columns.join("")}   ${answers}`;
}
