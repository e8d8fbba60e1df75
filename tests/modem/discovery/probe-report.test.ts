import { expect, test } from "bun:test";
import pino from "pino";
import { listCandidates, probeModem } from "../../../lib/modem/index.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { createScriptedModem } from "../../support/scripted-modem.ts";

const log = pino({ level: "silent" });

test("a probe tells what the modem is, what it offers and what was chosen, and leaves its messages alone", async () => {
  const peer = await createScriptedModem();
  const clock = createManualClock();
  peer.on("AT+CUSD=?", ["+CUSD: (0-2)", "OK"]);
  expect(await clock.runUntil(probeModem(peer.port, { log, clock }))).toEqual({
    answers: true,
    identity: { manufacturer: "Scripted", model: "Plain 1", revision: "1.0", imei: "490154203237518" },
    dialect: "plain",
    sim: { imsi: "262011234567890", iccid: "8949010000000000001", smsc: "+491710760000" },
    sms: {
      csms: 1,
      cnmi: "2,1,0,1,0",
      storage: "SM",
      places: ["SM", "SM", "SM"],
      memories: ["SM", "ME"],
      usage: { used: 0, total: 30 },
      offers: {
        csms: "(0,1)",
        cpms: '("SM","ME"),("SM","ME"),("SM","ME")',
        cnmi: "(0-2),(0,1,2,3),(0,2),(0-2),(0,1)",
      },
    },
    network: { registration: "home", operator: "Scripted Net", technology: "LTE", signalDbm: -73 },
    supports: {
      ussd: true,
      calls: false,
      hangUp: false,
      callerNumber: false,
      keepLink: false,
      acknowledge: false,
      operators: true,
    },
  });
  expect(peer.heard.filter((command) => /^AT\+CMG[LRDS]/.test(command))).toEqual([]);
  expect(peer.port.readable).toBeNull();
});

test("without a PIN given, a locked SIM is told with its attempts and no PIN is entered", async () => {
  const peer = await createScriptedModem();
  peer.on("AT+CPIN?", ["+CPIN: SIM PIN", "OK"]);
  peer.on('AT+CPINR="SIM PIN"', ["+CPINR: SIM PIN,3,3", "OK"]);
  const clock = createManualClock();
  expect(await clock.runUntil(probeModem(peer.port, { log, clock }))).toMatchObject({
    answers: true,
    pinAttempts: 3,
    problem: expect.stringContaining("asks for its PIN"),
    identity: { model: "Plain 1" },
  });
  expect(peer.heard.filter((command) => command.startsWith("AT+CPIN="))).toEqual([]);
});

test("a port on which nothing answers is no modem", async () => {
  const peer = await createScriptedModem();
  peer.on(/^AT/, "silence");
  const clock = createManualClock();
  expect(await clock.runUntil(probeModem(peer.port, { log, clock }))).toEqual({
    answers: false,
    problem: expect.stringContaining("does not answer AT"),
  });
});

test("a probe that is given up closes the port", async () => {
  const peer = await createScriptedModem();
  const clock = createManualClock();
  const abort = new AbortController();
  peer.on("AT+CGMI", "silence");
  const asked = peer.hears("AT+CGMI");
  const probing = probeModem(peer.port, { log, clock, signal: abort.signal }).catch((error: unknown) => error);
  await clock.advance(150);
  await asked;
  abort.abort(new Error("enough"));
  expect(await clock.runUntil(probing)).toEqual(new Error("enough"));
  expect(peer.port.readable).toBeNull();
});

test("serial devices are listed by the name that stays, and nothing is opened", () => {
  expect(listCandidates({ dev: "/nowhere/dev", sys: "/nowhere/sys" })).toEqual([]);
});
