import { expect, test } from "bun:test";
import { createScriptedModem } from "../support/scripted-modem.ts";
import { createTestModem, startModem } from "../support/started-modem.ts";

test("a plain modem becomes ready, and its status says what it is and how it was set", async () => {
  const { modem } = await startModem();
  expect(modem.status).toMatchObject({
    name: "test",
    state: "ready",
    identity: { manufacturer: "Scripted", model: "Plain 1", revision: "1.0", imei: "490154203237518" },
    sim: { imsi: "262011234567890", iccid: "8949010000000000001", smsc: "+491710760000" },
    signalDbm: -73,
    registration: "home",
    operator: "Scripted Net",
    technology: "LTE",
    dialect: { name: "plain", cnmi: "2,1,0,1,0", csms: 1, storage: "SM" },
  });
  expect(modem.status.problem).toBeUndefined();
  expect(modem.sim).toBe("8949010000000000001");
});

test("the start leaves a prompt first, sets PDU mode, and neither resets nor loads a profile", async () => {
  const { peer } = await startModem();
  expect(peer.heard.slice(0, 5)).toEqual(["ESC", "AT", "ATE0", "ATV1", "AT+CMEE=1"]);
  expect(peer.heard).toContain("AT+CMGF=0");
  expect(peer.heard.filter((command) => /^AT(Z|&F|\+CFUN=)/.test(command))).toEqual([]);
});

test("no CNMI is set when the test command offers none of the known ones", async () => {
  const { modem, peer } = await startModem({
    prepare(scripted) {
      scripted.on("AT+CNMI=?", ["+CNMI: (0-1),(0,1),(0),(0,2),(0,1)", "OK"]);
    },
  });
  expect(peer.heard.filter((command) => /^AT\+CNMI=\d/.test(command))).toEqual([]);
  expect(modem.status.dialect).toEqual({ name: "plain", csms: 1, storage: "SM" });
});

test("a CNMI that the modem takes and does not keep is followed by the next candidate", async () => {
  const { modem, peer } = await startModem({
    prepare(scripted) {
      let kept = "0,0,0,0,0";
      scripted.on(/^AT\+CNMI=\d/, (command) => {
        if (command === "AT+CNMI=2,1,0,2,0") kept = "2,1,0,2,0";
        return ["OK"];
      });
      scripted.on("AT+CNMI?", () => [`+CNMI: ${kept}`, "OK"]);
    },
  });
  expect(modem.status.dialect?.cnmi).toBe("2,1,0,2,0");
  expect(peer.heard.filter((command) => /^AT\+CNMI=\d/.test(command))).toEqual([
    "AT+CNMI=2,1,0,1,0",
    "AT+CNMI=2,1,0,1,1",
    "AT+CNMI=2,1,0,2,0",
  ]);
});

test("CSMS=1 is not set where it is not offered", async () => {
  const { modem, peer } = await startModem({
    prepare: (scripted) => scripted.on("AT+CSMS=?", ["+CSMS: (0,128)", "OK"]),
  });
  expect(peer.heard).toContain("AT+CSMS=0");
  expect(modem.status.dialect?.csms).toBe(0);
});

test("storage falls back to the two-argument and one-argument forms and to none", async () => {
  const { modem } = await startModem({
    prepare(scripted) {
      scripted.on("AT+CPMS=?", ["ERROR"]);
      scripted.on(/^AT\+CPMS="SM","SM","SM"$/, ["COMMAND NOT SUPPORT"]);
    },
  });
  expect(modem.status.dialect?.storage).toBe("SM");
  const none = await startModem({ prepare: (scripted) => scripted.on(/^AT\+CPMS/, ["ERROR"]) });
  expect(none.modem.status.state).toBe("ready");
  expect(none.modem.status.dialect?.storage).toBeUndefined();
});

test("an echo that cannot be switched off is never taken for an answer", async () => {
  const { modem, until } = await startModem({ peer: await createScriptedModem({ echo: true }) });
  expect(modem.status.identity?.model).toBe("Plain 1");
  expect(await until(modem.sendPart({ pdu: "0011000B916407281553F80000AA0AE8329BFD4697D9EC37", length: 23 }))).toEqual({
    reference: 1,
  });
});

test("a modem that answers numerically until ATV1 is understood", async () => {
  const { modem } = await startModem({
    prepare(scripted) {
      scripted.on("AT", { raw: "0\r" });
      scripted.on("ATE0", { raw: "0\r" });
    },
  });
  expect(modem.status.state).toBe("ready");
});

test("answers without line ends, with leading blanks, NULs and garbage in between are understood", async () => {
  const { modem } = await startModem({
    prepare(scripted) {
      scripted.on("ATE0", { raw: "OK" });
      scripted.on("AT+CSQ", { raw: "\n \0 +CSQ: 31,0\nOK\n" });
      scripted.on("AT+COPS?", { raw: '\xff\xfe\xc3\xa4\r\n+COPS: 0,0,"Net",2\r\n\x80\r\nOK\r\n' });
    },
  });
  expect(modem.status).toMatchObject({ signalDbm: -51, operator: "Net" });
});

test("a switched-off radio is switched on before the SIM is asked", async () => {
  const { peer } = await startModem({
    prepare(scripted) {
      scripted.on("AT+CFUN?", ["+CFUN: 4", "OK"]);
      scripted.on("AT+CFUN=1", ["OK"]);
    },
  });
  expect(peer.heard.indexOf("AT+CFUN=1")).toBeGreaterThan(0);
  expect(peer.heard.indexOf("AT+CFUN=1")).toBeLessThan(peer.heard.indexOf("AT+CPIN?"));
});

test("an optional command that is never answered does not keep the modem from starting", async () => {
  const { modem } = await startModem({ prepare: (scripted) => scripted.on("AT+CIMI", "silence") });
  expect(modem.status.state).toBe("ready");
  expect(modem.status.sim).toEqual({ iccid: "8949010000000000001", smsc: "+491710760000" });
  expect(modem.status.recoveries).toEqual({ drain: 1 });
});

test("what arrives during the start is kept and taken afterwards", async () => {
  const { received } = await startModem({
    prepare(scripted) {
      scripted.on("AT+CGMM", { raw: "\r\n+CDS: 25\r\n\r\n0006AA\r\n\r\nPlain 1\r\n\r\nOK\r\n" });
    },
  });
  expect(received.map(({ kind, pdu }) => ({ kind, pdu }))).toEqual([{ kind: "status-report", pdu: "0006AA" }]);
});

test("a modem without PDU mode is out of service with a sentence", async () => {
  const { modem, peer, clock } = await createTestModem();
  peer.on("AT+CMGF=0", ["ERROR"]);
  modem.start();
  await clock.advance(5_000);
  expect(modem.status).toMatchObject({ state: "out-of-service", problem: expect.stringContaining("AT+CMGF") });
  await clock.runUntil(modem.stop());
});
