import { describe, expect, test } from "bun:test";
import { encodeText } from "../../../lib/pdu/index.ts";
import { type Bench, linesOf, startBench } from "../../support/at-console.ts";

const TO = "+4917012345678";

async function send({ console }: Bench, text: string, options: { to?: string; report?: boolean } = {}) {
  const answers: string[] = [];
  for (const part of encodeText({ to: options.to ?? TO, text, requestReport: options.report ?? false, reference: 7 })) {
    await console.ask(`AT+CMGS=${part.length}`);
    answers.push(await console.submit(part.pdu));
  }
  return answers.map((answer) => linesOf(answer)[0]);
}

const texts: [string, string][] = [
  ["a short text", "hello"],
  ["characters of the extension table", "{[€]}"],
  ["a thousand characters", "0123456789".repeat(100)],
  ["emoji", "😀".repeat(100)],
  ["Greek", "ΓειάσουΚόσμε ".repeat(12)],
];
for (const [what, text] of texts) {
  test(`${what} arrives joined and unchanged`, async () => {
    await using bench = await startBench();
    const answers = await send(bench, text);
    expect(answers).toEqual(answers.map((_, at) => `+CMGS: ${at}`));
    expect(bench.network.messages()).toMatchObject([{ from: bench.modem.number, to: TO, text, parts: answers.length }]);
  });
}

test("each part is kept with its reference and PDU, and references wrap after 255", async () => {
  await using bench = await startBench();
  bench.modem.state.messages.reference = 254;
  await send(bench, "x".repeat(400));
  const pdus = encodeText({ to: TO, text: "x".repeat(400), reference: 7 });
  expect(bench.network.parts()).toMatchObject(
    [254, 255, 0].map((reference, at) => ({ reference, to: TO, pdu: pdus[at]?.pdu })),
  );
});

describe("a bad PDU is refused and nothing is taken:", () => {
  const good = encodeText({ to: TO, text: "hello" })[0] ?? { pdu: "", length: 0 };
  const cases: [string, string, number, number][] = [
    ["no hexadecimal", "hello", good.length, 304],
    ["another length than announced", good.pdu, good.length + 1, 304],
    ["a length that nothing can have", good.pdu, 0, 304],
    ["half an octet", `${good.pdu}0`, good.length, 304],
    ["cut short", good.pdu.slice(0, -4), good.length - 2, 304],
    ["more than it says", `${good.pdu}00`, good.length + 1, 304],
    ["a DELIVER", "07919471016700000004049171008621122712023005E8329BFD06", 23, 304],
    ["empty", "", good.length, 304],
  ];
  for (const [what, pdu, length, error] of cases) {
    test(what, async () => {
      await using bench = await startBench();
      const { console, network } = bench;
      const opened = await console.ask(`AT+CMGS=${length}`);
      const answer = opened.endsWith("> ") ? await console.submit(pdu) : opened;
      expect(answer).toBe(`\r\n+CMS ERROR: ${error}\r\n`);
      expect(network.parts()).toEqual([]);
      expect(await console.ask("AT")).toBe("\r\nOK\r\n");
    });
  }
});

test("without a network, or without a service centre, nothing can be sent", async () => {
  await using bench = await startBench();
  bench.modem.state.messages.smsc = "";
  expect(await send(bench, "hello")).toEqual(["+CMS ERROR: 330"]);
  bench.modem.state.radio.registration = "denied";
  expect(await send(bench, "hello")).toEqual(["+CMS ERROR: 331"]);
  expect(bench.network.parts()).toEqual([]);
});

test("magic numbers order an error, congestion, a loss or a second delivery", async () => {
  await using bench = await startBench();
  const { network } = bench;
  expect(await send(bench, "a", { to: "+4955501028" })).toEqual(["+CMS ERROR: 28"]);
  expect(await send(bench, "b", { to: "+4955508002" })).toEqual(["+CMS ERROR: 42"]);
  expect(await send(bench, "b", { to: "+4955508002" })).toEqual(["+CMS ERROR: 42"]);
  expect(await send(bench, "b", { to: "+4955508002" })).toEqual(["+CMGS: 0"]);
  expect(await send(bench, "c", { to: "+4955507000" })).toEqual(["+CMGS: 1"]);
  expect(await send(bench, "d", { to: "+4955506000" })).toEqual(["+CMGS: 2"]);
  expect(network.messages().map(({ text }) => text)).toEqual(["b", "d", "d"]);
  expect(network.parts().map(({ to }) => to)).toEqual(["+4955508002", "+4955507000", "+4955506000"]);
});

test("a message is written to a memory, sent from it, and marked as sent", async () => {
  await using bench = await startBench();
  const { console, network } = bench;
  const part = encodeText({ to: TO, text: "from memory" })[0] ?? { pdu: "", length: 0 };
  await console.ask(`AT+CMGW=${part.length}`);
  expect(linesOf(await console.submit(part.pdu))).toEqual(["+CMGW: 1", "OK"]);
  expect(linesOf(await console.ask("AT+CMGL=2"))).toEqual([`+CMGL: 1,2,,${part.length}`, part.pdu, "OK"]);
  expect(linesOf(await console.ask("AT+CMSS=1"))).toEqual(["+CMSS: 0", "OK"]);
  expect(linesOf(await console.ask("AT+CMGL=3"))).toEqual([`+CMGL: 1,3,,${part.length}`, part.pdu, "OK"]);
  expect(linesOf(await console.ask("AT+CMSS=2"))).toEqual(["+CMS ERROR: 321"]);
  expect(network.messages()).toMatchObject([{ text: "from memory" }]);
});

test("text mode sends what is typed, in the charset that was chosen", async () => {
  await using bench = await startBench();
  const { console, network } = bench;
  await console.ask("AT+CMGF=1");
  await console.ask(`AT+CMGS="${TO}"`);
  expect(linesOf(await console.submit("plain \x7b \x02"))).toEqual(["+CMGS: 0", "OK"]);
  await console.ask('AT+CSCS="UCS2"');
  await console.ask("AT+CSMP=17,167,0,8");
  await console.ask(`AT+CMGS="${Buffer.from(TO, "utf16le").swap16().toString("hex")}"`);
  await console.submit(Buffer.from("Привет", "utf16le").swap16().toString("hex"));
  expect(network.messages()).toMatchObject([
    { to: TO, text: "plain ä $" },
    { to: TO, text: "Привет" },
  ]);
  expect(linesOf(await console.ask('AT+CMGS="nobody"'))).toEqual(["+CMS ERROR: 305"]);
});

test("a text-mode prompt takes several lines", async () => {
  await using bench = await startBench();
  const { console, network } = bench;
  await console.ask("AT+CMGF=1");
  await console.ask(`AT+CMGS="${TO}"`);
  await console.submit("one\rtwo");
  expect(network.messages()).toMatchObject([{ text: "one\ntwo" }]);
});

test("the delivery report comes after the result, to the program that asked for it", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.ask("AT+CNMI=2,1,0,1,0");
  await send(bench, "hello", { report: true });
  await console.received(/\+CDS: \d+\r\n[0-9A-F]+\r\n/);
  expect(console.screen()).toMatch(/^\r\n\+CMGS: 0\r\n\r\nOK\r\n\r\n\+CDS: 26\r\n079194710167000006/);
});
