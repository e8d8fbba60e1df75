import { expect, test } from "bun:test";
import { startModem } from "../support/started-modem.ts";

const number = "+491701234567";
const call = (stage: number) => [`+CLCC: 1,0,${stage},0,0,"${number}",145`, "OK"];

test("a call that rings is hung up after the set time", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(`ATD${number};`, ["OK"]);
  peer.on("AT+CLCC", call(3));
  const begun = clock.now();
  expect(await until(modem.ring(number, { seconds: 10 }))).toBe("ringing-seen");
  expect(clock.now() - begun).toBe(10_000);
  expect(peer.heard.at(-1)).toBe("AT+CHUP");
});

test("a call that someone answers is hung up at once", async () => {
  const { modem, peer, clock, until } = await startModem();
  let asked = 0;
  peer.on(`ATD${number};`, ["OK"]);
  peer.on("AT+CLCC", () => call(asked++ < 2 ? 3 : 0));
  const begun = clock.now();
  expect(await until(modem.ring(number, { seconds: 30 }))).toBe("answered");
  expect(clock.now() - begun).toBe(3_000);
  expect(peer.heard.at(-1)).toBe("AT+CHUP");
});

test.each([
  ["BUSY", 3, "busy"],
  ["BUSY", 2, "busy"],
  ["NO ANSWER", 2, "no-answer"],
  ["NO CARRIER", 3, "ringing-seen"],
  ["NO CARRIER", 2, "no-answer"],
] as const)("%s while the call is at stage %i is %s", async (line, stage, result) => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(`ATD${number};`, ["OK"]);
  peer.on("AT+CLCC", call(stage));
  const ringing = modem.ring(number, { seconds: 30 });
  await clock.advance(2_500);
  peer.say(line);
  expect(await until(ringing)).toBe(result);
  expect(peer.heard).not.toContain("AT+CHUP");
});

test.each([
  [["BUSY"], "busy"],
  [["NO CARRIER"], "no-answer"],
  [["ERROR"], "not-allowed"],
  [["+CME ERROR: 3"], "not-allowed"],
  [["NO DIALTONE"], "not-allowed"],
] as const)("%j in answer to ATD is %s", async (answer, result) => {
  const { modem, peer, until } = await startModem();
  peer.on(`ATD${number};`, answer);
  expect(await until(modem.ring(number, { seconds: 10 }))).toBe(result);
});

test("a call that the modem knows nothing about is no answer, and is ended with ATH where CHUP is unknown", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(`ATD${number};`, ["OK"]);
  peer.on("AT+CHUP", ["ERROR"]);
  peer.on("ATH", ["OK"]);
  expect(await until(modem.ring(number, { seconds: 5 }))).toBe("no-answer");
  expect(peer.heard.at(-1)).toBe("ATH");
});

test("a modem that answers ATD only at the end of the call is interrupted when the time is over", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(`ATD${number};`, "silence");
  const begun = clock.now();
  expect(await until(modem.ring(number, { seconds: 8 }))).toBe("no-answer");
  expect(clock.now() - begun).toBe(8_100);
  expect(peer.heard).toContain("ESC");
  expect(peer.heard).toContain("AT+CHUP");
});

test("a call that is given up is ended", async () => {
  const { modem, peer, clock } = await startModem();
  peer.on(`ATD${number};`, ["OK"]);
  const abort = new AbortController();
  const given = modem.ring(number, { seconds: 30, signal: abort.signal }).catch((error: unknown) => error);
  await clock.advance(1_500);
  abort.abort();
  await clock.advance(0);
  expect(await given).toMatchObject({ kind: "aborted" });
  expect(peer.heard.at(-1)).toBe("AT+CHUP");
});

test("a part is sent while a call rings", async () => {
  const { modem, peer, clock, until } = await startModem();
  peer.on(`ATD${number};`, ["OK"]);
  peer.on("AT+CLCC", call(3));
  const ringing = modem.ring(number, { seconds: 10 });
  await clock.advance(2_000);
  expect(await until(modem.sendPart({ pdu: "AA", length: 1 }))).toEqual({ reference: 1 });
  expect(await until(ringing)).toBe("ringing-seen");
});

test.each(["", "12;ATZ", "+49 170", "1\rAT+CFUN=0"])("%j is not dialled", async (wrong) => {
  const { modem, peer } = await startModem();
  const begun = peer.heard.length;
  await expect(modem.ring(wrong, { seconds: 5 })).rejects.toMatchObject({ kind: "rejected", errorClass: "permanent" });
  expect(peer.heard.length).toBe(begun);
});
