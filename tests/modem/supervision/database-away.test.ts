import { expect, test } from "bun:test";
import type { ScriptedModem } from "../../support/scripted-modem.ts";
import { startModem } from "../../support/started-modem.ts";

const deliver = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";
const report = "0006AA0B911346610089F6208062917314082080629173140800";

/** A modem whose owner can store nothing for now; `attempts` counts how often it was asked to. */
async function startWithoutDatabase(prepare: (peer: ScriptedModem) => void = () => undefined) {
  const database = { isAway: true, attempts: 0 };
  const started = await startModem({
    prepare,
    store: async () => {
      database.attempts++;
      if (database.isAway) throw new Error("the database is away");
    },
  });
  return { ...started, database };
}

test.each([
  ["+CMT: ,24", deliver, "deliver"],
  ["+CDS: 25", report, "status-report"],
] as const)(
  "%s while the database is away is tried every second, stored and then acknowledged",
  async (line, pdu, kind) => {
    const { peer, clock, received, database } = await startWithoutDatabase();
    peer.say(line, pdu);
    await clock.advance(8_500);
    expect(database.attempts).toBe(9);
    expect(peer.heard).not.toContain("AT+CNMA");
    database.isAway = false;
    await clock.advance(600);
    expect(received.map((taken) => [taken.kind, taken.pdu])).toEqual([[kind, pdu]]);
    expect(peer.heard.filter((command) => command === "AT+CNMA")).toHaveLength(1);
    await clock.advance(60_000);
    expect(received).toHaveLength(1);
  },
);

test("a modem that no longer waits for its acknowledgement gets none, and the network's repetition is taken", async () => {
  const { peer, clock, received, database } = await startWithoutDatabase();
  peer.say("+CMT: ,24", deliver);
  await clock.advance(20_000);
  const { attempts } = database;
  await clock.advance(20_000);
  expect(database.attempts).toBe(attempts);
  expect(attempts).toBe(16);
  database.isAway = false;
  await clock.advance(20_000);
  expect(received).toEqual([]);
  expect(peer.heard).not.toContain("AT+CNMA");
  peer.say("+CMT: ,24", deliver);
  await clock.advance(100);
  expect(received).toHaveLength(1);
});

test("without CSMS=1 nobody sends a direct message again: it is kept until it can be stored, in order", async () => {
  const { peer, clock, received, database } = await startWithoutDatabase((scripted) =>
    scripted.on("AT+CSMS=?", ["+CSMS: (0)", "OK"]),
  );
  peer.say("+CMT: ,24", deliver, "+CDS: 25", report);
  await clock.advance(600_000);
  database.isAway = false;
  await clock.advance(1_100);
  expect(received.map(({ pdu }) => pdu)).toEqual([deliver, report]);
});

test("stored messages are all listed a second after the database is back, each handed over once", async () => {
  const { peer, clock, received, database } = await startWithoutDatabase();
  const stored = new Map([
    [3, deliver],
    [4, report],
    [5, deliver.replace("FD07", "FD06")],
  ]);
  peer.on(/^AT\+CMGR=/, (command) => {
    const pdu = stored.get(Number(command.slice(8)));
    return pdu === undefined ? ["OK"] : [`+CMGR: 0,,24\r\n${pdu}`, "OK"];
  });
  peer.on("AT+CMGL=4", () => [...[...stored].map(([index, pdu]) => `+CMGL: ${index},0,,24\r\n${pdu}`), "OK"]);
  peer.on(/^AT\+CMGD=/, (command) => (stored.delete(Number(command.slice(8))) ? ["OK"] : ["ERROR"]));
  peer.say('+CMTI: "SM",3', '+CMTI: "SM",4', '+CMTI: "SM",5');
  await clock.advance(100_000);
  expect(stored.size).toBe(3);
  database.isAway = false;
  await clock.advance(1_100);
  expect(received.map(({ storage }) => storage?.index).sort()).toEqual([3, 4, 5]);
  expect(stored.size).toBe(0);
});

test("while the database is away signal and registration are kept up to date, and parts go out", async () => {
  const { modem, peer, clock, until } = await startWithoutDatabase();
  peer.on("AT+CMGL=4", [`+CMGL: 3,0,,24\r\n${deliver}`, "OK"]);
  peer.say('+CMTI: "SM",3', "+CMT: ,24", deliver);
  await clock.advance(31_000);
  peer.on("AT+CSQ", ["+CSQ: 5,99", "OK"]);
  await clock.advance(31_000);
  expect(modem.status.signalDbm).toBe(-103);
  expect(await until(modem.sendPart({ pdu: "0011AA", length: 2 }))).toEqual({ reference: 1 });
});
