import { expect, test } from "bun:test";
import { startModem } from "../support/started-modem.ts";

const hello = { pdu: "0011000B916407281553F80000AA0AE8329BFD4697D9EC37", length: 23 };
const next = { pdu: "CC", length: 1 };

test("the modem is asked for its prompt at once, and gets the PDU with consent", async () => {
  const { modem, peer, until } = await startModem();
  const consent = Promise.withResolvers<boolean>();
  const asked = peer.hears("AT+CMGS=23");
  const sent = modem.sendPart(hello, { consent: consent.promise });
  await asked;
  const written = peer.hears(/^PDU/);
  consent.resolve(true);
  expect(await until(sent)).toEqual({ reference: 1 });
  expect(await written).toBe(`PDU ${hello.pdu}`);
  expect(peer.heard.slice(-2)).toEqual(["AT+CMGS=23", `PDU ${hello.pdu}`]);
});

test.each([
  ["false", (consent: PromiseWithResolvers<boolean>) => consent.resolve(false)],
  ["an error", (consent: PromiseWithResolvers<boolean>) => consent.reject(new Error("the store is away"))],
])("with %s for consent the prompt is left, nothing is sent, and the next part goes", async (_, answer) => {
  const { modem, peer, until } = await startModem();
  const consent = Promise.withResolvers<boolean>();
  const asked = peer.hears("AT+CMGS=23");
  const failed = modem.sendPart(hello, { consent: consent.promise }).catch((thrown: unknown) => thrown);
  await asked;
  answer(consent);
  expect(await until(failed)).toMatchObject({ kind: "gone" });
  expect(await until(modem.sendPart(next))).toEqual({ reference: 1 });
  expect(peer.heard.slice(-5)).toEqual(["AT+CMGS=23", "ESC", "AT", "AT+CMGS=1", "PDU CC"]);
});

test("a modem is kept at its prompt for a second; consent that comes later gets another", async () => {
  const { modem, peer, clock, until } = await startModem();
  const consent = Promise.withResolvers<boolean>();
  const sent = modem.sendPart(hello, { consent: consent.promise });
  await clock.advance(900);
  expect(peer.heard.at(-1)).toBe("AT+CMGS=23");
  await clock.advance(2_000);
  expect(peer.heard.slice(-3)).toEqual(["AT+CMGS=23", "ESC", "AT"]);
  consent.resolve(true);
  expect(await until(sent)).toEqual({ reference: 1 });
  expect(peer.heard.slice(-2)).toEqual(["AT+CMGS=23", `PDU ${hello.pdu}`]);
});

test("what a modem says at its prompt is heard, and an OK behind the prompt says nothing of the PDU", async () => {
  const { modem, peer, clock, received, until } = await startModem();
  peer.on(/^AT\+CMGS/, { raw: '\r\n> \r\nOK\r\n\r\n+CMT: "",23\r\n00040B916407281553F800006250101200008002E834\r\n' });
  const consent = Promise.withResolvers<boolean>();
  const asked = peer.hears("AT+CMGS=23");
  const sent = modem.sendPart(hello, { consent: consent.promise });
  await asked;
  await clock.advance(500);
  consent.resolve(true);
  expect(await until(sent)).toEqual({ reference: 1 });
  expect(received).toHaveLength(1);
});

test("an OK right behind a PDU that waited for consent is not the network's", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^PDU/, ["OK"]);
  const consent = Promise.withResolvers<boolean>();
  const sent = modem.sendPart(hello, { consent: consent.promise }).catch((thrown: unknown) => thrown);
  await clock.advance(500);
  consent.resolve(true);
  expect(await until(sent)).toMatchObject({ kind: "unknown-outcome" });
});

test("an error at the prompt leaves no doubt that nothing was sent", async () => {
  const { modem, peer, until } = await startModem();
  const consent = Promise.withResolvers<boolean>();
  const asked = peer.hears("AT+CMGS=23");
  const failed = modem.sendPart(hello, { consent: consent.promise }).catch((thrown: unknown) => thrown);
  await asked;
  peer.say("+CMS ERROR: 500");
  expect(await until(failed)).toMatchObject({ kind: "rejected", cms: 500, errorClass: "retry" });
  consent.resolve(true);
  expect(peer.heard).not.toContain(`PDU ${hello.pdu}`);
});

test("a part given up at the prompt is not sent, whatever is consented to afterwards", async () => {
  const { modem, peer, until } = await startModem();
  const consent = Promise.withResolvers<boolean>();
  const abort = new AbortController();
  const asked = peer.hears("AT+CMGS=23");
  const given = modem.sendPart(hello, { consent: consent.promise, signal: abort.signal });
  await asked;
  abort.abort();
  await expect(given).rejects.toMatchObject({ kind: "aborted" });
  consent.resolve(true);
  expect(await until(modem.sendPart(next))).toEqual({ reference: 1 });
  expect(peer.heard.filter((command) => command.startsWith("PDU"))).toEqual(["PDU CC"]);
});
