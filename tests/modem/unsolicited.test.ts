import { expect, test } from "bun:test";
import type { ReceivedPdu } from "../../lib/modem/index.ts";
import { framed } from "../support/scripted-modem.ts";
import { startModem } from "../support/started-modem.ts";

const deliver = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";
const report = "0006AA0B911346610089F6208062917314082080629173140800";
const part = { pdu: "0011AABB", length: 3 };

/** An unsolicited line with a second one, one that is answered by reading, and one that only informs. */
const intruders: Record<string, { raw: string; kinds: ReceivedPdu["kind"][] }> = {
  "+CMTI": { raw: framed(['+CMTI: "SM",3']), kinds: ["deliver"] },
  "+CMT": { raw: framed(["+CMT: ,24", deliver]), kinds: ["deliver"] },
  "+CDS": { raw: framed(["+CDS: 25", report]), kinds: ["status-report"] },
  "+CREG": { raw: framed(['+CREG: 5,"00C3","0000A1B2",7']), kinds: [] },
  "+CMT without line ends between": { raw: `\r\n+CMT: ,24\r\n${deliver}\r\n`, kinds: ["deliver"] },
  "three in a row": {
    raw: framed(['+CMTI: "SM",3', "+CDS: 25", report, "^RSSI: 12", "RING"]),
    kinds: ["status-report", "deliver"],
  },
};
const places: Record<string, (raw: string) => { prompt: string; result: string }> = {
  "before the prompt": (raw) => ({ prompt: `${raw}\r\n> `, result: framed(["+CMGS: 7", "OK"]) }),
  "between prompt and PDU": (raw) => ({ prompt: `\r\n> ${raw}`, result: framed(["+CMGS: 7", "OK"]) }),
  "before the answer": (raw) => ({ prompt: "\r\n> ", result: `${raw}${framed(["+CMGS: 7", "OK"])}` }),
  "inside the answer": (raw) => ({ prompt: "\r\n> ", result: `${framed(["+CMGS: 7"])}${raw}${framed(["OK"])}` }),
  "right behind the answer": (raw) => ({ prompt: "\r\n> ", result: `${framed(["+CMGS: 7", "OK"])}${raw}` }),
};

for (const [line, { raw, kinds }] of Object.entries(intruders)) {
  for (const [place, build] of Object.entries(places)) {
    test(`${line} ${place} neither ends the send nor gets lost`, async () => {
      const { modem, peer, received, clock, until } = await startModem();
      const { prompt, result } = build(raw);
      peer.on("AT+CMGR=3", [`+CMGR: 0,,24\r\n${deliver}`, "OK"]);
      peer.on(/^AT\+CMGS/, { raw: prompt });
      peer.on(/^PDU/, { raw: result });
      expect(await until(modem.sendPart(part))).toEqual({ reference: 7 });
      await clock.advance(100);
      expect(received.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
      expect(peer.heard.filter((command) => command.startsWith("PDU"))).toEqual([`PDU ${part.pdu}`]);
      if (line === "+CREG") expect(modem.status.registration).toBe("roaming");
    });
  }
}

test("unsolicited lines inside a list of messages belong to nobody in the list", async () => {
  const { peer, received, clock } = await startModem();
  const urcs = framed(["+CDS: 25", report, "^HCSQ: 1,2"]);
  peer.on("AT+CMGL=4", {
    raw: `\r\n+CMGL: 1,0,,24${urcs}${deliver}\r\n${urcs}\r\n+CMGL: 2,0,,24\r\n${deliver}\r\n\r\nOK\r\n`,
  });
  await clock.advance(31_000);
  expect(received.filter(({ storage }) => storage === undefined).map(({ kind }) => kind)).toEqual([
    "status-report",
    "status-report",
  ]);
  expect(received.flatMap(({ storage }) => storage?.index ?? [])).toEqual([1, 2]);
});

test("other unsolicited lines between +CMT and its PDU do not part them, and order is kept", async () => {
  const { peer, received, clock, modem } = await startModem();
  peer.say("+CMT: ,24", '+CREG: 5,"00C3","0000A1B2",7', deliver, "+CDS: 25", report);
  await clock.advance(100);
  expect(received.map(({ kind }) => kind)).toEqual(["deliver", "status-report"]);
  expect(modem.status.registration).toBe("roaming");
});

test("a +CMT whose PDU never comes takes no line of the next answer", async () => {
  const { peer, received, clock } = await startModem();
  peer.on("AT+CMGR=3", [`+CMGR: 0,,24\r\n${deliver}`, "OK"]);
  peer.say("+CMT: ,24", '+CMTI: "SM",3');
  await clock.advance(100);
  expect(received).toMatchObject([{ kind: "deliver", storage: { index: 3 } }]);
});

test("the answer to AT+CREG? and the unsolicited line with the same prefix are told apart", async () => {
  const { modem, peer, clock } = await startModem();
  // The unsolicited line says denied, the answer behind it that the modem roams.
  peer.on("AT+CREG?", ['+CREG: 3,"00C3","0000A1B2",7', '+CREG: 2,5,"00C3","0000A1B2",7', "OK"]);
  peer.on("AT+CGREG?", ["ERROR"]);
  peer.on("AT+CEREG?", ["ERROR"]);
  peer.say("+CGREG: 0", "+CEREG: 0");
  await clock.advance(31_000);
  expect(modem.status.registration).toBe("roaming");
  peer.on("AT+CREG?", ['+CREG: 2,5,"00C3","0000A1B2",7', '+CREG: 3,"00C3","0000A1B2",7', "OK"]);
  peer.say('+CREG: 2,"00C3","0000A1B2",7');
  await clock.advance(0);
  expect(modem.status).toMatchObject({ state: "searching", registration: "searching" });
});

test.each([
  "+CREG: 1",
  '+CREG: "2","1"',
  "+CREG: 2,1,00C3,0000A1B2",
  '+CREG:2, 1 ,"00C3","0000A1B2",0,1',
  "+CREG: 0,6",
])("%s means registered at home", async (line) => {
  const { modem } = await startModem({
    prepare(peer) {
      peer.on("AT+CREG?", [line, "OK"]);
      peer.on(/^AT\+C[GE]REG\?$/, ["ERROR"]);
    },
  });
  expect(modem.status).toMatchObject({ state: "ready", registration: "home" });
});

test("a BUSY or NO CARRIER that belongs to a call ends no other command", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(/^PDU/, ["NO CARRIER", "+CMGS: 3", "BUSY", "OK"]);
  expect(await until(modem.sendPart(part))).toEqual({ reference: 3 });
});
