import { expect, test } from "bun:test";
import { decodeDeliver } from "../../lib/pdu/index.ts";
import type { ScriptedModem } from "../support/scripted-modem.ts";
import { startModemOnSimulator } from "../support/simulated-modem.ts";
import { startModem } from "../support/started-modem.ts";

const deliver = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";
const report = "0006AA0B911346610089F6208062917314082080629173140800";
const sender = '"+491700000009",,"26/11/09,18:16:40+04"';

/** A storage of a modem in text mode, until it is told `AT+CMGF=0`. */
function fillInTextMode(peer: ScriptedModem, slots: Record<number, { text?: string; header?: string; pdu: string }>) {
  let inTextMode = true;
  const stored = new Map(Object.entries(slots).map(([index, slot]) => [Number(index), slot]));
  const shown = (prefix: string, { text, header, pdu }: { text?: string; header?: string; pdu: string }) => {
    if (!inTextMode) return [`${prefix}0,,24\r\n${pdu}`];
    const line = `${prefix}"REC UNREAD",${header ?? sender}`;
    return [text === undefined ? line : `${line}\r\n${text}`];
  };
  peer.on("AT+CMGF=0", () => {
    inTextMode = false;
    return ["OK"];
  });
  peer.on("AT+CMGF?", () => [`+CMGF: ${inTextMode ? 1 : 0}`, "OK"]);
  peer.on(/^AT\+CMGR=/, (command) => {
    const slot = stored.get(Number(command.slice(8)));
    return slot === undefined ? ["OK"] : [...shown("+CMGR: ", slot), "OK"];
  });
  peer.on("AT+CMGL=4", () => [...[...stored].flatMap(([index, slot]) => shown(`+CMGL: ${index},`, slot)), "OK"]);
  peer.on(/^AT\+CMGD=/, (command) => {
    stored.delete(Number(command.slice(8)));
    return ["OK"];
  });
  return stored;
}

/** One-time codes and other texts that could be the hexadecimal of a PDU, and texts that look like the modem's own lines. */
const texts = [
  "12",
  "123456",
  "CAFE",
  "00000000000000000000",
  "0F".repeat(80),
  deliver,
  "123",
  "Hello",
  "OK",
  "ERROR",
  "+CMS ERROR: 321",
  "AT",
  '+CMTI: "SM",9',
  "+CMGR: 0,,24",
];

test.each(texts)(
  "text mode with the text %p: nothing is taken as it is, and both messages are read as PDUs",
  async (text) => {
    for (const way of ["CMGR", "CMGL"]) {
      const { peer, clock, received } = await startModem();
      const stored = fillInTextMode(peer, { 3: { text, pdu: deliver }, 4: { text, pdu: report } });
      if (way === "CMGR") peer.say('+CMTI: "SM",3', '+CMTI: "SM",4');
      await clock.advance(way === "CMGR" ? 10_000 : 45_000);
      expect(received.map(({ pdu, storage }) => [pdu, storage?.index])).toEqual([
        [deliver, 3],
        [report, 4],
      ]);
      expect(stored.size).toBe(0);
      const deleted = peer.heard.findIndex((command) => command.startsWith("AT+CMGD"));
      expect(peer.heard.lastIndexOf("AT+CMGF=0", deleted)).toBeGreaterThan(peer.heard.indexOf("AT+CMGL=4"));
    }
  },
);

test("a stored report in text mode has no second line, and is read as a PDU", async () => {
  const { peer, clock, received } = await startModem();
  const header = '6,12,"+491700000009",145,"26/11/09,18:16:40+04","26/11/09,18:16:45+04",0';
  fillInTextMode(peer, { 3: { header, pdu: report } });
  peer.say('+CDSI: "SM",3');
  await clock.advance(10_000);
  expect(received.map(({ kind, pdu }) => [kind, pdu])).toEqual([["status-report", report]]);
});

test.each(texts)(
  "a direct message in text mode with the text %p is neither taken nor acknowledged nor a result",
  async (text) => {
    const { peer, clock, received, modem, until } = await startModem();
    fillInTextMode(peer, {});
    peer.on(/^PDU/, { raw: `\r\n+CMT: ${sender}\r\n${text}\r\n\r\n+CMGS: 7\r\n\r\nOK\r\n` });
    expect(await until(modem.sendPart({ pdu: "0011AA", length: 2 }))).toEqual({ reference: 7 });
    await clock.advance(10_000);
    expect(received).toEqual([]);
    expect(peer.heard).not.toContain("AT+CNMA");
    expect(peer.heard.filter((command) => command === "AT+CMGF=0").length).toBeGreaterThan(1);
  },
);

test("a direct report in text mode is one line: it takes no line of the next answer", async () => {
  const { peer, clock, received, modem, until } = await startModem();
  fillInTextMode(peer, {});
  const line = '+CDS: 6,12,"+491700000009",145,"26/11/09,18:16:40+04","26/11/09,18:16:45+04",0';
  peer.on(/^PDU/, [line, "+CMGS: 7", "OK"]);
  expect(await until(modem.sendPart({ pdu: "0011AA", length: 2 }))).toEqual({ reference: 7 });
  await clock.advance(10_000);
  expect(received).toEqual([]);
  expect(peer.heard.filter((command) => command === "AT+CMGF=0").length).toBeGreaterThan(1);
});

test("a modem that stays in text mode loses nothing, and is not asked without end", async () => {
  const { peer, clock, received, modem } = await startModem();
  const stored = fillInTextMode(peer, { 3: { text: "123456", pdu: deliver } });
  peer.on("AT+CMGF=0", ["OK"]);
  peer.say('+CMTI: "SM",3');
  await clock.advance(600_000);
  expect(received).toEqual([]);
  expect(stored.size).toBe(1);
  const reads = peer.heard.filter((command) => /AT\+CMG(R=3|L=4)/.test(command)).length;
  expect(reads).toBeLessThan(100);
  expect(modem.status.state).toBe("ready");
});

test("another program's ATZ and AT+CMGF=1 on the same modem cost no message, also not one whose text comes twice", async () => {
  const { clock, received, simulated, network } = await startModemOnSimulator();
  for (const text of ["123456", "654321", "123456"]) {
    simulated.state.terminal.echo = true;
    simulated.state.messages.format = 1;
    network.send({ from: "+491700000009", to: simulated.number, text });
    await clock.advance(60_000);
  }
  expect(received.map(({ pdu }) => decodeDeliver(pdu).userData.text)).toEqual(["123456", "654321", "123456"]);
  expect(simulated.state.messages.format).toBe(0);
});
