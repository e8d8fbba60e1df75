import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { defined } from "../../../lib/defined.ts";
import { encodeDeliver } from "../../../lib/pdu/index.ts";
import { openStore } from "../../../lib/store/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";

interface Message {
  text: string;
  kind?: string;
  senders: { number: string }[];
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("anna", "rest-api", "incoming-messages");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const FROM = "+491709999999";
const PUSH = { destination: 2948, source: 9200 };
let received = 0;

/** What REST shows of the PDUs of one message. */
async function shown(...pdus: string[]): Promise<Message> {
  for (const pdu of pdus) {
    const body = JSON.stringify({ pdu });
    const { status } = await gateway.as("tester")("/api/v1/simulator/messages", { method: "POST", body });
    expect(status).toBe(202);
  }
  received++;
  const [newest] = await until<Message[]>(
    `${received} incoming`,
    () => gateway.as("anna")("/api/messages?limit=100"),
    ({ length }) => length === received,
  );
  if (newest === undefined) throw new Error("no incoming message");
  return newest;
}

let second = 0;
const time = () => `2026-01-03T10:20:${String(second++).padStart(2, "0")}+00:00`;
const ofData = (data: Uint8Array, ports?: { destination: number; source: number }, more: object = {}) =>
  encodeDeliver({
    from: FROM,
    timestamp: time(),
    userData: { alphabet: "8bit", data, ...defined({ ports }), ...more },
  }).pdu;

const octets = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "utf8")] : part)));
const NUL = [0];

/** A notification as OMA-MMS-ENC has it: content type in its short form, sender, subject in UTF-8, size, place. */
function mmsNotice(): Uint8Array {
  const subject = octets([0xea], "Grüße", NUL);
  const from = octets([0x80], "+491701234567/TYPE=PLMN", NUL);
  return octets(
    [0x01, 0x06, 0x01, 0xbe],
    [0x8c, 0x82, 0x98],
    "T1a2b",
    NUL,
    [0x8d, 0x92, 0x89, from.length, ...from, 0x96, subject.length, ...subject],
    [0x8a, 0x80, 0x8e, 0x02, 0xb2, 0x00, 0x88, 0x05, 0x81, 0x03, 0x03, 0xf4, 0x80, 0x83],
    "http://mms.example.net/secret-link?id=1",
    NUL,
  );
}

test("an MMS notice says sender, subject, size and host, not its link", async () => {
  const message = await shown(ofData(mmsNotice(), PUSH));
  expect(message).toMatchObject({
    kind: "mms",
    text: '[MMS from +491701234567, "Grüße", 45568 octets, to be fetched from mms.example.net]',
    senders: [{ number: FROM }],
  });
  expect(JSON.stringify(message)).not.toContain("secret-link");
});

test("an MMS notice in two parts is one", async () => {
  const notice = mmsNotice();
  const part = (at: number, from: number, to?: number) =>
    ofData(notice.slice(from, to), PUSH, { concat: { reference: 7, total: 2, part: at, wide: false } });
  expect((await shown(part(2, 40), part(1, 0, 40))).text).toStartWith('[MMS from +491701234567, "Grüße", 45568');
});

test("whatever a notice is cut off after, it is shown", async () => {
  const notice = mmsNotice();
  for (const length of [0, 1, 2, 3, 4, 5, 20, 30, 50, 60, notice.length - 1]) {
    const { kind, text } = await shown(ofData(notice.slice(0, length), PUSH));
    expect(kind).toBe(length < 2 ? "data" : length < 4 ? "wap-push" : "mms");
    expect(text).toMatch(/^\[.+\]$/);
  }
});

test("a WAP push says its content type, and its octets", async () => {
  const message = await shown(ofData(octets([0x01, 0x06, 0x01, 0xae, 0x02, 0x05]), PUSH));
  expect(message).toMatchObject({
    kind: "wap-push",
    text: "[WAP push, application/vnd.wap.sic, 6 octets: 010601AE0205]",
  });
  const named = octets([0x01, 0x06, 0x12], "text/vnd.wap.sl", NUL);
  expect((await shown(ofData(named, PUSH))).text).toStartWith("[WAP push, text/vnd.wap.sl, ");
});

test("any other 8-bit message is shown in hexadecimal, with its port", async () => {
  expect(await shown(ofData(octets([0x00, 0xff]), { destination: 5000, source: 1 }))).toMatchObject({
    kind: "data",
    text: "[binary SMS for port 5000, 2 octets: 00FF]",
  });
  expect(await shown(ofData(octets("plain")))).toMatchObject({
    kind: "data",
    text: "[binary SMS, 5 octets: 706C61696E]",
  });
});

test("a text stays a text, also one that looks like a mark", async () => {
  const userData = { alphabet: "gsm7", text: "MMS" } as const;
  const message = await shown(encodeDeliver({ from: FROM, timestamp: time(), userData }).pdu);
  expect(message.text).toBe("MMS");
  expect(message).not.toHaveProperty("kind");
});

test("what cannot be read is shown with its PDU, and said in the event log and the log", async () => {
  const pdu = "0004FF91947190999999000062103001020300";
  const message = await shown(pdu);
  expect(message).toMatchObject({
    kind: "unreadable",
    text: `[SMS that cannot be read: TP-OA: 255 semi-octets, 20 fit. PDU: ${pdu}]`,
    senders: [],
  });
  const { text } = await shown("0004");
  expect(text).toBe("[SMS that cannot be read: TP-OA: needs 1 octets, 0 left. PDU: 0004]");
  const store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}` });
  const kind = "inbox.undecodable";
  const events = await eventually("two events", async () => {
    const found = await store.events.list({ kind, limit: 9 });
    return found.length === 2 && found;
  }).finally(store.close);
  expect(events[1]).toMatchObject({ severity: "warning", modem: expect.any(String) });
  // An ID of an incoming message in place of an outgoing one's would show this under another message.
  expect(events[1]).not.toHaveProperty("messageId");
  expect(events[1]?.message).toMatch(/is kept as message in-\d+: TP-OA: 255 semi-octets, 20 fit$/);
  const lines = gateway.output().match(/.*A received PDU cannot be read and is kept.*/g);
  expect(lines).toHaveLength(2);
  expect(lines?.[0]).toContain("TP-OA: 255 semi-octets, 20 fit");
  // It may hold a text.
  expect(gateway.output()).not.toContain(pdu);
  expect(JSON.stringify(events)).not.toContain(pdu);
});
