/**
 * P7: time from the start of the program to its first answer, with a new data directory and with an existing one; and its
 * memory when idle with 8 modems. `ALDIS_BENCH_ROUNDS` is the number of starts (9), `ALDIS_BENCH_SECONDS` the idle time (30).
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shareOf } from "./support/figures.ts";
import { addUser, gatewayCommand, spawnGateway } from "./support/gateway.ts";
import { startModemBank } from "./support/modem-bank.ts";
import { memoryOf } from "./support/process.ts";
import { answers, isHealthy, until } from "./support/running.ts";

const ROUNDS = Number(process.env.ALDIS_BENCH_ROUNDS ?? 9);
const IDLE_SECONDS = Number(process.env.ALDIS_BENCH_SECONDS ?? 30);
const MODEMS = 8;
const ASK_EVERY_MS = 2;
const LIMIT_MS = 120_000;

/** Measures and prints. */
export async function run(): Promise<void> {
  console.log(`start: ${gatewayCommand.join(" ")}, ${ROUNDS} starts each`);
  const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
  try {
    const fresh: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) fresh.push(await measureStart(join(directory, `fresh-${round}`)));
    const used = join(directory, "used");
    await addUser(used);
    const again: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) again.push(await measureStart(used));
    show("first answer", again, " (goal: 300 ms)");
    show("with new tables", fresh);
    await measureMemory(used);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureStart(directory: string): Promise<number> {
  await mkdir(directory, { recursive: true });
  const begun = performance.now();
  const gateway = await spawnGateway(directory, { modems: "away" });
  try {
    await until("the first answer", () => answers(`${gateway.url}/health`), LIMIT_MS, ASK_EVERY_MS);
    return performance.now() - begun;
  } finally {
    await gateway.stop();
  }
}

async function measureMemory(directory: string): Promise<void> {
  await using bank = await startModemBank(MODEMS, { latencyMs: 0 });
  const gateway = await spawnGateway(directory, { modems: bank.specs });
  try {
    await until("every modem", () => isHealthy(gateway.url), LIMIT_MS);
    await Bun.sleep(IDLE_SECONDS * 1_000);
    const [all, own] = [memoryOf(gateway.pid, "VmRSS"), memoryOf(gateway.pid, "RssAnon")];
    console.log(
      `  idle with ${MODEMS} modems: ${all.toFixed(0)} MB (goal: 150 MB), ${own.toFixed(0)} MB of it anonymous`,
    );
  } finally {
    await gateway.stop();
  }
}

function show(what: string, times: readonly number[], goal = ""): void {
  const [median, most] = [shareOf(times, 0.5), shareOf(times, 1)];
  console.log(`  ${what}: median ${median.toFixed(0)} ms${goal}, max ${most.toFixed(0)} ms`);
}
