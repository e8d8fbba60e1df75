import { expect, test } from "bun:test";
import { decodeDeliver, joinParts } from "../../../lib/pdu/index.ts";
import { type Bench, linesOf, startBench } from "../../support/at-console.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const FROM = "+491711111111";

const sendTo = ({ network, modem }: Bench, text: string) => network.send({ from: FROM, to: modem.number, text }).taken;

test("a text is stored, announced, read, marked as read and deleted", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.ask("AT+CNMI=2,1,0,0,0");
  console.clear();
  await sendTo(bench, "Grüße");
  await console.received(/\r\n\+CMTI: "SM",1\r\n/);
  const [heading, pdu = ""] = linesOf(await console.ask("AT+CMGR=1"));
  expect(heading).toMatch(/^\+CMGR: 0,,\d+$/);
  expect(decodeDeliver(pdu)).toMatchObject({ from: { number: FROM }, userData: { text: "Grüße" } });
  expect(linesOf(await console.ask("AT+CMGR=1"))[0]).toStartWith("+CMGR: 1,");
  expect(linesOf(await console.ask("AT+CMGL=0"))).toEqual(["OK"]);
  expect(linesOf(await console.ask("AT+CMGL=4"))[0]).toStartWith("+CMGL: 1,1,,");
  expect(linesOf(await console.ask("AT+CMGD=1"))).toEqual(["OK"]);
  expect(linesOf(await console.ask("AT+CMGD=1"))).toEqual(["OK"]);
  expect(linesOf(await console.ask("AT+CMGR=1"))).toEqual(["+CMS ERROR: 321"]);
  expect(linesOf(await console.ask("AT+CMGD=9999"))).toEqual(["+CMS ERROR: 321"]);
});

test("listing marks as read", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await sendTo(bench, "one");
  expect(linesOf(await console.ask("AT+CMGL=4"))[0]).toStartWith("+CMGL: 1,0,,");
  expect(linesOf(await console.ask("AT+CMGL=4"))[0]).toStartWith("+CMGL: 1,1,,");
});

test("a long text comes in parts that join again, in every alphabet", async () => {
  await using bench = await startBench();
  const { console, network, modem } = bench;
  for (const text of ["long ".repeat(80), "Ελληνικά ".repeat(30), "Türkçe şiğ ".repeat(20)]) {
    await network.send({ from: "Sender", to: modem.number, text, languages: ["tr"] }).taken;
    const lines = linesOf(await console.ask("AT+CMGL=0"));
    const pdus = lines.filter((line) => /^[0-9A-F]{20,}$/.test(line)).map((pdu) => decodeDeliver(pdu));
    expect(pdus.length).toBeGreaterThan(1);
    expect(joinParts(pdus.map(({ userData }) => userData))).toBe(text);
    await console.ask("AT+CMGD=1,4");
  }
});

test("a full memory refuses; what was refused comes once there is room", async () => {
  await using bench = await startBench();
  const { console, modem } = bench;
  const memory = modem.state.messages.memories.get("SM");
  if (!memory) throw new Error("no SM");
  memory.total = 2;
  await sendTo(bench, "one");
  await sendTo(bench, "two");
  const third = sendTo(bench, "three");
  expect(linesOf(await console.ask("AT+CPMS?"))[0]).toStartWith('+CPMS: "SM",2,2,');
  await console.ask("AT+CMGD=1");
  await third;
  const lines = linesOf(await console.ask("AT+CMGL=4")).filter((line) => /^[0-9A-F]{20,}$/.test(line));
  expect(lines.map((pdu) => decodeDeliver(pdu).userData.text).sort()).toEqual(["three", "two"]);
});

test("with AT+CSMS=1 a shown message counts once it is acknowledged, and a second acknowledgement is refused", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.ask("AT+CSMS=1");
  await console.ask("AT+CNMI=2,2,0,0,0");
  console.clear();
  const taken = sendTo(bench, "shown");
  const [, pdu = ""] = await console.received(/\r\n\+CMT: ,\d+\r\n([0-9A-F]+)\r\n/);
  expect(decodeDeliver(pdu).userData.text).toBe("shown");
  expect(linesOf(await console.ask("AT+CNMA"))).toEqual(["OK"]);
  await taken;
  expect(linesOf(await console.ask("AT+CNMA"))).toEqual(["+CMS ERROR: 340"]);
  expect(linesOf(await console.ask("AT+CMGL=4"))).toEqual(["OK"]);
});

test("what is not acknowledged comes again and is stored, since the modem no longer shows anything", async () => {
  const clock = createManualClock();
  await using bench = await startBench({ network: { clock } });
  const { console } = bench;
  await console.ask("AT+CSMS=1");
  await console.ask("AT+CNMI=2,2,0,1,0");
  const taken = sendTo(bench, "again");
  await console.received(/\+CMT: /);
  await clock.runUntil(taken);
  expect(linesOf(await console.ask("AT+CNMI?"))).toEqual(["+CNMI: 2,0,0,0,0", "OK"]);
  expect(linesOf(await console.ask("AT+CMGL=4"))[0]).toStartWith("+CMGL: 1,0,,");
});

test("without indications they are kept, and put out or dropped as <bfr> says", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.ask("AT+CNMI=0,1,0,0,0");
  await sendTo(bench, "kept");
  expect(await console.ask("AT")).toBe("\r\nOK\r\n");
  await console.ask("AT+CNMI=2,1,0,0,0");
  await console.received(/OK\r\n\r\n\+CMTI: "SM",1\r\n/);
  await console.ask("AT+CNMI=0,1,0,0,0");
  await sendTo(bench, "dropped");
  await console.ask("AT+CNMI=2,1,0,0,1");
  expect(await console.ask("AT")).toBe("\r\nOK\r\n");
});

test("nothing stands between a prompt and the end of its PDU; it comes after the result", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.ask("AT+CNMI=2,1,0,0,0");
  await console.ask("AT+CMGS=20");
  await sendTo(bench, "meanwhile");
  await console.type("\x1b");
  await console.received(/OK\r\n\r\n\+CMTI/);
  expect(console.screen()).toBe('\r\n> \r\nOK\r\n\r\n+CMTI: "SM",1\r\n');
});

test("reports are shown or stored as <ds> says", async () => {
  await using bench = await startBench();
  const { console, network, modem } = bench;
  const report = { pdu: "0006000A9194710321546211227120230062112271202300" + "00", length: 24 };
  await console.ask("AT+CNMI=2,1,0,2,0");
  await network.sendPdu(modem.number, report, "status-report").taken;
  await console.received(/\+CDSI: "SM",1\r\n/);
  expect(linesOf(await console.ask("AT+CMGR=1"))).toEqual(["+CMGR: 0,,24", report.pdu, "OK"]);
  await console.ask("AT+CMGF=1");
  expect(linesOf(await console.ask("AT+CMGR=1"))[0]).toStartWith('+CMGR: "REC READ",6,0,"+4917301245",145,');
  await console.ask("AT+CNMI=2,1,0,0,0");
  await network.sendPdu(modem.number, report, "status-report").taken;
  expect(linesOf(await console.ask("AT+CPMS?"))[0]).toStartWith('+CPMS: "SM",1,40,');
});

const REPORT = { pdu: "0006000A919471032154621122712023006211227120230000", length: 24 };
const sendReport = ({ network, modem }: Bench) => network.sendPdu(modem.number, REPORT, "status-report").taken;

test("a report that is not acknowledged comes again once the program has said again that it wants reports", async () => {
  const clock = createManualClock();
  await using bench = await startBench({ network: { clock } });
  const { console } = bench;
  await console.ask("AT+CSMS=1");
  await console.ask("AT+CNMI=2,1,0,1,0");
  const taken = sendReport(bench);
  await console.received(/\+CDS: /);
  // 15 s without an acknowledgement, and the modem shows nothing more.
  await clock.advance(15_000);
  expect(linesOf(await console.ask("AT+CNMI?"))).toEqual(["+CNMI: 2,0,0,0,0", "OK"]);
  console.clear();
  await console.ask("AT+CNMI=2,1,0,1,0");
  await console.received(/\+CDS: /);
  await console.ask("AT+CNMA");
  await taken;
});

test("reports that a restart found on their way come again, and messages pass them meanwhile", async () => {
  await using bench = await startBench();
  const { console, modem } = bench;
  await console.ask("AT+CSMS=1");
  await console.ask("AT+CNMI=2,1,0,1,0");
  const taken = Promise.all([sendReport(bench), sendReport(bench)]);
  await console.received(/\+CDS: /);
  modem.restart();
  // However often it is offered.
  for (let times = 0; times < 30; times++) await sendTo(bench, "passes");
  await console.ask("AT+CSMS=1");
  await console.ask("AT+CNMI=2,1,0,1,0");
  for (let report = 0; report < 2; report++) {
    await console.received(/\+CDS: /);
    await console.ask("AT+CNMA");
  }
  await taken;
});

test("the network gives up on a report that no program wants in time", async () => {
  const clock = createManualClock();
  await using bench = await startBench({ network: { clock } });
  const { console } = bench;
  void sendReport(bench);
  // It is offered each minute.
  await clock.advance(20 * 60_000);
  await console.ask("AT+CNMI=2,1,0,1,0");
  await sendTo(bench, "the next");
  await console.received(/\+CMTI: /);
  expect(console.screen()).not.toContain("+CDS");
  expect(clock.sleeping).toBe(0);
});

test("a message waits while the modem is off the network", async () => {
  await using bench = await startBench();
  const { console, modem } = bench;
  await console.ask("AT+CNMI=2,1,0,0,0");
  await console.ask("AT+CFUN=4");
  const taken = sendTo(bench, "later");
  expect(linesOf(await console.ask("AT+CPMS?"))[0]).toStartWith('+CPMS: "SM",0,');
  expect(modem.registered).toBe(false);
  await console.ask("AT+CFUN=1");
  await taken;
  await console.received(/\+CMTI: "SM",1/);
});

test("text mode shows sender, time and text", async () => {
  const clock = createManualClock(Date.parse("2026-01-02T03:04:05Z"));
  await using bench = await startBench({ network: { clock } });
  const { console } = bench;
  await console.ask("AT+CMGF=1");
  await sendTo(bench, "plain text");
  const entry = ['"+491711111111",,"26/01/02,03:04:05+00"', "plain text", "OK"];
  expect(linesOf(await console.ask('AT+CMGL="ALL"'))).toEqual([`+CMGL: 1,"REC UNREAD",${entry[0]}`, ...entry.slice(1)]);
  expect(linesOf(await console.ask("AT+CMGR=1"))).toEqual([`+CMGR: "REC READ",${entry[0]}`, ...entry.slice(1)]);
});
