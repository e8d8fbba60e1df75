/**
 * A gateway on a disk with slow syncs, as SD cards have: 50 ms longer by default, or `--sync-ms`. Eight simulated modems
 * take 50 ms per part. First with 20 messages a second, then with a queue that is never empty: the response times of a
 * page that needs no database and of `/api.php`, the time from a modem's line to the command that follows it, and the
 * parts sent a second, against what one sync per part allows.
 *
 * `ALDIS_BENCH_SECONDS` is the length of each half (15).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBareServer } from "./support/bare-server.ts";
import { measureDelayedSyncMs } from "./support/disk.ts";
import { shareOf, timesOf } from "./support/figures.ts";
import { startGateway } from "./support/gateway.ts";
import { type ModemBank, startModemBank } from "./support/modem-bank.ts";
import { isHealthy, until } from "./support/running.ts";
import { messageUrl, sendMany } from "./support/sender.ts";
import { createWaitReader, noWaits, type Waits } from "./support/waits.ts";

const SECONDS = Number(process.env.ALDIS_BENCH_SECONDS ?? 15);
const MODEMS = 8;
const PART_MS = 50;
const MESSAGE_EVERY_MS = 50;
const PAGE_EVERY_MS = 10;
/** To a modem that sends nothing. The gap is at least 5 syncs, so that the message before has been read and deleted. */
const INCOMING_EVERY_MS = 250;
const INCOMING_EVERY_SYNCS = 5;
const READ_WIRES_EVERY_MS = 250;
/** Messages at a time. */
const FILL = 100;
const START_LIMIT_MS = 60_000;
/** Goals, in ms. */
const PAGE_MS = 10;
const LINE_MS = 5;
const API_SYNCS = 3;

/** Measures and prints. */
export async function run(): Promise<void> {
  const syncMs = await measureDelayedSyncMs();
  console.log(`slow-disk: ${MODEMS} modems of ${PART_MS} ms, ${SECONDS} s each`);
  await using open = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "aldis-bench-"));
  open.defer(() => rm(directory, { recursive: true, force: true }));
  const bank = open.use(await startModemBank(MODEMS + 1, { latencyMs: PART_MS }));
  const modems = bank.specs.map((spec, at) => `${spec}&pool=${at < MODEMS ? "sends" : "listens"}`);
  const gateway = await startGateway(directory, { modems, options: ["--route", "*=pool:sends"] });
  open.defer(() => gateway.stop());
  const bare = await startBareServer("turn", directory);
  open.defer(bare.stop);
  await until("every modem", () => isHealthy(gateway.url), START_LIMIT_MS);
  await measureSteady({ url: gateway.url, bareUrl: bare.url, bank, syncMs });
  await measureQueue({ url: gateway.url, bareUrl: bare.url, bank, syncMs });
}

interface Bench {
  url: string;
  /** A server that does nothing, asked at the same pace: its times are those of this program and of the machine. */
  bareUrl: string;
  bank: ModemBank;
  syncMs: number;
}

async function measureSteady({ url, bareUrl, bank, syncMs }: Bench): Promise<void> {
  const listening = bank.modems[MODEMS]?.number ?? "";
  const waits = readWaits(bank);
  const page: number[] = [];
  const bare: number[] = [];
  const api: number[] = [];
  let sent = 0;
  const receive = async () =>
    void (await bank.network.send({ from: "+491711111111", to: listening, text: "Test" }).taken);
  await Promise.all([
    every(PAGE_EVERY_MS, () => timed(page, `${url}/docs`)),
    every(PAGE_EVERY_MS, () => timed(bare, bareUrl)),
    every(MESSAGE_EVERY_MS, () => timed(api, messageUrl(url, sent++))),
    every(Math.max(INCOMING_EVERY_MS, INCOMING_EVERY_SYNCS * syncMs), receive),
  ]);
  const { reading, pdu } = waits.stop();
  console.log(`  ${1_000 / MESSAGE_EVERY_MS} messages a second:`);
  show("/docs", page, `goal: p99 below ${PAGE_MS} ms`);
  show("a bare Bun server", bare, "for comparison");
  show("/api.php", api, `goal: p99 below ${(API_SYNCS * syncMs).toFixed(0)} ms, ${API_SYNCS} syncs`);
  show("+CMTI to AT+CMGR", reading, `goal: ${LINE_MS} ms`);
  showPrompt(pdu, syncMs);
}

/** The queue is filled before the measurement starts, and is not empty when it ends. */
async function measureQueue({ url, bareUrl, bank, syncMs }: Bench): Promise<void> {
  const ideal = (MODEMS * 1_000) / (PART_MS + syncMs);
  let taken = 0;
  const unsubscribe = bank.network.subscribe(({ type }) => {
    if (type === "taken") taken++;
  });
  // The modems send while the queue is filled.
  const enough = Math.ceil(ideal * SECONDS);
  let accepted = 0;
  for (; accepted - taken < enough; accepted += FILL) await sendMany(url, FILL, 1_000_000 + accepted);
  const waits = readWaits(bank);
  const page: number[] = [];
  const bare: number[] = [];
  taken = 0;
  const begun = performance.now();
  await Promise.all([
    every(PAGE_EVERY_MS, () => timed(page, `${url}/docs`)),
    every(PAGE_EVERY_MS, () => timed(bare, bareUrl)),
  ]);
  const seconds = (performance.now() - begun) / 1_000;
  unsubscribe();
  const { command, pdu } = waits.stop();
  const rate = taken / seconds;
  const share = ((rate / ideal) * 100).toFixed(1);
  console.log("  a queue that is never empty:");
  show("/docs", page, `goal: p99 below ${PAGE_MS} ms`);
  show("a bare Bun server", bare, "for comparison");
  show("result to AT+CMGS", command, "with the claim's sync, unless it was claimed ahead");
  showPrompt(pdu, syncMs);
  const allowed = `${ideal.toFixed(1)}/s, that of one sync per part`;
  console.log(`    ${"parts".padEnd(18)} ${rate.toFixed(1)}/s, ${share} % of ${allowed} (goal: 100 %)`);
}

/**
 * Acts at an even pace without waiting for earlier acts, so that delays are measured too.
 *
 * @throws the first error, once all have ended
 */
async function every(gapMs: number, act: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  const acts: Promise<void>[] = [];
  const failures: unknown[] = [];
  for (let at = 0; at * gapMs < SECONDS * 1_000; at++) {
    await Bun.sleep(begun + at * gapMs - performance.now());
    acts.push(act().catch((error: unknown) => void failures.push(error)));
  }
  await Promise.all(acts);
  if (failures.length > 0) throw failures[0];
}

async function timed(times: number[], url: string): Promise<void> {
  const begun = performance.now();
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} was answered ${response.status}`);
  times.push(performance.now() - begun);
}

/** Collects the modems' waits from now on. */
function readWaits({ modems }: ModemBank): { stop(): Waits } {
  const readers = modems.map((modem) => createWaitReader(modem.wire));
  for (const read of readers) read();
  const waits = noWaits();
  const readAll = () => {
    for (const read of readers) read(waits);
  };
  const reading = setInterval(readAll, READ_WIRES_EVERY_MS);
  return {
    stop() {
      clearInterval(reading);
      readAll();
      return waits;
    },
  };
}

/** A part is *sending* on disk before its PDU is written. If another sync is running then, it waits for both. */
function showPrompt(waits: readonly number[], syncMs: number): void {
  const rest = (shareOf(waits, 0.5) - syncMs).toFixed(1);
  show("prompt to PDU", waits, `median less one sync: ${rest} ms, goal: ${LINE_MS} ms`);
}

function show(what: string, times: readonly number[], goal: string): void {
  console.log(`    ${what.padEnd(18)} ${timesOf(times)}   (${goal}; ${times.length} measured)`);
}
