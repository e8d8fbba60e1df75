import { expect, test } from "bun:test";
import { createPinMemory } from "../../lib/modem/index.ts";
import { createScriptedModem, type ScriptedModem } from "../support/scripted-modem.ts";
import { createTestModem, startModem } from "../support/started-modem.ts";

interface Sim {
  pin: string;
  attempts: number;
  unlocked: boolean;
  /** What was entered. */
  tries: string[];
}

function insertSim(peer: ScriptedModem, sim: Partial<Sim> = {}): Sim {
  const state: Sim = { pin: "1234", attempts: 3, unlocked: false, tries: [], ...sim };
  const lock = () => (state.unlocked ? "READY" : state.attempts > 0 ? "SIM PIN" : "SIM PUK");
  peer.on("AT+CPIN?", () => [`+CPIN: ${lock()}`, "OK"]);
  peer.on('AT+CPINR="SIM PIN"', () => [`+CPINR: SIM PIN,${state.attempts},3`, "OK"]);
  peer.on(/^AT\+CPIN="/, (command) => {
    const entered = command.slice(9, -1);
    state.tries.push(entered);
    state.unlocked = entered === state.pin;
    if (!state.unlocked) state.attempts -= 1;
    return state.unlocked ? ["OK"] : ["+CME ERROR: 16"];
  });
  return state;
}

test("the configured PIN is entered once, and the modem becomes ready", async () => {
  const peer = await createScriptedModem();
  const sim = insertSim(peer);
  const { modem } = await startModem({ peer, spec: "/dev/ttyUSB0?pin=1234" });
  expect(modem.status.state).toBe("ready");
  expect(sim.tries).toEqual(["1234"]);
});

test("a wrong PIN is entered once and never again, however often the modem is started", async () => {
  const peer = await createScriptedModem();
  const sim = insertSim(peer, { pin: "9999" });
  const { modem, clock } = await createTestModem({ peer, spec: "/dev/ttyUSB0?pin=1234" });
  modem.start();
  await clock.advance(10_000);
  expect(modem.status).toMatchObject({
    state: "out-of-service",
    problem:
      "The SIM refused the configured PIN, which is not entered again: configure the right one. 2 attempts are left.",
  });
  modem.restart("a person asked for it");
  await clock.advance(600_000);
  expect(sim.tries).toEqual(["1234"]);
  expect(modem.status.problem).toContain("is not entered again: configure the right one. 2 attempts are left.");
  await clock.runUntil(modem.stop());
});

test.each([
  [2, "1 attempt is left, which the gateway does not use"],
  [1, "Only 1 attempt is left"],
])("a wrong PIN with %d attempts left is followed by what helps then", async (attempts, says) => {
  const peer = await createScriptedModem();
  insertSim(peer, { pin: "9999", attempts });
  const { modem, clock } = await createTestModem({ peer, spec: "/dev/ttyUSB0?pin=1234" });
  modem.start();
  await clock.advance(10_000);
  expect(modem.status.problem).toContain(says);
  expect(modem.status.problem).not.toContain("configure the right one");
  await clock.runUntil(modem.stop());
});

test("a shared memory keeps a refused PIN over a new modem object; another PIN is tried", async () => {
  const pinMemory = createPinMemory();
  const peer = await createScriptedModem();
  const sim = insertSim(peer, { pin: "9999" });
  for (const pin of ["1234", "1234", "9999"]) {
    const { modem, clock } = await createTestModem({ peer, pinMemory, spec: `/dev/ttyUSB0?pin=${pin}` });
    modem.start();
    await clock.advance(10_000);
    await clock.runUntil(modem.stop());
  }
  expect(sim.tries).toEqual(["1234", "9999"]);
});

test("the memory belongs to one SIM: another card gets its own try", async () => {
  const pinMemory = createPinMemory();
  const first = await createScriptedModem();
  insertSim(first, { pin: "9999" });
  const second = await createScriptedModem();
  const sim = insertSim(second);
  second.on("AT+CCID", ["+CCID: 8949010000000000002F", "OK"]);
  for (const peer of [first, second]) {
    const { modem, clock } = await createTestModem({ peer, pinMemory, spec: "/dev/ttyUSB0?pin=1234" });
    modem.start();
    await clock.advance(10_000);
    await clock.runUntil(modem.stop());
  }
  expect(sim).toMatchObject({ tries: ["1234"], unlocked: true });
});

test("a SIM whose serial number can be read only at times gets no second try", async () => {
  for (const readable of [
    [true, false, true],
    [false, true, false],
  ]) {
    const pinMemory = createPinMemory();
    const peer = await createScriptedModem();
    const sim = insertSim(peer, { pin: "9999" });
    for (const can of readable) {
      peer.on("AT+CCID", can ? ["+CCID: 8949010000000000001F", "OK"] : ["ERROR"]);
      const { modem, clock } = await createTestModem({ peer, pinMemory, spec: "/dev/ttyUSB0?pin=1234" });
      modem.start();
      await clock.advance(10_000);
      await clock.runUntil(modem.stop());
    }
    expect(sim).toMatchObject({ tries: ["1234"], attempts: 2 });
  }
});

test("a SIM that was too busy to look at the PIN is asked again", async () => {
  const peer = await createScriptedModem();
  const sim = insertSim(peer);
  let busy = true;
  const { modem, clock } = await createTestModem({ peer, spec: "/dev/ttyUSB0?pin=1234" });
  peer.on('AT+CPIN="1234"', () => {
    if (busy) return ["+CME ERROR: 14"];
    sim.unlocked = true;
    return ["OK"];
  });
  modem.start();
  await clock.advance(3_000);
  expect(modem.status).toMatchObject({ state: "out-of-service", problem: expect.stringContaining("busy") });
  busy = false;
  await clock.runUntil(modem.whenReady());
  await clock.runUntil(modem.stop());
});

async function expectOneAttemptKept(peer: ScriptedModem, sim: Sim): Promise<void> {
  const { modem, clock } = await createTestModem({ peer, spec: "/dev/ttyUSB0?pin=1234" });
  modem.start();
  await clock.advance(10_000);
  expect(sim.tries).toEqual([]);
  expect(modem.status.problem).toStartWith("Only 1 attempt is left for the SIM's PIN");
  await clock.runUntil(modem.stop());
}

test("with fewer than two attempts left the PIN is not entered", async () => {
  const peer = await createScriptedModem();
  const sim = insertSim(peer, { attempts: 1 });
  await expectOneAttemptKept(peer, sim);
});

test("attempts are read in the maker's way where the standard's is unknown", async () => {
  const peer = await createScriptedModem();
  const sim = insertSim(peer);
  peer.on('AT+CPINR="SIM PIN"', ["ERROR"]);
  peer.on("AT^CPIN?", ["^CPIN: SIM PIN,,10,1,10,3", "OK"]);
  await expectOneAttemptKept(peer, sim);
});

test.each([
  [["+CPIN: SIM PIN", "OK"], "asks for its PIN: add ?pin="],
  [["+CPIN: SIM PUK", "OK"], "asks for its PUK"],
  [["+CME ERROR: 12"], "asks for its PUK"],
  [["+CME ERROR: SIM not inserted"], "There is no SIM in the modem"],
  [["+CMS ERROR: 310"], "There is no SIM in the modem"],
  [["+CPIN: PH-NET PIN", "OK"], "locked to another network"],
  [["ERROR"], "cannot be read"],
])("%j gives one sentence that says what to do", async (answer, sentence) => {
  const { modem, peer, clock } = await createTestModem();
  peer.on("AT+CPIN?", answer);
  modem.start();
  await clock.advance(10_000);
  expect(modem.status).toMatchObject({ state: "out-of-service", problem: expect.stringContaining(sentence) });
  await expect(modem.sendPart({ pdu: "00", length: 1 })).rejects.toMatchObject({ kind: "out-of-service" });
  await clock.runUntil(modem.stop());
});

test("a busy SIM is waited for", async () => {
  let asked = 0;
  const { modem } = await startModem({
    prepare: (peer) =>
      peer.on("AT+CPIN?", () => {
        asked += 1;
        return asked < 5 ? ["+CME ERROR: 14"] : ["+CPIN: READY", "OK"];
      }),
  });
  expect(modem.status.state).toBe("ready");
  expect(asked).toBe(5);
});

test("a SIM that a person unlocked is found without a restart", async () => {
  const { modem, peer, clock } = await createTestModem();
  peer.on("AT+CPIN?", ["+CME ERROR: 10"]);
  modem.start();
  await clock.advance(10_000);
  expect(modem.status.state).toBe("out-of-service");
  peer.on("AT+CPIN?", ["+CPIN: READY", "OK"]);
  await clock.advance(61_000);
  expect(modem.status.state).toBe("ready");
  expect(modem.status.problem).toBeUndefined();
});

test("the PIN is in no status and no log line", async () => {
  const peer = await createScriptedModem();
  insertSim(peer, { pin: "86420" });
  const { modem, statuses, logged, clock } = await createTestModem({ peer, spec: "/dev/ttyUSB0?pin=97531" });
  modem.start();
  await clock.advance(200_000);
  await clock.runUntil(modem.stop());
  expect(logged.length).toBeGreaterThan(0);
  expect(JSON.stringify([statuses, logged, modem.status])).not.toContain("97531");
});
