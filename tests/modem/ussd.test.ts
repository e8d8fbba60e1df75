import { expect, test } from "bun:test";
import { type Dialect, plainDialect } from "../../lib/modem/index.ts";
import { framed } from "../support/scripted-modem.ts";
import { startModem } from "../support/started-modem.ts";

const request = 'AT+CUSD=1,"*100#",15';

test.each([
  ['+CUSD: 0,"Balance 12.34 EUR",15', 0, "Balance 12.34 EUR"],
  ['+CUSD: 0,"Balance 12.34 EUR"', 0, "Balance 12.34 EUR"],
  ['+CUSD: 1,"1 Balance\n2 Help",15', 1, "1 Balance\n2 Help"],
  ['+CUSD: 0,"00420061006C0061006E0063006500200031",72', 0, "Balance 1"],
  ['+CUSD: 0,"0411043004BB0430043D0441",72', 0, "Баһанс"],
  ['+CUSD: 0,"00420061006C0061006E0063006500200031",15', 0, "Balance 1"],
  ['+CUSD: 0,"C2303BEC1E97413D90140473C962",15', 0, "Balance = R 0.21"],
  ['+CUSD: 0,"491701234567",15', 0, "491701234567"],
  ['+CUSD: 0,"Balance",15 trash\x01', 0, "Balance"],
  ["+CUSD: 2", 2, ""],
  ["+CUSD: 4", 4, ""],
  ["+CUSD: 5", 5, ""],
])("%j gives status %i and %j", async (line, status, text) => {
  const { modem, peer, until } = await startModem();
  peer.on(request, { raw: `${framed(["OK"])}${framed([line])}` });
  expect(await until(modem.ussd("*100#"))).toEqual({ status, text });
});

test("an answer before the OK counts, and so does one that takes its time", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(request, ['+CUSD: 0,"early",15', "OK"]);
  expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text: "early" });
  peer.on(request, ["OK"]);
  const asked = modem.ussd("*100#");
  await clock.advance(45_000);
  peer.say('+CUSD: 0,"late",15');
  expect(await until(asked)).toEqual({ status: 0, text: "late" });
});

test("a session goes on with the next request and can be cancelled", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(request, ["OK", '+CUSD: 1,"1 Balance",15']);
  peer.on('AT+CUSD=1,"1",15', ["OK", '+CUSD: 1,"12 EUR",15']);
  expect((await until(modem.ussd("*100#"))).status).toBe(1);
  expect(await until(modem.ussd("1"))).toEqual({ status: 1, text: "12 EUR" });
  await until(modem.cancelUssd());
  expect(peer.heard.at(-1)).toBe("AT+CUSD=2");
});

test("two requests wait for each other", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(request, ["OK"]);
  peer.on('AT+CUSD=1,"*101#",15', ["OK", '+CUSD: 0,"second",15']);
  const both = [modem.ussd("*100#"), modem.ussd("*101#")];
  await clock.advance(1_000);
  expect(peer.heard).not.toContain('AT+CUSD=1,"*101#",15');
  peer.say('+CUSD: 0,"first",15');
  expect((await until(Promise.all(both))).map(({ text }) => text)).toEqual(["first", "second"]);
});

test("no answer is a time-out, the session is cancelled, and a part can be sent meanwhile", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(request, ["OK"]);
  const asked = modem.ussd("*100#").catch((error: unknown) => error);
  await clock.advance(1_000);
  expect(await until(modem.sendPart({ pdu: "AA", length: 1 }))).toEqual({ reference: 1 });
  expect(await until(asked)).toMatchObject({ kind: "timeout" });
  expect(peer.heard).toContain("AT+CUSD=2");
});

test("a refusal and a request that is none are errors", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(request, ["+CME ERROR: 30"]);
  expect(await until(modem.ussd("*100#").catch((error: unknown) => error))).toMatchObject({
    kind: "rejected",
    cme: 30,
  });
  for (const wrong of ["", '1";+CFUN=0', "1\r", "1".repeat(183)]) {
    expect(await until(modem.ussd(wrong).catch((error: unknown) => error))).toMatchObject({ kind: "rejected" });
  }
  expect(peer.heard.filter((command) => command.startsWith("AT+CUSD=1"))).toEqual([request]);
});

test.each([
  ["packed-hex", "AA180C3602"],
  ["ucs2-hex", "002A0031003000300023"],
] as const)("a family that wants %s gets it", async (ussdRequest, written) => {
  const family: Dialect = { ...plainDialect, name: "particular", ussdRequest };
  const { modem, peer, until } = await startModem({ dialects: [family] });
  peer.on(`AT+CUSD=1,"${written}",15`, ["OK", '+CUSD: 0,"yes",15']);
  expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text: "yes" });
  expect(modem.status.dialect?.name).toBe("particular");
});

/** Hexadecimal of a text's UTF-16 units. */
const ucs2 = (text: string, order: "be" | "le" = "be") =>
  [...Array(text.length).keys()]
    .map((at) => text.charCodeAt(at).toString(16).padStart(4, "0").toUpperCase())
    .map((unit) => (order === "be" ? unit : unit.slice(2) + unit.slice(0, 2)))
    .join("");
/** Hexadecimal of a text's octets. */
const octets = (text: string) => Buffer.from(text, "latin1").toString("hex").toUpperCase();

test.each([
  "Services:\nOK\nRingtones 1\nConnect 2\nEnd",
  'Menu:\n+CMTI: "SM",3\nRING\n+CREG: 0\nERROR\n+CMS ERROR: 38\nAT+CMGF=1',
  "A\nNO CARRIER\n+CUSD: 2\n0791132604",
  'Press "1" now\nor "2"\nOK',
])("in a USSD text only the closing quote ends anything: %j", async (text) => {
  for (const lineEnd of ["\n", "\r\n", "\r"]) {
    const { modem, peer, until } = await startModem();
    peer.on(request, { raw: `${framed(["OK"])}\r\n+CUSD: 1,"${text.replaceAll("\n", lineEnd)}",15\r\n` });
    expect(await until(modem.ussd("*100#"))).toEqual({ status: 1, text });
    // No line in it was taken for anything else: the next command has its own answer.
    expect(await until(modem.sendPart({ pdu: "0011AA", length: 2 }))).toEqual({ reference: 1 });
    expect(peer.heard).not.toContain("AT+CMGR=3");
    expect(modem.status.state).toBe("ready");
  }
});

test("letters of the GSM alphabet that are control characters stay in every line of a USSD text", async () => {
  const { modem, peer, until } = await startModem();
  peer.on("AT+CSCS?", ['+CSCS: "GSM"', "OK"]);
  peer.on(request, { raw: `${framed(["OK"])}\r\n+CUSD: 0,"5 \x02\r\n7 \x02\r\na\x00b.c\n\x1be",15\r\n` });
  expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text: "5 $\n7 $\na@b.c\n€" });
});

test("a USSD text whose closing quote never comes is taken as far as it goes, and the modem stays usable", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(request, { raw: '\r\n+CUSD: 0,"Balance\r\n5 EUR\r\n\r\nOK\r\n' });
  expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text: "Balance\n5 EUR" });
  expect(await until(modem.sendPart({ pdu: "0011AA", length: 2 }))).toEqual({ reference: 1 });
  expect(peer.heard.filter((command) => command === "AT+CUSD=2")).toEqual([]);
});

const codings = ["", ",0", ",1", ",4", ",15", ",68", ",240"];
test.each([
  ["Guthaben 12.50 EUR", octets("Guthaben 12.50 EUR")],
  ["Your balance is 7", octets("Your balance is 7")],
  ["1) Balance\n2) Help", octets("1) Balance\n2) Help")],
  ["Saldo 3,10 EUR *100#", octets("Saldo 3,10 EUR *100#")],
  ["Ваш баланс 5,00 р.", ucs2("Ваш баланс 5,00 р.")],
  ["Далее", ucs2("Далее")],
  ["Υπόλοιπο: 12 €", ucs2("Υπόλοιπο: 12 €")],
  ["رصيدك 12.50", ucs2("رصيدك 12.50")],
  ["余额为二十元", ucs2("余额为二十元")],
  ["ยอดเงินคงเหลือ 25 บาท", ucs2("ยอดเงินคงเหลือ 25 บาท")],
  ["Größe 5 € – gültig", ucs2("Größe 5 € – gültig")],
  ["Balance = R 0.21", "C2303BEC1E97413D90140473C962"],
  ["491701234567", "491701234567"],
  ["004912341234", "004912341234"],
  ["3132333435", "3132333435"],
])("the USSD text %j in hexadecimal reads so whatever the coding scheme says", async (text, written) => {
  for (const coding of codings) {
    const { modem, peer, until } = await startModem();
    peer.on(request, ["OK", `+CUSD: 0,"${written}"${coding}`]);
    expect([coding, await until(modem.ussd("*100#"))]).toEqual([coding, { status: 0, text }]);
  }
});

test.each([
  [`${ucs2("Тариф ")}"${ucs2("Смарт")}"${ucs2(" 5")}`, 'Тариф "Смарт" 5'],
  [`${octets("Tariff ")}"${octets("Smart")}"${octets(" 12.50")}`, 'Tariff "Smart" 12.50'],
  ['Code "CAFE" is yours', 'Code "CAFE" is yours'],
])("hexadecimal with a quoted part in the middle: %s", async (written, text) => {
  for (const coding of [",0", ",15", ",72"].slice(0, written.startsWith("0") ? 3 : 2)) {
    const { modem, peer, until } = await startModem();
    peer.on(request, ["OK", `+CUSD: 0,"${written}"${coding}`]);
    expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text });
  }
});

test.each(["Баланс 5", "Balance 5", "余额五元", "a"])("a byte order mark belongs to no USSD text: %s", async (text) => {
  for (const coding of [...codings, ",72", ",17"]) {
    for (const written of [ucs2(`\ufeff${text}`), ucs2(`\ufeff${text}`, "le")]) {
      const { modem, peer, until } = await startModem();
      peer.on(request, ["OK", `+CUSD: 0,"${written}"${coding}`]);
      expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text });
    }
  }
});
