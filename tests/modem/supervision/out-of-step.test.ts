import { expect, test } from "bun:test";
import type { ManualClock } from "../../support/manual-clock.ts";
import { framed, type ScriptedModem } from "../../support/scripted-modem.ts";
import { startModem } from "../../support/started-modem.ts";

const head = "07911326040000F0040B911346610089F600002080629173140";
/** A message of which each slot has its own. */
const pduOf = (slot: number) => `${head}${slot % 10}0CC8F71D14969741F977FD07`;
const part = { pdu: "0011AA", length: 2 };

/**
 * A storage that is read as the standard has it, on a modem that gives a result too early for the first command that
 * matches: its answer comes `lateMs` later, and behind it the answers to what was asked meanwhile.
 */
function fillWithStray(
  peer: ScriptedModem,
  clock: ManualClock,
  options: { slots: number[]; command: string | RegExp; stray: string; lateMs: number },
): Set<number> {
  const stored = new Set(options.slots);
  let isStrayDue = true;
  const answerTo = (command: string): string[] => {
    const slot = Number(command.slice(8));
    if (command.startsWith("AT+CMGR=")) {
      return stored.has(slot) ? [`+CMGR: 0,,24\r\n${pduOf(slot)}`, "OK"] : ["OK"];
    }
    if (command.startsWith("AT+CMGD=")) stored.delete(slot);
    if (command === "AT+CMGL=4") return [...[...stored].map((at) => `+CMGL: ${at},0,,24\r\n${pduOf(at)}`), "OK"];
    if (command === "AT+CSQ") return ["+CSQ: 20,99", "OK"];
    return ["OK"];
  };
  let busyUntil = 0;
  const sayLater = (lines: string[]): "silence" => {
    clock.setTimer(busyUntil - clock.now(), () => peer.sayRaw(framed(lines)));
    return "silence";
  };
  const { command: chosen, stray, lateMs } = options;
  peer.on(/^AT\+(CMGR=.*|CMGD=.*|CMGL=4|CSQ)$/, (command) => {
    const late = answerTo(command);
    if (!isStrayDue || !(typeof chosen === "string" ? command === chosen : chosen.test(command))) return late;
    isStrayDue = false;
    busyUntil = clock.now() + lateMs;
    peer.on(/^AT/, (next) => (clock.now() < busyUntil ? sayLater(answerTo(next)) : "next"));
    sayLater(late);
    return [stray];
  });
  return stored;
}

/** What was deleted, and what had been handed over by then. */
const strays = [
  { command: "AT+CMGR=7", stray: "OK" },
  { command: "AT+CMGR=7", stray: "ERROR" },
  { command: "AT+CMGR=7", stray: "+CMS ERROR: 500" },
  { command: "AT+CMGR=8", stray: "OK" },
  { command: "AT+CMGD=7", stray: "OK" },
  { command: "AT+CMGD=7", stray: "ERROR" },
  { command: "AT+CMGL=4", stray: "OK" },
  { command: "AT+CSQ", stray: "OK" },
];

for (const { command, stray } of strays) {
  for (const lateMs of [1, 60, 99, 150, 400, 900]) {
    test(`${stray} for ${command} and the answer ${lateMs} ms later: nothing is deleted that was not read`, async () => {
      const { peer, clock, received } = await startModem();
      const stored = fillWithStray(peer, clock, { slots: [7, 8, 9], command, stray, lateMs });
      if (command !== "AT+CSQ" && command !== "AT+CMGL=4") peer.say('+CMTI: "SM",7', '+CMTI: "SM",8', '+CMTI: "SM",9');
      // Where a poll is what brings the stray result, the announcements come into the middle of it.
      const heard = peer.hears(command);
      await clock.advance(30_000);
      await heard;
      if (command === "AT+CSQ" || command === "AT+CMGL=4") peer.say('+CMTI: "SM",8', '+CMTI: "SM",9');
      await clock.advance(70_000);
      expect(received.map(({ pdu, storage }) => [storage?.index, pdu]).sort()).toEqual(
        [7, 8, 9].map((slot) => [slot, pduOf(slot)]),
      );
      expect([...stored]).toEqual([]);
    });
  }
}

test("slots that are read one by one since the list fails are not taken for each other", async () => {
  for (const stray of ["OK", "ERROR", "+CMS ERROR: 500"]) {
    const { peer, clock, received } = await startModem();
    const stored = fillWithStray(peer, clock, { slots: [2, 3, 5], command: "AT+CMGR=2", stray, lateMs: 30 });
    peer.on("AT+CMGL=4", ["+CMS ERROR: 303"]);
    peer.on("AT+CPMS?", ['+CPMS: "SM",3,6,"SM",3,6,"SM",3,6', "OK"]);
    await clock.advance(70_000);
    expect(received.map(({ pdu, storage }) => [storage?.index, pdu]).sort()).toEqual(
      [2, 3, 5].map((slot) => [slot, pduOf(slot)]),
    );
    expect([...stored]).toEqual([]);
  }
});

test("a part that waits while the modem is brought back in step is sent once, and known to be sent", async () => {
  const { modem, peer, clock, until } = await startModem();
  fillWithStray(peer, clock, { slots: [7, 8], command: "AT+CMGR=7", stray: "OK", lateMs: 60 });
  const read = peer.hears("AT+CMGR=7");
  peer.say('+CMTI: "SM",7', '+CMTI: "SM",8');
  await clock.advance(0);
  await read;
  expect(await until(modem.sendPart(part))).toEqual({ reference: 1 });
  await clock.advance(60_000);
  expect(peer.heard.filter((command) => command.startsWith("PDU"))).toEqual([`PDU ${part.pdu}`]);
});

test("a slot that is read as announced costs one command to read it and one to delete it", async () => {
  const { peer, clock } = await startModem();
  fillWithStray(peer, clock, { slots: [7, 8, 9], command: "none", stray: "OK", lateMs: 0 });
  const begun = peer.heard.length;
  peer.say('+CMTI: "SM",7', '+CMTI: "SM",8', '+CMTI: "SM",9');
  await clock.advance(1_000);
  expect(peer.heard.slice(begun)).toEqual([7, 8, 9].flatMap((slot) => [`AT+CMGR=${slot}`, `AT+CMGD=${slot}`]));
});
