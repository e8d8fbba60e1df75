import { expect, test } from "bun:test";
import fc from "fast-check";
import { createPortPair, type TraceRecord, tracePort } from "../../../lib/modem/serial/index.ts";
import {
  createReplayedModem,
  createSimulatedModem,
  createSimulatedNetwork,
} from "../../../lib/modem/simulator/index.ts";
import { encodeText } from "../../../lib/pdu/index.ts";
import { openConsole } from "../../support/at-console.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { createModemOnTrace } from "../../support/replayed-modem.ts";
import { createTestModem } from "../../support/started-modem.ts";

const HANDSET = "+491701112233";

/** Records the wire of a whole session: start, a message out, its report, a message in. */
async function recordSession(): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  const clock = createManualClock();
  const [port, end] = createPortPair();
  const network = createSimulatedNetwork({ clock });
  const simulated = createSimulatedModem({ network });
  await simulated.attach(end);
  const sink = (record: TraceRecord) => void records.push(record);
  const started = await createTestModem({ clock, openPort: () => tracePort(port, sink, { now: clock.now }) });
  await session(started);
  await clock.runUntil(network.send({ from: HANDSET, to: simulated.number, text: "an answer" }).taken);
  await clock.advance(1_000);
  await clock.runUntil(started.modem.stop());
  await simulated.close();
  return records;
}

async function session({ modem, clock, until }: Awaited<ReturnType<typeof createTestModem>>) {
  modem.start();
  await until(modem.whenReady());
  await clock.advance(1_000);
  const [part] = encodeText({ to: HANDSET, text: "recorded", requestReport: true });
  const sent = await until(modem.sendPart(part ?? { pdu: "", length: 0 }));
  await clock.advance(1_000);
  return sent;
}

test("a recorded session is replayed to its end: start, message, report and what came in", async () => {
  const records = await recordSession();
  const replayed = await createModemOnTrace(records);
  expect(await session(replayed)).toEqual({ reference: 0 });
  await replayed.finished();
  expect(replayed.received.map(({ kind }) => kind)).toEqual(["status-report", "deliver"]);
  expect(replayed.modem.status).toMatchObject({ state: "ready", identity: { manufacturer: "Aldis" } });
});

const text = (direction: "in" | "out", value: string, at = 0): TraceRecord => ({
  at,
  direction,
  data: new TextEncoder().encode(value),
});
const DIALOGUE = [
  text("out", "AT\r"),
  text("in", "\r\nOK\r\n"),
  text("out", "AT+CS"),
  text("out", "Q\r"),
  text("in", "\r\n+CSQ: 21,99\r\n", 2_000),
  text("in", "\r\nOK\r\n", 5_000),
];

async function startReplay(records: readonly TraceRecord[], options: { paced?: boolean } = {}) {
  const clock = createManualClock();
  const [port, end] = createPortPair();
  const replay = createReplayedModem(records, { clock, ...options });
  await replay.attach(end);
  return { clock, replay, console: await openConsole(port) };
}

test("the first deviation says what was expected, what came, and where", async () => {
  const { replay, console } = await startReplay(DIALOGUE);
  await console.ask("AT");
  console.clear();
  await console.type("AT+CSCA?\r");
  await expect(replay.finished).rejects.toMatchObject({
    kind: "deviation",
    message: String.raw`record 4 of the trace: expected "AT+CSQ\r", and "AT+CSCA?\r" came`,
  });
  expect(console.screen()).toBe("");
  await console.close();
  await replay.close();
});

test("however the program's octets are cut into pieces, the modem says the same", async () => {
  const program = "AT\rAT+CSQ\r";
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: program.length - 1 })), async (cuts) => {
      const { replay, console } = await startReplay(DIALOGUE);
      const places = [0, ...cuts.sort((one, other) => one - other), program.length];
      for (let at = 1; at < places.length; at++) await console.type(program.slice(places[at - 1], places[at]));
      await replay.finished;
      await console.received(/^\r\nOK\r\n\r\n\+CSQ: 21,99\r\n\r\nOK\r\n$/);
      await console.close();
      await replay.close();
    }),
    { numRuns: 30 },
  );
});

test("a paced replay keeps the recorded pauses", async () => {
  const { clock, replay, console } = await startReplay(DIALOGUE, { paced: true });
  await console.ask("AT");
  console.clear();
  await console.type("AT+CSQ\r");
  await clock.advance(1_999);
  expect(console.screen()).toBe("");
  await clock.advance(1);
  expect(console.screen()).toBe("\r\n+CSQ: 21,99\r\n");
  await clock.advance(3_000);
  expect(console.screen()).toBe("\r\n+CSQ: 21,99\r\n\r\nOK\r\n");
  await replay.finished;
  await console.close();
  await replay.close();
});

test("behind its end the modem is silent, whatever is asked", async () => {
  const { replay, console } = await startReplay([text("out", "AT\r"), text("in", "\r\nOK\r\n")]);
  await console.ask("AT");
  await replay.finished;
  console.clear();
  await console.type("AT+ANYTHING\r");
  expect(console.screen()).toBe("");
  await console.close();
  await replay.close();
});
