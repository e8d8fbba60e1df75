import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  type NetworkOptions,
  type SimulatedNetwork,
  type Subscriber,
} from "../../../lib/modem/simulator/index.ts";
import { decodeStatusReport, decodeSubmit, encodeText } from "../../../lib/pdu/index.ts";
import { linesOf, startBench } from "../../support/at-console.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const OWN = "+491700000001";
const TO = "+4917012345678";

/** A modem without a line: it submits what it is told, and keeps what it gets. */
function joinPlain(network: SimulatedNetwork, number = OWN) {
  const received: { kind: string; pdu: string }[] = [];
  const subscriber: Subscriber = {
    number,
    reachable: true,
    receive(delivery) {
      received.push({ kind: delivery.kind, pdu: delivery.pdu.pdu });
      return "taken";
    },
    callChanged: () => undefined,
  };
  const link = network.join(subscriber);
  let reference = 0;
  const submit = (pdu: string) => {
    const submission = link.submit(decodeSubmit(pdu), { pdu, reference: reference++ & 0xff });
    if ("release" in submission) submission.release();
    return submission;
  };
  return { received, submit };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const partsOf = (text: string, options: { reference?: number; report?: boolean; to?: string } = {}) =>
  encodeText({
    to: options.to ?? TO,
    text,
    requestReport: options.report ?? false,
    reference: options.reference ?? 1,
  }).map(({ pdu }) => pdu);

async function deliver(pdus: string[], options: NetworkOptions = {}) {
  const network = createSimulatedNetwork(options);
  const { submit, received } = joinPlain(network);
  for (const pdu of pdus) submit(pdu);
  await settle();
  return { network, received };
}

describe("parts join", () => {
  test("in any order, and with repeats among them, into the text that was sent", async () => {
    const orders = fc.string({ minLength: 200, maxLength: 900, unit: "grapheme" }).chain((text) => {
      const pdus = partsOf(text);
      return fc.record({
        text: fc.constant(text),
        pdus: fc.shuffledSubarray(pdus, { minLength: pdus.length }),
        repeated: fc.nat({ max: pdus.length - 1 }),
      });
    });
    await fc.assert(
      fc.asyncProperty(orders, async ({ text, pdus, repeated }) => {
        const { network } = await deliver([...pdus.slice(0, repeated), ...pdus]);
        expect(network.messages().map((message) => message.text)).toEqual([text.toWellFormed()]);
      }),
      { numRuns: 60 },
    );
  });

  test("twice when every part came twice after the message was whole", async () => {
    const pdus = partsOf("x".repeat(300));
    const { network } = await deliver([...pdus, ...pdus]);
    expect(network.messages()).toHaveLength(2);
  });

  test("never with the stray repeat of an earlier message that had the same reference", async () => {
    const [first, second] = [partsOf("a".repeat(300)), partsOf("b".repeat(300))];
    const { network } = await deliver([...first, ...first.slice(1), ...second]);
    expect(network.messages().map(({ text }) => text)).toEqual(["a".repeat(300), "b".repeat(300)]);
  });

  test("also when a later message with the same reference begins with the same part", async () => {
    const [first, second] = [partsOf(`${"a".repeat(153)}one`), partsOf(`${"a".repeat(153)}two`)];
    const { network } = await deliver([...first, ...second]);
    expect(network.messages().map(({ text }) => text.slice(-3))).toEqual(["one", "two"]);
  });

  test("by sender and recipient", async () => {
    const mine = partsOf("m".repeat(300));
    const yours = partsOf("y".repeat(300), { to: "+4917087654321" });
    const { network } = await deliver([mine[0] ?? "", yours[0] ?? "", mine[1] ?? "", yours[1] ?? ""]);
    expect(network.messages().map(({ text }) => text[0])).toEqual(["m", "y"]);
  });
});

describe("what becomes of a message", () => {
  const reportsOf = (received: { kind: string; pdu: string }[]) =>
    received.filter(({ kind }) => kind === "status-report").map(({ pdu }) => decodeStatusReport(pdu));

  test("delivered: it arrives and is reported, with the part's reference and recipient", async () => {
    const { network, received } = await deliver(partsOf("x".repeat(300), { report: true }));
    expect(network.messages()).toHaveLength(1);
    expect(reportsOf(received)).toMatchObject([
      { reference: 0, to: { number: TO }, status: { code: 0, class: "completed" } },
      { reference: 1, to: { number: TO }, status: { code: 0, class: "completed" } },
    ]);
  });

  test("failed: it does not arrive, and the report says so", async () => {
    const { network, received } = await deliver(partsOf("x", { report: true }), { reports: "failed" });
    expect(network.messages()).toEqual([]);
    expect(network.parts()).toHaveLength(1);
    expect(reportsOf(received)).toMatchObject([{ status: { code: 0x46, class: "permanent" } }]);
  });

  test("none, and not asked for: it arrives, and no report comes", async () => {
    expect((await deliver(partsOf("x", { report: true }), { reports: "none" })).received).toEqual([]);
    expect((await deliver(partsOf("x"))).received).toEqual([]);
  });

  test("magic numbers choose the report", async () => {
    const status = async (to: string) => reportsOf((await deliver(partsOf("x", { report: true, to }))).received);
    expect(await status("+4955502048")).toMatchObject([{ status: { code: 48, class: "still-trying" } }]);
    expect(await status("+4955502065")).toMatchObject([{ status: { code: 65, class: "permanent" } }]);
    expect(await status("+4955503000")).toEqual([]);
  });

  test("the same seed loses the same messages, another loses others", async () => {
    const survivors = async (seed: number) => {
      const pdus = Array.from({ length: 100 }, (_, at) => partsOf(`message ${at}`)).flat();
      return (await deliver(pdus, { seed, loss: 0.3 })).network.messages().map(({ text }) => text);
    };
    const first = await survivors(1);
    expect(first.length).toBeGreaterThan(50);
    expect(first.length).toBeLessThan(90);
    expect(await survivors(1)).toEqual(first);
    expect(await survivors(2)).not.toEqual(first);
  });

  test("time passes for delivery and for the report, and only then", async () => {
    const clock = createManualClock();
    const network = createSimulatedNetwork({ clock, latencyMs: 500 });
    const { submit, received } = joinPlain(network);
    submit(partsOf("slow", { report: true })[0] ?? "");
    await clock.advance(499);
    expect(network.messages()).toEqual([]);
    await clock.advance(1);
    expect(network.messages()).toMatchObject([{ text: "slow", receivedAt: 1_700_000_000_500 }]);
    expect(received).toEqual([]);
    await clock.advance(500);
    expect(received).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });

  test("only the newest are kept", async () => {
    const pdus = Array.from({ length: 50 }, (_, at) => partsOf(`message ${at}`)).flat();
    const { network } = await deliver(pdus, { keep: 10 });
    expect(network.messages().map(({ id }) => id)).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
  });
});

test("one modem's message reaches another modem, and the report follows once that has taken it", async () => {
  await using bench = await startBench();
  const { network, console } = bench;
  const other = createSimulatedModem({ network, number: "+491700000002" });
  await console.ask("AT+CNMI=2,1,0,1,0");
  const part = encodeText({ to: "0170 0000002".replace(" ", ""), text: "to you", requestReport: true })[0];
  await console.ask(`AT+CMGS=${part?.length}`);
  await console.submit(part?.pdu ?? "");
  await console.received(/\+CDS: /);
  const stored = other.state.messages.memories.get("SM")?.list() ?? [];
  expect(stored).toHaveLength(1);
  await other.close();
});

test("two modems cannot have one number, and nobody can be reached who is not there", async () => {
  await using bench = await startBench();
  const { network } = bench;
  expect(() => createSimulatedModem({ network })).toThrow("another simulated modem has the number");
  expect(() => network.send({ from: "x", to: "+4999", text: "x" })).toThrow("no simulated modem has the number");
});

describe("calls", () => {
  test("a call rings until it is hung up", async () => {
    await using bench = await startBench();
    const { console, network } = bench;
    expect(await console.ask(`ATD${TO};`)).toBe("\r\nOK\r\n");
    await network.until(() => network.calls()[0]?.phase === "ringing");
    expect(linesOf(await console.ask("AT+CLCC"))).toEqual([`+CLCC: 1,0,3,0,0,"${TO}",145`, "OK"]);
    expect(await console.ask("AT+CHUP")).toBe("\r\nOK\r\n");
    expect(linesOf(await console.ask("AT+CLCC;+CPAS"))).toEqual(["+CPAS: 0", "OK"]);
    expect(network.calls()).toMatchObject([{ to: TO, phase: "ended", end: "hung-up" }]);
  });

  const outcomes: [string, string, string][] = [
    ["+4955509001", "BUSY", "busy"],
    ["+4955509002", "NO ANSWER", "no-answer"],
    ["+4955509003", "NO CARRIER", "rejected"],
  ];
  for (const [number, words, end] of outcomes) {
    test(`${number} answers ${words}`, async () => {
      const clock = createManualClock();
      await using bench = await startBench({ network: { clock } });
      const { console, network } = bench;
      await console.ask(`ATD${number};`);
      await clock.runUntil(console.received(new RegExp(`\r\n${words}\r\n`)));
      expect(network.calls()).toMatchObject([{ phase: "ended", end }]);
    });
  }

  test("an answered call is active until the other side hangs up", async () => {
    await using bench = await startBench();
    const { console, network } = bench;
    await console.ask("ATD+4955509000;");
    await network.until(() => network.calls()[0]?.phase === "active");
    expect(linesOf(await console.ask("AT+CLCC"))[0]).toStartWith("+CLCC: 1,0,0,");
    console.clear();
    network.hangUp(1);
    await console.received(/NO CARRIER/);
  });

  test("an incoming call rings with its number, and again, until the caller gives up", async () => {
    const clock = createManualClock();
    await using bench = await startBench({ network: { clock } });
    const { console, network, modem } = bench;
    await console.ask("AT+CLIP=1");
    console.clear();
    network.call("+491711111111", modem.number);
    await clock.advance(6000);
    const ring = '\r\nRING\r\n\r\n+CLIP: "+491711111111",145,"",,"",0\r\n';
    expect(console.screen()).toBe(ring + ring);
    expect(linesOf(await console.ask("AT+CPAS"))[0]).toBe("+CPAS: 3");
    console.clear();
    network.hangUp(1);
    await console.received(/NO CARRIER/);
    await clock.advance(20_000);
    expect(console.screen()).toBe("\r\nNO CARRIER\r\n");
  });
});

describe("USSD", () => {
  test("a request is answered behind OK, in the charset chosen or as UCS2", async () => {
    await using bench = await startBench();
    const { console } = bench;
    await console.ask('AT+CUSD=1,"*100#",15');
    await console.received(/OK\r\n\r\n\+CUSD: 0,"Your balance is 12\.34 EUR\. Thank you!",15\r\n/);
    console.clear();
    await console.ask('AT+CUSD=1,"*112#"');
    const [, hex = ""] = await console.received(/\+CUSD: 0,"([0-9A-F]+)",72\r\n/);
    expect(Buffer.from(hex, "hex").swap16().toString("utf16le")).toStartWith("Баланс");
  });

  test("a session goes on until its end, or until it is cancelled", async () => {
    await using bench = await startBench();
    const { console } = bench;
    await console.ask('AT+CUSD=1,"*111#"');
    await console.received(/\+CUSD: 1,"1: Balance/);
    await console.ask('AT+CUSD=1,"2"');
    await console.received(/\+CUSD: 0,"You have the test tariff\."/);
    await console.ask('AT+CUSD=1,"*111#"');
    await console.ask("AT+CUSD=2");
    await console.ask('AT+CUSD=1,"2"');
    await console.received(/\+CUSD: 4\r\n/);
  });
});
