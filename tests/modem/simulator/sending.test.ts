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
    ["without user data", good.pdu.slice(0, -10), good.length - 5, 304],
    ["without TP-UDL", good.pdu.slice(0, -12), good.length - 6, 304],
    ["without an address", "0001000081000005E8329BFD06", 12, 304],
    ["cut off inside its address", "0001000D9171", 5, 304],
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

/** PDUs that programs write and networks take, and what is odd about each. */
const ODD: [string, string, string | RegExp, string][] = [
  [
    "gnokii's UCS2 with a reserved bit in its TP-DCS and an octet too many",
    "079194710167000031000D91945111325476F800F8AA0A043A043B043004410441",
    // 23.038 §4: bit 3 of group 1111 is reserved, and without bit 2 the default alphabet it is.
    /^.{10}$/s,
    "TP-DCS: reserved bits of F8 are ignored · PDU: 1 octets after the end of the PDU",
  ],
  [
    "an octet behind the user data, as node-pdu writes it",
    "0001000B917110325476F8000005E8329BFD0600",
    "hello",
    "PDU: 1 octets after the end of the PDU",
  ],
  [
    "fewer septets than TP-UDL says",
    "0001000B917110325476F8000009E8329BFD06",
    "hello",
    "TP-UD: needs 8 octets, 5 left",
  ],
  ["a reserved alphabet", "0001000B917110325476F8000C05E8329BFD06", "hello", "TP-DCS: reserved bits of 0C are ignored"],
  [
    "an instant that is none as its validity",
    "0019000B917110325476F80000FFFFFFFFFFFFFF05E8329BFD06",
    "hello",
    "TP-VP: FFFFFFFFFFFFFF is not a time",
  ],
];
for (const [what, pdu, text, remarks] of ODD) {
  test(`${what} is taken, and the network tells what was odd; a strict one refuses it`, async () => {
    await using bench = await startBench();
    const { console, network, modem } = bench;
    const length = pdu.length / 2 - 1 - Number.parseInt(pdu.slice(0, 2), 16);
    await console.ask(`AT+CMGS=${length}`);
    expect(linesOf(await console.submit(pdu))).toEqual(["+CMGS: 0", "OK"]);
    expect(network.messages()).toMatchObject([{ text: expect.stringMatching(text) }]);
    network.settings.strict = true;
    await console.ask(`AT+CMGS=${length}`);
    expect(linesOf(await console.submit(pdu))).toEqual(["+CMS ERROR: 304"]);
    expect(network.parts()).toHaveLength(1);
    const odd = { from: modem.number, pdu, remarks: remarks.split(" · ") };
    expect(network.oddPdus()).toMatchObject([
      { id: 1, taken: true, ...odd },
      { id: 2, taken: false, ...odd },
    ]);
    // What is right goes all the same.
    expect(await send(bench, "right")).toEqual(["+CMGS: 1"]);
    expect(network.oddPdus()).toHaveLength(2);
  });
}

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
