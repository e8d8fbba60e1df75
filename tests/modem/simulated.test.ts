import { expect, test } from "bun:test";
import { FAULTS } from "../../lib/modem/simulator/index.ts";
import { decodeIncoming, encodeText } from "../../lib/pdu/index.ts";
import { createModemOnSimulator, startModemOnSimulator } from "../support/simulated-modem.ts";

const handset = "+491701112233";

test("a long text arrives whole, and its delivery reports come back with the references of its parts", async () => {
  const { modem, network, received, clock, until } = await startModemOnSimulator();
  const text = "Größe 10 € – ".repeat(20);
  const parts = encodeText({ to: handset, text, requestReport: true, reference: 7 });
  const references: number[] = [];
  for (const [index, part] of parts.entries()) {
    references.push((await until(modem.sendPart(part, { more: index < parts.length - 1 }))).reference);
  }
  await clock.advance(10_000);
  expect(network.messages()).toMatchObject([{ to: handset, text, parts: parts.length }]);
  const reports = received.map(({ pdu }) => decodeIncoming(pdu));
  expect(reports.map((report) => report.kind === "status-report" && report.reference).sort()).toEqual(
    references.sort(),
  );
});

test("messages from the network are handed over once and leave the modem empty", async () => {
  const { modem, network, simulated, received, clock, until } = await startModemOnSimulator();
  const sent = network.send({ from: handset, to: simulated.number, text: "hello there ".repeat(30) });
  await until(sent.taken);
  await clock.advance(40_000);
  expect(received).toHaveLength(sent.parts);
  expect([...simulated.state.messages.memories.values()].map(({ used }) => used).filter((used) => used > 0)).toEqual(
    [],
  );
  expect(modem.status.state).toBe("ready");
});

test("USSD answers are read in the network's alphabets, and a menu is a session", async () => {
  const { modem, until } = await startModemOnSimulator();
  expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text: "Your balance is 12.34 EUR. Thank you!" });
  const menu = await until(modem.ussd("*111#"));
  expect(menu).toMatchObject({ status: 1, text: expect.stringContaining("Tariff") });
  expect(await until(modem.ussd("2"))).toEqual({ status: 0, text: "You have the test tariff." });
  expect(await until(modem.ussd("*112#"))).toMatchObject({ text: "Баланс: 12,34 €" });
  expect(await until(modem.ussd("*999#"))).toMatchObject({ status: 4 });
});

test.each([
  ["ring", "ringing-seen"],
  ["answer", "answered"],
  ["busy", "busy"],
  ["no-answer", "ringing-seen"],
] as const)("a handset that does %s gives %s, and no call is left", async (calls, result) => {
  const { modem, network, clock, until } = await startModemOnSimulator({ network: { calls } });
  expect(await until(modem.ring(handset, { seconds: 20 }))).toBe(result);
  await clock.advance(5_000);
  expect(network.calls()).toMatchObject([{ to: handset, phase: "ended" }]);
});

test("an incoming call is told", async () => {
  const { network, simulated, calls, clock } = await startModemOnSimulator();
  const call = network.call(handset, simulated.number);
  await clock.advance(20_000);
  network.hangUp(call.id);
  await clock.advance(20_000);
  expect(calls).toMatchObject([{ number: handset }]);
});

test("a locked SIM is opened with the configured PIN, and only with the right one", async () => {
  const right = await startModemOnSimulator({ simulator: { pin: "4711" }, spec: "simulated?pin=4711" });
  expect(right.modem.status.state).toBe("ready");
  const wrong = await createModemOnSimulator({ simulator: { pin: "4711" }, spec: "simulated?pin=1111" });
  wrong.modem.start();
  await wrong.clock.advance(600_000);
  expect(wrong.modem.status).toMatchObject({ state: "out-of-service", problem: expect.stringContaining("PIN") });
  expect(wrong.simulated.state.sim.pinAttempts).toBe(2);
});

/** What a fault leaves for a person to do, or that it is no fault of a moment. */
const options: Record<string, Record<string, string | number>> = {
  "cms-error": { error: 42 },
  "cme-error": { error: 100, command: "+CSQ" },
  "registration-lost": { seconds: 20 },
};

for (const name of Object.keys(FAULTS)) {
  test(`${name}: every part's outcome is true, what was received is kept, and the modem is back by itself`, async () => {
    const { modem, network, simulated, received, clock, until } = await startModemOnSimulator();
    simulated.fault(name, { times: 1, ...(options[name] ? { options: options[name] } : {}) });
    const incoming = network.send({ from: handset, to: simulated.number, text: "on its way" });
    const outcomes = new Map<string, string>();
    for (let index = 0; index < 5; index++) {
      const text = `${name} ${index}`;
      const [part] = encodeText({ to: handset, text, requestReport: true });
      if (!part) throw new Error("a short text is one part");
      const outcome = modem.sendPart(part).then(
        () => "sent",
        (error: unknown) => (error as { kind: string; errorClass?: string }).kind,
      );
      outcomes.set(text, await until(outcome));
      await clock.advance(12_000);
    }
    await until(modem.whenReady());
    const [last] = encodeText({ to: handset, text: "afterwards" });
    if (!last) throw new Error("a short text is one part");
    await clock.advance(1_000);
    await until(modem.sendPart(last));
    await clock.advance(120_000);
    await until(incoming.taken);
    const taken = network.parts().map(({ submit }) => submit.userData.text);
    for (const [text, outcome] of outcomes) {
      const times = taken.filter((one) => one === text).length;
      if (outcome === "sent") expect(`${text}: ${times}`).toBe(`${text}: 1`);
      else if (outcome !== "unknown-outcome") expect(`${text} ${outcome}: ${times}`).toBe(`${text} ${outcome}: 0`);
    }
    expect(taken).toContain("afterwards");
    expect([...outcomes.values()].filter((outcome) => outcome === "sent").length).toBeGreaterThan(0);
    expect(received.some(({ kind }) => kind === "deliver")).toBe(true);
    await until(modem.stop());
  });
}
