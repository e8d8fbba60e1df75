import { expect, test } from "bun:test";
import { framed } from "../support/scripted-modem.ts";
import { startModem } from "../support/started-modem.ts";

const hello = { pdu: "0011000B916407281553F80000AA0AE8329BFD4697D9EC37", length: 23 };

test("a part goes out behind the prompt, and its reference comes back", async () => {
  const { modem, peer, until } = await startModem();
  expect(await until(modem.sendPart(hello))).toEqual({ reference: 1 });
  expect(peer.heard.slice(-2)).toEqual(["AT+CMGS=23", `PDU ${hello.pdu}`]);
});

test("parts go in the order in which they were given, one at a time", async () => {
  const { modem, peer, until } = await startModem();
  const parts = ["AA", "BB", "CC"].map((pdu) => modem.sendPart({ pdu, length: 1 }));
  expect(await until(Promise.all(parts))).toEqual([{ reference: 1 }, { reference: 2 }, { reference: 3 }]);
  expect(peer.heard.filter((command) => command.startsWith("PDU"))).toEqual(["PDU AA", "PDU BB", "PDU CC"]);
});

test("the link is kept while more is waiting and released one second after the last", async () => {
  const { modem, peer, clock, until } = await startModem();
  const begun = peer.heard.length;
  for (const more of [true, true, false]) await until(modem.sendPart(hello, { more }));
  const commands = peer.heard.slice(begun).filter((command) => !command.startsWith("PDU"));
  expect(commands).toEqual(["AT+CMMS=2", "AT+CMGS=23", "AT+CMGS=23", "AT+CMGS=23"]);
  await clock.advance(1_000);
  expect(peer.heard.at(-1)).toBe("AT+CMMS=0");
});

test("a modem that refuses CMMS is not asked again", async () => {
  const { modem, peer, until } = await startModem({ prepare: (scripted) => scripted.on(/^AT\+CMMS/, ["ERROR"]) });
  for (const more of [true, true, false]) await until(modem.sendPart(hello, { more }));
  expect(peer.heard.filter((command) => command.startsWith("AT+CMMS"))).toEqual(["AT+CMMS=2"]);
});

test.each([
  [["+CMS ERROR: 28"], { kind: "rejected", cms: 28, errorClass: "permanent" }],
  [["+CMS ERROR: 38"], { kind: "rejected", cms: 38, errorClass: "retry-thrice" }],
  [["+CMS ERROR: 197"], { kind: "rejected", cms: 197, errorClass: "already-sent" }],
  [["+CMS ERROR: SIM failure"], { kind: "rejected", cms: 313, errorClass: "out-of-service" }],
  [["CMS ERROR: 42"], { kind: "rejected", cms: 42, errorClass: "retry" }],
  [["+CME ERROR: 30"], { kind: "rejected", cme: 30, errorClass: "retry" }],
  [["ERROR"], { kind: "rejected", errorClass: "retry" }],
  [["+CMS ERROR: 332"], { kind: "unknown-outcome", cms: 332, errorClass: "unknown-outcome" }],
  [["+CMS ERROR: 500"], { kind: "unknown-outcome", cms: 500, errorClass: "unknown-outcome" }],
  [["+CMS ERROR: 512"], { kind: "unknown-outcome", cms: 512, errorClass: "unknown-outcome" }],
])("%j after the PDU is %o", async (answer, error) => {
  const { modem, peer, until } = await startModem();
  peer.on(/^PDU/, answer);
  expect(await until(modem.sendPart(hello).catch((thrown: unknown) => thrown))).toMatchObject(error);
});

test("an OK without a reference says that the network has it", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^PDU/, "silence");
  const sent = modem.sendPart(hello).catch((thrown: unknown) => thrown);
  await clock.advance(2_000);
  peer.say("OK");
  expect(await until(sent)).toMatchObject({ kind: "rejected", errorClass: "already-sent" });
});

test("an OK right behind the prompt, and nothing else, leaves it unknown what became of the part", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^AT\+CMGS/, { raw: "\r\n> \r\nOK\r\n" });
  peer.on(/^PDU/, "silence");
  const begun = clock.now();
  const outcome = await until(modem.sendPart(hello).catch((thrown: unknown) => thrown));
  expect(outcome).toMatchObject({ kind: "unknown-outcome" });
  expect(clock.now() - begun).toBe(180_000);
});

test("an OK right behind the prompt does not end the send", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^AT\+CMGS/, { raw: "\r\n> \r\nOK\r\n" });
  peer.on(/^PDU/, "silence");
  const sent = modem.sendPart(hello);
  await clock.advance(8_000);
  peer.say("+CMGS: 6", "OK");
  expect(await until(sent)).toEqual({ reference: 6 });
});

test("an error in the place of the prompt leaves no doubt that nothing was sent", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(/^AT\+CMGS/, ["+CMS ERROR: 500"]);
  expect(await until(modem.sendPart(hello).catch((thrown: unknown) => thrown))).toMatchObject({
    kind: "rejected",
    cms: 500,
    errorClass: "retry",
  });
  expect(peer.heard).not.toContain(`PDU ${hello.pdu}`);
});

test("a missing prompt times out after 5 s, is left with ESC, and the next part goes", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^AT\+CMGS/, "silence");
  const begun = clock.now();
  const failed = modem.sendPart(hello).catch((thrown: unknown) => thrown);
  expect(await until(failed)).toMatchObject({ kind: "timeout", command: "AT+CMGS" });
  expect(clock.now() - begun).toBe(5_000);
  peer.on(/^AT\+CMGS/, { raw: "\r\n> " });
  expect(await until(modem.sendPart(hello))).toEqual({ reference: 1 });
  expect(peer.heard.slice(-4)).toEqual(["ESC", "AT", "AT+CMGS=23", `PDU ${hello.pdu}`]);
});

test("a result that never comes is an unknown outcome after 180 s, and a late one is not taken for the next part's", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^PDU/, "silence");
  const begun = clock.now();
  expect(await until(modem.sendPart(hello).catch((thrown: unknown) => thrown))).toMatchObject({
    kind: "unknown-outcome",
    errorClass: "unknown-outcome",
  });
  expect(clock.now() - begun).toBe(180_000);
  peer.say("+CMGS: 77", "OK");
  peer.on(/^PDU/, ["+CMGS: 78", "OK"]);
  expect(await until(modem.sendPart(hello))).toEqual({ reference: 78 });
});

test("a part given up while it waits is never sent", async () => {
  const { modem, peer, until } = await startModem();
  const first = modem.sendPart(hello);
  const abort = new AbortController();
  const second = modem.sendPart({ pdu: "BB", length: 1 }, { signal: abort.signal });
  abort.abort(new Error("no longer wanted"));
  await expect(second).rejects.toMatchObject({ kind: "aborted" });
  await until(first);
  expect(await until(modem.sendPart({ pdu: "CC", length: 1 }))).toEqual({ reference: 2 });
  expect(peer.heard).not.toContain("PDU BB");
});

test("a part given up before the prompt leaves the prompt with ESC", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(/^AT\+CMGS/, "silence");
  const abort = new AbortController();
  const asked = peer.hears("AT+CMGS=23");
  const given = modem.sendPart(hello, { signal: abort.signal });
  await asked;
  abort.abort();
  await expect(given).rejects.toMatchObject({ kind: "aborted" });
  peer.sayRaw("\r\n> ");
  peer.on(/^AT\+CMGS/, { raw: "\r\n> " });
  expect(await until(modem.sendPart({ pdu: "CC", length: 1 }))).toEqual({ reference: 1 });
  expect(peer.heard.filter((command) => command.startsWith("PDU"))).toEqual(["PDU CC"]);
});

test("a part given up after its PDU was written has an unknown outcome", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(/^PDU/, "silence");
  const abort = new AbortController();
  const written = peer.hears(/^PDU/);
  const given = modem.sendPart(hello, { signal: abort.signal });
  await written;
  abort.abort();
  await expect(given).rejects.toMatchObject({ kind: "unknown-outcome" });
  peer.say("+CMGS: 9", "OK");
  peer.on(/^PDU/, ["+CMGS: 10", "OK"]);
  expect(await until(modem.sendPart(hello))).toEqual({ reference: 10 });
});

test("a waiting part goes before a poll that waited longer", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^PDU/, "silence");
  const first = modem.sendPart(hello);
  await clock.advance(31_000);
  const second = modem.sendPart({ pdu: "BB", length: 1 });
  const begun = peer.heard.length;
  peer.on(/^PDU/, ["+CMGS: 2", "OK"]);
  peer.say("+CMGS: 1", "OK");
  expect(await until(Promise.all([first, second]))).toEqual([{ reference: 1 }, { reference: 2 }]);
  expect(peer.heard.slice(begun, begun + 2)).toEqual(["AT+CMGS=1", "PDU BB"]);
  await clock.advance(1_000);
  expect(peer.heard.slice(begun)).toContain("AT+CSQ");
});

test("a prompt directly behind a line, with and without a blank, is a prompt; a > inside an answer is not", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(/^AT\+CMGS/, { raw: "\r\n>" });
  expect(await until(modem.sendPart(hello))).toEqual({ reference: 1 });
  peer.on(/^AT\+CMGS/, { raw: "\r\n+COPS: >x\r\n> \r\n" });
  expect(await until(modem.sendPart(hello))).toEqual({ reference: 2 });
});

test("a final result without its line end counts after a moment", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(/^PDU/, { raw: `${framed(["+CMGS: 5"])}\r\nOK` });
  const begun = clock.now();
  expect(await until(modem.sendPart(hello))).toEqual({ reference: 5 });
  expect(clock.now() - begun).toBe(250);
});
