import { expect, test } from "bun:test";
import { createTestModem, startModem } from "../../support/started-modem.ts";

const part = { pdu: "0011AABB", length: 3 };

test("a port that cannot be opened is tried again after 1, 2, 4 … 30 seconds", async () => {
  const attempts: number[] = [];
  const { modem, clock } = await createTestModem({
    openPort() {
      attempts.push(clock.now());
      throw new DOMException("no such device", "NetworkError");
    },
  });
  modem.start();
  await clock.advance(120_000);
  expect(attempts.map((at, index) => (at - (attempts[index - 1] ?? at)) / 1000)).toEqual([0, 1, 2, 4, 8, 16, 30, 30]);
  expect(modem.status).toMatchObject({ state: "gone", problem: expect.stringContaining("no such device") });
  await clock.runUntil(modem.stop());
  expect(modem.status.state).toBe("stopped");
});

test("a start that fails for want of the database says so, in status and log, spares the modem, and is tried again", async () => {
  const database = { reason: "the database is away" };
  const { modem, peer, clock, logged, statuses } = await createTestModem({
    spec: "/dev/ttyUSB0?name=test&pin=1234",
    cyclePower: () => Promise.reject(new Error("nobody asked for it")),
    pinMemory: {
      async wasRefused() {
        if (database.reason !== "") throw new Error(database.reason);
        return false;
      },
      refused: () => undefined,
      accepted: () => undefined,
    },
  });
  peer.on("AT+CPIN?", ["+CPIN: SIM PIN", "OK"]);
  peer.on(/^AT\+CPIN="/, () => {
    peer.on("AT+CPIN?", ["+CPIN: READY", "OK"]);
    return ["OK"];
  });
  modem.start();
  await clock.advance(300_000);
  expect(modem.status).toMatchObject({
    state: "out-of-service",
    problem: "The modem cannot be started: the database is away",
  });
  expect(statuses.filter(({ state }) => state === "gone")).toEqual([]);
  expect(modem.status.recoveries).toBeUndefined();
  const warned = () => logged.map((line) => JSON.parse(line)).filter(({ level }) => level >= 40);
  expect(warned().map(({ msg, err }) => [msg, err?.message])).toEqual([
    ["the modem cannot be started", "the database is away"],
    ["The modem cannot be started: the database is away", undefined],
  ]);
  database.reason = "disk full";
  await clock.advance(60_000);
  expect(modem.status.problem).toBe("The modem cannot be started: disk full");
  expect(warned()).toHaveLength(4);
  expect(peer.heard.filter((command) => command.startsWith("AT+CPIN="))).toEqual([]);
  database.reason = "";
  await clock.runUntil(modem.whenReady());
  expect(modem.status.problem).toBeUndefined();
  expect(peer.heard.filter((command) => command.startsWith("AT+CPIN="))).toEqual(['AT+CPIN="1234"']);
});

test("a modem that was pulled out is back by itself after it was plugged in", async () => {
  const { modem, peer, clock } = await startModem();
  peer.unplug();
  await clock.advance(0);
  expect(modem.status).toMatchObject({ state: "gone", problem: expect.stringContaining("plugged in") });
  await expect(modem.sendPart(part)).rejects.toMatchObject({ kind: "gone" });
  expect(modem.sim).toBe("8949010000000000001");
  await peer.plug();
  await clock.runUntil(modem.whenReady());
  expect(modem.status.recoveries).toEqual({ reopen: 1 });
});

test("a part on the wire when the port is lost has an unknown outcome; parts that wait are surely not sent", async () => {
  const { modem, peer } = await startModem();
  peer.on(/^PDU/, "silence");
  const written = peer.hears(/^PDU/);
  const first = modem.sendPart(part).catch((error: unknown) => error);
  const second = modem.sendPart(part).catch((error: unknown) => error);
  await written;
  peer.unplug();
  expect(await first).toMatchObject({ kind: "unknown-outcome", errorClass: "unknown-outcome" });
  expect(await second).toMatchObject({ kind: "gone" });
});

test("a part whose prompt had not come when the port was lost is surely not sent", async () => {
  const { modem, peer } = await startModem();
  peer.on(/^AT\+CMGS/, "silence");
  const asked = peer.hears(/^AT\+CMGS/);
  const sent = modem.sendPart(part).catch((error: unknown) => error);
  await asked;
  peer.unplug();
  expect(await sent).toMatchObject({ kind: "gone" });
});

test("a modem that falls silent climbs the ladder, every step counted, and is back when it answers", async () => {
  const { modem, peer, clock, logged } = await startModem();
  peer.on(/^AT/, "silence");
  await clock.advance(60_000);
  expect(modem.status.state).not.toBe("ready");
  await clock.advance(120_000);
  expect(modem.status.problem).toStartWith("The modem does not answer");
  const { recoveries = {} } = modem.status;
  expect(recoveries["start-again"]).toBeGreaterThan(0);
  expect(recoveries.reset).toBeGreaterThan(0);
  expect(recoveries.reopen).toBeGreaterThan(0);
  expect(peer.heard).toContain("AT+CFUN=1,1");
  expect(logged.filter((line) => line.includes("recovering the modem")).length).toBeGreaterThan(2);
  peer.on(/^AT$/, ["OK"]);
  peer.on(/^AT\+C(GMI|GMM|GMR|GSN)$/, ["x", "OK"]);
  peer.on(/^AT\+(CMGF=0|CMGL=4)$/, ["OK"]);
  peer.on("AT+CPIN?", ["+CPIN: READY", "OK"]);
  await clock.runUntil(modem.whenReady());
});

test("a command that is not answered once costs a drain, not the modem", async () => {
  const { modem, peer, clock } = await startModem();
  peer.on("AT+CSQ", "silence");
  await clock.advance(45_000);
  expect(modem.status.state).toBe("ready");
  expect(modem.status.recoveries).toEqual({ drain: 1 });
});

test("restart runs the start-up sequence again, then resets, then opens the port anew", async () => {
  const { modem, peer, clock } = await startModem();
  for (const [step, sign] of [
    ["start-again", "AT+CMEE=1"],
    ["reset", "AT+CFUN=1,1"],
    ["reopen", "AT+CMEE=1"],
  ] as const) {
    const begun = peer.heard.length;
    modem.restart("the network said 21");
    await clock.advance(0);
    await clock.runUntil(modem.whenReady());
    expect(peer.heard.slice(begun)).toContain(sign);
    expect(modem.status.recoveries?.[step]).toBe(1);
  }
});

test("a restart lets the part on the wire finish", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^PDU/, "silence");
  const written = peer.hears(/^PDU/);
  const sent = modem.sendPart(part);
  await written;
  modem.restart("asked for");
  await clock.advance(1_000);
  peer.say("+CMGS: 12", "OK");
  expect(await until(sent)).toEqual({ reference: 12 });
  await clock.runUntil(modem.whenReady());
});

test("stop lets the part on the wire finish, refuses the next and closes the port", async () => {
  const { modem, peer, clock } = await startModem();
  peer.on(/^PDU/, "silence");
  const written = peer.hears(/^PDU/);
  const first = modem.sendPart(part);
  const second = modem.sendPart(part).catch((error: unknown) => error);
  await written;
  const stopped = modem.stop();
  const third = modem.sendPart(part).catch((error: unknown) => error);
  peer.say("+CMGS: 12", "OK");
  expect(await first).toEqual({ reference: 12 });
  expect(await second).toMatchObject({ kind: "gone" });
  expect(await third).toMatchObject({ kind: "gone" });
  await clock.runUntil(stopped);
  expect(modem.status.state).toBe("stopped");
  expect(peer.port.readable).toBeNull();
  expect(clock.sleeping).toBe(0);
});

test("stop does not wait longer than its grace", async () => {
  const { modem, peer, clock } = await startModem();
  peer.on(/^PDU/, "silence");
  const written = peer.hears(/^PDU/);
  const sent = modem.sendPart(part).catch((error: unknown) => error);
  await written;
  const begun = clock.now();
  await clock.runUntil(modem.stop({ graceMs: 3_000 }));
  expect(clock.now() - begun).toBe(3_000);
  expect(await sent).toMatchObject({ kind: "unknown-outcome" });
});

test("stop works while the modem starts, while it is gone and before it began", async () => {
  const starting = await createTestModem();
  starting.modem.start();
  await starting.clock.advance(50);
  await starting.clock.runUntil(starting.modem.stop());
  expect(starting.modem.status.state).toBe("stopped");
  const never = await createTestModem();
  await never.modem.stop();
  expect(never.peer.heard).toEqual([]);
});

test("whenReady gives up with the signal's reason", async () => {
  const { modem } = await createTestModem();
  const abort = new AbortController();
  const waiting = modem.whenReady(abort.signal);
  abort.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(modem.whenReady(abort.signal)).rejects.toThrow("enough");
});

test("a handler that throws does the modem no harm", async () => {
  const { modem, peer, clock, statuses } = await startModem();
  statuses.push = () => {
    throw new Error("the owner's fault");
  };
  peer.on("AT+CSQ", ["+CSQ: 1,99", "OK"]);
  await clock.advance(31_000);
  expect(modem.status).toMatchObject({ state: "ready", signalDbm: -111 });
});
