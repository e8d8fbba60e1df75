import { expect, test } from "bun:test";
import { createPortPair } from "../../../lib/modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  findProfile,
  type Profile,
} from "../../../lib/modem/simulator/index.ts";
import { encodeSubmit } from "../../../lib/pdu/index.ts";
import { type Bench, linesOf, openConsole, startBench } from "../../support/at-console.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const handset = "+491701112233";
const generic = findProfile("generic");
const submit = encodeSubmit({ to: handset, requestReport: true, userData: { alphabet: "gsm7", text: "hello" } });

const benchOf = (profile: string | Profile, network: Parameters<typeof startBench>[0] = {}) =>
  startBench({ ...network, modem: { profile, ...network.modem } });
const ask = async ({ console }: Bench, command: string) => linesOf(await console.ask(command));
const receive = ({ network, modem }: Bench, text = "hello") =>
  network.send({ from: handset, to: modem.number, text }).taken;

async function send({ console }: Bench): Promise<string[]> {
  await console.ask(`AT+CMGS=${submit.length}`);
  return linesOf(await console.submit(submit.pdu));
}

test.each([
  ["sim800", "AT+SPIC", "+SPIC: 3,10,3,10"],
  ["sim7600", "AT+CNMP?", "+CNMP: 2"],
  ["ec25", 'AT+QPINC="SC"', '+QPINC: "SC",3,10'],
  ["ec25", 'AT+QURCCFG="urcport"', '+QURCCFG: "urcport","usbat"'],
  ["m26", "AT+CSMS=?", "+CSMS: (0)"],
  ["huawei", "AT^CPIN?", "^CPIN: READY,,10,3,10,3"],
  ["huawei", "AT+CEREG?", "COMMAND NOT SUPPORT"],
  ["telit", "AT#PCT", "#PCT: 3"],
  ["ublox", "AT+UPINCNT", "+UPINCNT: 3,3,10,10"],
  ["cinterion", "AT^SPIC", "^SPIC: 3"],
  ["cinterion", "AT+CNMI=?", "+CNMI: (0-2),(0-3),(0,2),(0-2),(1)"],
  ["sierra", "AT+CPINC?", "+CPINC: 3,3,10,10"],
  ["zte", "AT+ZPINPUK=?", " +ZPINPUK: 3,10,3,10"],
  ["zte", "AT+CPMS=?", ' +CPMS: "SM","ME"'],
  ["wavecom", "AT+CPMS=?", '+CPMS: (("SM"),("SM"))'],
  ["wavecom", "AT+CGMI", " WAVECOM MODEM"],
  ["nokia", "AT+CNMI=?", "ERROR"],
  ["nokia", 'AT+CPMS="ME"', "OK"],
  ["nokia", "AT+CREG?", "+CREG: 1"],
] as const)("%s answers %s with %s", async (profile, command, answer) => {
  await using bench = await benchOf(profile);
  expect((await ask(bench, command))[0]).toBe(answer);
});

test("a modem that is silent at first says what it has to say behind its first answer", async () => {
  const clock = createManualClock();
  const network = createSimulatedNetwork({ clock });
  const modem = createSimulatedModem({ network, profile: "sim800" });
  const [ours, theirs] = createPortPair();
  const console = await openConsole(ours);
  await modem.attach(theirs);
  await clock.advance(25_000);
  expect(console.screen()).toBe("");
  await console.type("AT\r");
  await console.received(/OK[\s\S]*Call Ready[\s\S]*SMS Ready\r\n/);
  await console.close();
  await modem.close();
  network.close();
});

test("a modem that is deaf while it sends takes what waited as soon as it has sent", async () => {
  const clock = createManualClock();
  await using bench = await benchOf("sim800", { network: { clock }, modem: { latencyMs: 2_000 } });
  await bench.console.ask("AT+CNMI=2,1,0,1,0");
  await bench.console.ask(`AT+CMGS=${submit.length}`);
  bench.console.clear();
  await bench.console.type(`${submit.pdu}\x1a`);
  await clock.advance(1_000);
  void receive(bench);
  await clock.advance(500);
  expect(bench.console.screen()).not.toContain("+CMTI");
  await clock.advance(1_000);
  expect(bench.console.screen()).toMatch(/\+CMGS: 0[\s\S]*\+CMTI: "SM",1/);
});

test("reports of a SIM7600 are in a memory of their own, which can be listed and not read", async () => {
  await using bench = await benchOf("sim7600");
  await bench.console.ask("AT+CNMI=2,1,0,1,0;+CNMP=14;+CMEE=1");
  expect(await send(bench)).toEqual(["+CMGS: 0", "OK"]);
  await bench.console.received(/\+CDSI: "SR",1\r\n/);
  await bench.console.ask('AT+CPMS="SR"');
  expect(await ask(bench, "AT+CMGR=1")).toEqual(["+CMS ERROR: 321"]);
  expect((await ask(bench, "AT+CMGL=4"))[0]).toMatch(/^\+CMGL: 1,0,,\d+$/);
});

test("a SIM7600 refuses a part on LTE, none off it, and forgets where it put every third message", async () => {
  await using bench = await benchOf("sim7600");
  expect(await send(bench)).toEqual(["+CMS ERROR: 38"]);
  await bench.console.ask("AT+CNMI=2,1,0,0,0;+CMGF=0");
  for (let count = 0; count < 3; count++) await receive(bench);
  await bench.console.received(/\+CMTI: "ME",1[\s\S]*\+CMTI: "ME",2[\s\S]*\+CMTI: ,-1\r\n/);
  expect((await ask(bench, "AT+CMGL=4")).filter((line) => line.startsWith("+CMGL:"))).toHaveLength(3);
});

test("an EC25 lists nothing before it says SMS DONE, and loses reports that it should store", async () => {
  const clock = createManualClock();
  await using bench = await benchOf("ec25", { network: { clock } });
  await bench.console.ask("AT+CMEE=1");
  expect(await ask(bench, "AT+CMGL=4")).toEqual(["+CMS ERROR: 303"]);
  await clock.advance(300);
  await bench.console.received(/\+QIND: SMS DONE/);
  expect(await ask(bench, "AT+CMGL=4")).toEqual(["OK"]);
  await bench.console.ask("AT+CNMI=2,1,0,2,0");
  expect(await send(bench)).toEqual(["+CMGS: 0", "OK"]);
  await clock.advance(10_000);
  expect(bench.console.screen()).not.toContain("+CDS");
  await bench.console.ask('AT+QURCCFG="urcport","uart1"');
  await receive(bench);
  expect(bench.console.screen()).not.toContain("+CMTI");
  expect((await ask(bench, "AT+CMGL=4"))[0]).toStartWith("+CMGL: 0,0");
});

test("a BG95 says of every eighth part that it failed although the network has it", async () => {
  await using bench = await benchOf("bg95");
  await bench.console.ask("AT+CMEE=1");
  const results: (string | undefined)[] = [];
  for (let count = 0; count < 8; count++) results.push((await send(bench)).at(-1));
  expect(results.slice(0, 7).every((result) => result === "OK")).toBe(true);
  expect(results[7]).toBe("+CMS ERROR: 500");
  expect(bench.network.parts()).toHaveLength(8);
  expect(await ask(bench, "ATD+491701112233;")).toEqual(["ERROR"]);
});

test("a Huawei stick chatters until AT^CURC=0, and takes USSD only packed", async () => {
  const clock = createManualClock();
  await using bench = await benchOf("huawei", { network: { clock } });
  await clock.advance(6_000);
  expect(bench.console.screen()).toMatch(/\^RSSI:19[\s\S]*\^HCSQ/);
  await bench.console.ask("AT^CURC=0");
  bench.console.clear();
  await clock.advance(60_000);
  expect(bench.console.screen()).toBe("");
  expect(await ask(bench, 'AT+CUSD=1,"*100#",15')).toEqual(["ERROR"]);
  await bench.console.ask('AT+CUSD=1,"AA180C3602",15');
  await bench.console.received(/\+CUSD: 0,"D9775D0E1287D961[0-9A-F]+",15\r\n/);
});

test("what a Huawei stick says of its calls takes the place of the standard's words", async () => {
  await using bench = await benchOf("huawei", { network: { calls: "busy" } });
  await bench.console.ask(`ATD${handset};`);
  await bench.console.received(/\^ORIG:1,0[\s\S]*\^CEND:1,0+,29,17\r\n/);
  expect(bench.console.screen()).not.toContain("BUSY");
});

test("a full memory is told in the family's words, and the network keeps the message", async () => {
  await using bench = await benchOf("huawei");
  bench.modem.fault("storage-full");
  void receive(bench);
  await bench.console.received(/\^SMMEMFULL: "SM"\r\n/);
});

test("u-blox names the memory of all memories, where the message really is", async () => {
  await using bench = await benchOf("ublox");
  bench.modem.state.sim.busyUntil = 0;
  await bench.console.ask('AT+CPMS="ME","ME","ME";+CNMI=2,1,0,2,0');
  await receive(bench);
  await bench.console.received(/\+CMTI: "MT",31\r\n/);
  await bench.console.ask('AT+CPMS="MT"');
  expect((await ask(bench, "AT+CMGR=31"))[0]).toBe("+CMGR: 0,,24");
  expect(await ask(bench, "AT+CMGD=31")).toEqual(["OK"]);
  expect(bench.modem.state.messages.memories.get("ME")?.used).toBe(0);
});

test("u-blox waits three minutes for a network before it says that there is none", async () => {
  const clock = createManualClock();
  await using bench = await benchOf("ublox", { network: { clock } });
  await clock.advance(300);
  await bench.console.ask("AT+CMEE=1");
  bench.modem.fault("registration-lost");
  await bench.console.ask(`AT+CMGS=${submit.length}`);
  bench.console.clear();
  await bench.console.type(`${submit.pdu}\x1a`);
  await clock.advance(179_000);
  expect(bench.console.screen()).not.toContain("ERROR");
  await clock.advance(2_000);
  expect(bench.console.screen()).toContain("+CMS ERROR: 331");
});

test("Cinterion refuses ME for what it receives", async () => {
  await using bench = await benchOf("cinterion");
  await bench.console.ask("AT+CMEE=1");
  expect(await ask(bench, 'AT+CPMS="ME","ME","ME"')).toEqual(["+CMS ERROR: 302"]);
  expect(await ask(bench, 'AT+CPMS="ME","ME","SM"')).toEqual(["+CPMS: 0,25,0,25,0,30", "OK"]);
});

test("Sierra says OK behind its prompt, errors in words, and CPIN once without OK", async () => {
  await using bench = await benchOf("sierra");
  const { console, modem } = bench;
  await console.ask("AT+CMEE=1");
  console.clear();
  await console.type("AT+CPIN?\r");
  await console.received(/\+CPIN: READY\r\n/);
  expect(await ask(bench, "AT+CPIN?")).toEqual(["+CPIN: READY", "OK"]);
  console.clear();
  await console.type(`AT+CMGS=${submit.length}\r`);
  await console.received(/\r\n> \r\nOK\r\n$/);
  expect(linesOf(await console.submit(submit.pdu))).toEqual(["+CMGS: 0", "OK"]);
  await console.ask("AT+CREG=2");
  expect(await ask(bench, "AT+CREG?")).toEqual(["+CREG: 2,1,1A2B,00C0FFEE,7,1", "OK"]);
  modem.state.sim.condition = "absent";
  expect(await ask(bench, "AT+CPIN?")).toEqual(["+CME ERROR: SIM not inserted"]);
});

test("CSMP clears the service centre of a Wavecom, and its list is backwards without names", async () => {
  await using bench = await benchOf("wavecom");
  await receive(bench);
  await receive(bench);
  const headings = (await ask(bench, "AT+CMGL=4")).filter((line) => line.startsWith("+CMGL"));
  expect(headings).toEqual(["+CMGL: 2,0,24", "+CMGL: 1,0,24"]);
  await bench.console.ask("AT+CSMP=17,167,0,0;+CMEE=1");
  expect(await send(bench)).toEqual(["+CMS ERROR: 330"]);
});

test("an error that says no cause is said for every one", async () => {
  await using bench = await benchOf({ ...generic, name: "causeless", equipmentError: "CME Error: unknown" });
  await bench.console.ask("AT+CMEE=1");
  bench.modem.state.sim.condition = "absent";
  expect(await ask(bench, "AT+CIMI;+CPIN?")).toEqual(["CME Error: unknown"]);
});
