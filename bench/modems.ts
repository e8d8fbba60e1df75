/**
 * P5: 64 simulated modems that need 50 ms for each part, in one process with the gateway: the share of the ideal rate,
 * 64 ÷ 0.05 s, that is reached. P3: the time that a modem waits for us, from its final result to the next `AT+CMGS`,
 * seen at its own end of the port; and what it waits at its prompt for the PDU, since the commit may take part of that.
 * With the real outbox and a store on disk that syncs every commit, beside what each message costs of the processor.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { systemClock } from "../lib/clock.ts";
import { createStoredEvents } from "../lib/gateway/index.ts";
import { createModem, parseModemSpec } from "../lib/modem/index.ts";
import { createPortPair } from "../lib/modem/serial/index.ts";
import { createSimulatedModem, createSimulatedNetwork } from "../lib/modem/simulator/index.ts";
import { createInbox, createOutbox, createSmsChannel } from "../lib/routing/index.ts";
import { openStore } from "../lib/store/index.ts";
import { benchMessage } from "./support/message.ts";
import { createWaitReader, fineClock, noWaits, type Waits } from "./support/waits.ts";

const MODEMS = 64;
const PART_MS = 50;
const SECONDS = Number(process.env.ALDIS_BENCH_SECONDS ?? 20);
const IDEAL = MODEMS / (PART_MS / 1000);
/** What a modem is waited for is read while it runs: a trace of it all would be measured with the rest. */
const READ_EVERY_MS = 256;
const TRACE_LIMIT = 20 * Math.ceil((4 * READ_EVERY_MS) / PART_MS);
/** Messages before the measuring begins: until the just-in-time compiler has settled. */
const WARM_UP = Math.round(IDEAL * 5);
const log = pino({ level: "silent" });

/** Prints both figures, without delivery reports and with one for every message. */
export async function run(): Promise<void> {
  console.log(`modems: ${MODEMS} of ${PART_MS} ms in one process, ${SECONDS} s (goals: 98 % of ideal; 1 ms, p99 5 ms)`);
  for (const requestReports of [false, true]) {
    const { rate, partUs, waits } = await measure(requestReports);
    const share = ((rate / IDEAL) * 100).toFixed(1);
    console.log(
      `  ${requestReports ? "with reports   " : "without reports"} ${rate.toFixed(0)}/s, ${share} % of ideal, ${partUs.toFixed(0)} µs of the processor for each`,
    );
    show("result to AT+CMGS", waits.command);
    show("prompt to PDU    ", waits.pdu);
    show("both             ", waits.both);
  }
}

function show(what: string, waits: number[]): void {
  waits.sort((one, other) => one - other);
  console.log(`    ${what}: median ${at(waits, 0.5)}, p90 ${at(waits, 0.9)}, p99 ${at(waits, 0.99)}`);
}

interface Measured {
  /** Messages a second. */
  rate: number;
  /** Microseconds of the processor for each message, those of the simulated modem among them. */
  partUs: number;
  waits: Waits;
}

/** Between two whole messages of all modems: what was sent a second, and every wait. */
async function measure(requestReports: boolean): Promise<Measured> {
  await using open = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  open.defer(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openStore({ url: `sqlite:${join(folder, "aldis.db")}`, gateway: true });
  open.defer(() => store.close());
  const network = createSimulatedNetwork({ clock: fineClock, keep: 100 });
  open.defer(() => network.close());
  const events = createStoredEvents(store, log);
  const sms = createSmsChannel();
  const settings = { requestReports };
  const outbox = createOutbox({
    store: store.outbox,
    transports: sms,
    clock: systemClock,
    log,
    events,
    node: "bench",
    settings,
  });
  const { recordReport } = outbox;
  const inbox = createInbox({ store: store.inbox, recordReport, clock: systemClock, log, events });
  const handlers = { received: inbox.received, changed: sms.changed, incomingCall() {}, callEnded() {} };

  const waits = noWaits();
  const readers: ((into?: Waits) => void)[] = [];
  for (let at = 0; at < MODEMS; at++) {
    const [port, end] = createPortPair();
    const device = createSimulatedModem({
      network,
      number: `+4917000${String(at).padStart(5, "0")}`,
      latencyMs: PART_MS,
      traceLimit: TRACE_LIMIT,
    });
    await device.attach(end);
    open.defer(() => device.close());
    const modem = createModem({
      spec: parseModemSpec(`simulated?name=m${at}`),
      place: { openPort: () => port },
      log,
      handlers,
    });
    open.defer(() => modem.stop());
    sms.add(modem);
    modem.start();
    await modem.whenReady();
    readers.push(createWaitReader(device.wire));
  }
  open.defer(() => outbox.stop());

  const count = WARM_UP + Math.round(IDEAL * SECONDS * 1.1);
  const now = Date.now();
  await store.outbox.accept(
    Array.from({ length: count }, (_, at) =>
      benchMessage({ recipient: `+4917${100_000_000 + at}`, sendAt: now, expiresAt: now + 3_600_000 }),
    ),
    now,
  );
  let reading: ReturnType<typeof setInterval> | undefined;
  let readersRead = 0;
  const readNext = () => readers[readersRead++ % MODEMS]?.(waits);
  let taken = 0;
  let begun = 0;
  let usedBefore = process.cpuUsage();
  const over = Promise.withResolvers<Omit<Measured, "waits">>();
  network.subscribe(({ type }) => {
    if (type !== "taken") return;
    taken++;
    if (taken === WARM_UP) {
      begun = performance.now();
      usedBefore = process.cpuUsage();
      for (const read of readers) read();
      reading = setInterval(readNext, READ_EVERY_MS / MODEMS);
    }
    const ms = performance.now() - begun;
    if (begun === 0 || ms <= SECONDS * 1000) return;
    const sent = taken - WARM_UP;
    const { user, system } = process.cpuUsage(usedBefore);
    over.resolve({ rate: (sent / ms) * 1000, partUs: (user + system) / sent });
  });
  await outbox.start();
  const figures = await over.promise;
  clearInterval(reading);
  for (const read of readers) read(waits);
  return { ...figures, waits };
}

function at(sorted: readonly number[], share: number): string {
  return `${(sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2)} ms`;
}
