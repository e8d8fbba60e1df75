import { expect, test } from "bun:test";
import { createTestModem, startModem } from "../support/started-modem.ts";

test("without a network the modem searches, says so, and is ready as soon as it registers", async () => {
  const { modem, peer, clock } = await createTestModem();
  peer.on(/^AT\+C[GE]?REG\?$/, (command) => [`${command.slice(2, -1)}: 2,2`, "OK"]);
  modem.start();
  await clock.advance(10_000);
  expect(modem.status).toMatchObject({
    state: "searching",
    problem: "The modem finds no network yet: check the antenna and the reception.",
  });
  await expect(modem.sendPart({ pdu: "00", length: 1 })).rejects.toMatchObject({ kind: "gone" });
  peer.say('+CREG: 1,"00C3","0000A1B2",2');
  await clock.advance(0);
  expect(modem.status).toMatchObject({ state: "ready", technology: "UMTS" });
  expect(modem.status.problem).toBeUndefined();
});

test("a network that refuses the SIM is told apart from none", async () => {
  const { modem, peer, clock } = await createTestModem();
  peer.on(/^AT\+C[GE]?REG\?$/, (command) => [`${command.slice(2, -1)}: 2,3`, "OK"]);
  modem.start();
  await clock.advance(10_000);
  expect(modem.status).toMatchObject({ state: "searching", registration: "denied" });
  expect(modem.status.problem).toContain("refuses this SIM");
});

test("registration with the packet network alone is enough", async () => {
  const { modem } = await startModem({
    prepare: (peer) => peer.on("AT+CREG?", ["+CREG: 2,0", "OK"]),
  });
  expect(modem.status).toMatchObject({ state: "ready", registration: "home" });
});

test("a modem that tells no registration is taken to be ready", async () => {
  const { modem } = await startModem({ prepare: (peer) => peer.on(/REG/, ["ERROR"]) });
  expect(modem.status).toMatchObject({ state: "ready", registration: "unknown" });
});

test.each([
  ["+CSQ: 0,99", -113],
  ["+CSQ: 31,99", -51],
  ["+CSQ: 99,99", undefined],
  ["+CSQ: 199,99", undefined],
  ["+CSQ: 141,99", -75],
])("%s is %p dBm", async (line, dbm) => {
  const { modem } = await startModem({ prepare: (peer) => peer.on("AT+CSQ", [line, "OK"]) });
  expect(modem.status.signalDbm).toBe(dbm as number);
});

test("signal, operator and registration are asked again every 30 s", async () => {
  const { modem, peer, clock, statuses } = await startModem();
  const before = statuses.length;
  await clock.advance(31_000);
  expect(statuses.length).toBe(before);
  peer.on("AT+CSQ", ["+CSQ: 5,99", "OK"]);
  peer.on("AT+COPS?", ["+COPS: 0", "OK"]);
  await clock.advance(31_000);
  expect(modem.status).toMatchObject({ signalDbm: -103 });
  expect(modem.status.operator).toBeUndefined();
  expect(statuses.at(-1)).toBe(modem.status);
});

test("an incoming call is told once, with its number, and never answered", async () => {
  const { peer, clock, calls } = await startModem();
  for (let ring = 0; ring < 4; ring++) {
    peer.say("RING", '+CLIP: "+491701234567",145,,,,0');
    await clock.advance(5_000);
  }
  peer.say("NO CARRIER");
  await clock.advance(20_000);
  expect(calls).toMatchObject([{ modem: "test", number: "+491701234567" }]);
  peer.say("RING");
  await clock.advance(3_000);
  expect(calls).toHaveLength(2);
  expect(calls[1]).not.toHaveProperty("number");
  expect(peer.heard.filter((command) => command.startsWith("ATA"))).toEqual([]);
});
