import { expect, test } from "bun:test";
import { startModem } from "../support/started-modem.ts";

const deliver = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";
const other = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD08";
const submit = "0011000B919471000000F00000AA05E8329BFD06";
const submitOfSmsc = "07911326040000F011000B919471000000F00000AA05E8329BFD06";

test.each([
  ["a SUBMIT listed as unread", 0, submit],
  ["a SUBMIT listed as read", 1, submit],
  ["a SUBMIT with its service centre listed as read", 1, submitOfSmsc],
  ["a SUBMIT with a reply path, a header and a report asked for", 1, submit.replace(/^0011/, "00F1")],
  ["a SUBMIT stored to be sent", 2, submit],
  ["a SUBMIT that was sent", 3, submit],
  ["a COMMAND stored to be sent", 2, "000200000000069119324A5500"],
  ["a COMMAND that was sent", 3, "000200000000069119324A5500"],
] as const)("%s was never received: it is neither taken nor deleted", async (_, status, pdu) => {
  const { peer, clock, received } = await startModem();
  peer.on("AT+CMGL=4", [`+CMGL: 5,${status},,19\r\n${pdu}`, `+CMGL: 6,0,,24\r\n${deliver}`, "OK"]);
  peer.on("AT+CMGR=5", [`+CMGR: ${status},,19\r\n${pdu}`, "OK"]);
  await clock.advance(31_000);
  peer.say('+CMTI: "SM",5');
  await clock.advance(31_000);
  expect(new Set(received.map((taken) => taken.pdu))).toEqual(new Set([deliver]));
  expect(peer.heard).not.toContain("AT+CMGD=5");
});

test("a record with the reserved type 11 is treated as a message, as the standard has it", async () => {
  const { peer, clock, received } = await startModem();
  const reserved = deliver.replace("F0040B", "F0070B");
  peer.on("AT+CMGL=4", [`+CMGL: 5,1,,24\r\n${reserved}`, "OK"]);
  await clock.advance(31_000);
  expect(received).toMatchObject([{ kind: "deliver", pdu: reserved, storage: { index: 5 } }]);
  expect(peer.heard).toContain("AT+CMGD=5");
});

test.each([
  ["+CMS ERROR: 500"],
  ["+CMS ERROR: 320"],
  ["+CMS ERROR: 321"],
  ["+CMS ERROR: invalid memory index"],
  ["+CMS ERROR: 302"],
  ["+CME ERROR: 20"],
  ["+CME ERROR: 100"],
  ["+CME ERROR: memory full"],
  ["ERROR"],
  ["COMMAND NOT SUPPORT"],
  ["OK"],
])("an announced slot that is answered %s has the list read at once", async (answer) => {
  const { peer, clock, received } = await startModem();
  peer.on(/^AT\+CMGR=/, [answer]);
  peer.on("AT+CMGL=4", [`+CMGL: 4,0,,24\r\n${deliver}`, "OK"]);
  peer.say('+CMTI: "SM",11');
  await clock.advance(1_000);
  expect(received).toMatchObject([{ pdu: deliver, storage: { index: 4 } }]);
  expect(peer.heard).toContain("AT+CMGD=4");
});

test("many announced slots that cannot be read are looked for in one list, and those in it are not asked for again", async () => {
  const { peer, clock, received } = await startModem();
  peer.on(/^AT\+CMGR=/, ["+CMS ERROR: 500"]);
  peer.on("AT+CMGL=4", [`+CMGL: 4,0,,24\r\n${deliver}`, `+CMGL: 5,0,,24\r\n${other}`, "OK"]);
  const begun = peer.heard.length;
  peer.say(...[11, 12, 13].map((slot) => `+CMTI: "SM",${slot}`), '+CMTI: "SM",-1');
  await clock.advance(1_000);
  expect(received).toHaveLength(2);
  expect(peer.heard.slice(begun).filter((command) => command === "AT+CMGL=4")).toHaveLength(1);
});
