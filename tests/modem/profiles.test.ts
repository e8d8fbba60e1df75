import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PROFILES } from "../../lib/modem/simulator/index.ts";
import { decodeIncoming, encodeDeliverText, encodeText, joinParts, type UserData } from "../../lib/pdu/index.ts";
import { createFastClock, createModemOnPty, type ModemOnPty } from "../support/modem-on-pty.ts";

/** Polls every 30 s are due every 10 s. */
const clock = createFastClock(3);
const handset = "+491701112233";
const LIMIT_MS = 180_000;

/** A family that cannot do something shows it by what it does instead. */
type Outcome = "passed" | "has none";
interface Bench extends ModemOnPty {
  name: string;
  receives: boolean;
}

const textOf = ({ received }: Bench, from = 0) =>
  received.slice(from).flatMap(({ pdu }) => {
    const decoded = decodeIncoming(pdu);
    return decoded.kind === "deliver" ? [decoded.userData] : [];
  });
const stored = ({ simulated }: Bench) =>
  [...simulated.state.messages.memories.values()].reduce((sum, { used }) => sum + used, 0);

/** What a telephone that keeps its messages to itself does: it takes them, and the gateway stays ready. */
async function keepsToItself(bench: Bench): Promise<Outcome> {
  await bench.network.send({ from: handset, to: bench.simulated.number, text: "for its owner" }).taken;
  expect(bench.received).toEqual([]);
  expect(bench.modem.status.state).toBe("ready");
  return "has none";
}

const TRIALS: Readonly<Record<string, (bench: Bench) => Promise<Outcome>>> = {
  async start({ modem, simulated }) {
    modem.start();
    await modem.whenReady();
    expect(modem.status.identity?.imei).toBe(simulated.state.imei);
    expect(modem.status.problem).toBeUndefined();
    expect(modem.status.recoveries).toBeUndefined();
    return "passed";
  },
  async "send short"(bench) {
    for (const part of encodeText({ to: handset, text: "Größe 10 €" })) await bench.send(part);
    await bench.until("the message", () => bench.network.messages().length === 1);
    expect(bench.network.messages()).toMatchObject([{ to: handset, text: "Größe 10 €", parts: 1 }]);
    return "passed";
  },
  async "send long"(bench) {
    const text = "über 3 Teile ".repeat(30);
    const parts = encodeText({ to: handset, text, reference: 7 });
    expect(parts.length).toBe(3);
    for (const [at, part] of parts.entries()) await bench.send(part, at < parts.length - 1);
    await bench.until("the message", () => bench.network.messages().length === 2);
    expect(bench.network.messages()[1]).toMatchObject({ text, parts: 3 });
    expect(bench.network.parts()).toHaveLength(4);
    return "passed";
  },
  async receive(bench) {
    if (!bench.receives) return keepsToItself(bench);
    const sent = bench.network.send({ from: handset, to: bench.simulated.number, text: "Grüße [€]" });
    await bench.until("the message", () => bench.received.length === 1);
    await sent.taken;
    expect(textOf(bench)).toMatchObject([{ text: "Grüße [€]" }]);
    return "passed";
  },
  async "long, disordered"(bench) {
    if (!bench.receives) return keepsToItself(bench);
    const before = bench.received.length;
    const text = "Привет, мир! ".repeat(15).trim();
    const timestamp = "2026-11-24T12:00:00+01:00";
    const parts = encodeDeliverText({ from: handset, text, timestamp, reference: 9 });
    expect(parts.length).toBe(3);
    for (const at of [2, 0, 1]) bench.network.sendPdu(bench.simulated.number, parts[at] ?? { pdu: "", length: 0 });
    await bench.until("three parts", () => bench.received.length === before + 3);
    const inOrder = textOf(bench, before).sort(byPart);
    expect(joinParts(inOrder)).toBe(text);
    return "passed";
  },
  async report(bench) {
    const before = bench.received.length;
    const [part] = encodeText({ to: handset, text: "tell me", requestReport: true });
    const reference = await bench.send(part ?? { pdu: "", length: 0 });
    if (!bench.receives) return "has none";
    await bench.until("the report", () => bench.received.length > before);
    expect(decodeIncoming(bench.received[before]?.pdu ?? "")).toMatchObject({
      kind: "status-report",
      reference,
      status: { code: 0 },
    });
    return "passed";
  },
  async ussd({ modem }) {
    expect(await modem.ussd("*100#")).toEqual({ status: 0, text: "Your balance is 12.34 EUR. Thank you!" });
    expect(await modem.ussd("*112#")).toEqual({ status: 0, text: "Баланс: 12,34 €" });
    expect((await modem.ussd("*111#")).status).toBe(1);
    expect(await modem.ussd("2")).toEqual({ status: 0, text: "You have the test tariff." });
    return "passed";
  },
  async ring({ modem, network, simulated, name }) {
    if (!simulated.profile.voice) {
      expect(await modem.ring(handset, { seconds: 3 })).toBe("not-allowed");
      return "has none";
    }
    expect(await modem.ring(handset, { seconds: 3 })).toBe(name === "nokia" ? "no-answer" : "ringing-seen");
    network.settings.calls = "busy";
    expect(await modem.ring(handset, { seconds: 10 })).toBe("busy");
    network.settings.calls = "answer";
    if (name !== "nokia") expect(await modem.ring(handset, { seconds: 10 })).toBe("answered");
    expect(network.calls().every(({ phase }) => phase === "ended")).toBe(true);
    return "passed";
  },
  async pin({ name }) {
    await using locked = await createModemOnPty({ profile: name, clock, pin: "4711" });
    locked.modem.start();
    await locked.modem.whenReady();
    expect(locked.simulated.state.sim).toMatchObject({ condition: "ready", pinAttempts: 3 });
    const written = locked.simulated.wire().filter(({ direction, text }) => direction === "in" && /CPIN="/.test(text));
    expect(written).toHaveLength(1);
    return "passed";
  },
  async "storage full"(bench) {
    if (!bench.receives) return keepsToItself(bench);
    const before = bench.received.length;
    bench.simulated.fault("storage-full");
    expect(stored(bench)).toBeGreaterThan(10);
    const sent = bench.network.send({ from: handset, to: bench.simulated.number, text: "the last straw" });
    await bench.until("what did not fit", () => textOf(bench, before).some(({ text }) => text === "the last straw"));
    await sent.taken;
    await bench.until("an empty storage", () => stored(bench) === 0);
    return "passed";
  },
};

function byPart(one: UserData, other: UserData): number {
  return (one.concat?.part ?? 0) - (other.concat?.part ?? 0);
}

describe("every profile on a pseudo-terminal:", () => {
  const names = Object.keys(PROFILES);
  const outcomes = new Map<string, Outcome | Error>();
  const cell = (profile: string, trial: string) => `${profile}, ${trial}`;

  async function tryAll(name: string): Promise<void> {
    await using made = await createModemOnPty({ profile: name, clock });
    const receives = PROFILES[name]?.without.includes("+CMGL") === false;
    const bench = { ...made, name, receives };
    for (const [trial, run] of Object.entries(TRIALS)) {
      const outcome = await run(bench).catch((error: unknown) => error as Error);
      outcomes.set(cell(name, trial), outcome);
    }
  }

  beforeAll(async () => {
    await Promise.all(names.map(tryAll));
  }, LIMIT_MS);

  afterAll(() => {
    const shown = (outcome: Outcome | Error | undefined) =>
      typeof outcome === "string" ? { passed: "ok", "has none": "none" }[outcome] : "FAILED";
    const rows = [
      ["profile", ...Object.keys(TRIALS)],
      ...names.map((name) => [name, ...Object.keys(TRIALS).map((trial) => shown(outcomes.get(cell(name, trial))))]),
    ];
    const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
    for (const row of rows) console.log(row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  "));
  });

  for (const name of names) {
    test.each(Object.keys(TRIALS))(`${name}: %s`, (trial) => {
      const outcome = outcomes.get(cell(name, trial));
      if (outcome instanceof Error) throw outcome;
      expect(outcome).toBeOneOf(["passed", "has none"]);
    });
  }
});
