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
