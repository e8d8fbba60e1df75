import { expect, test } from "bun:test";
import type { ReceivedPdu } from "../../lib/modem/index.ts";
import type { ScriptedModem } from "../support/scripted-modem.ts";
import { startModem } from "../support/started-modem.ts";

const deliver = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";
const report = "0006AA0B911346610089F6208062917314082080629173140800";
const part = { pdu: "0011AA", length: 2 };

/** A storage that answers CMGR, CMGL and CMGD as a modem does. */
function fill(peer: ScriptedModem, slots: Record<number, { pdu: string; status?: number }>): Map<number, string> {
  const stored = new Map(
    Object.entries(slots).map(([index, { pdu, status = 0 }]) => [Number(index), `${status},,24\r\n${pdu}`]),
  );
  peer.on(/^AT\+CMGR=/, (command) => {
    const slot = stored.get(Number(command.slice(8)));
    return slot === undefined ? ["OK"] : [`+CMGR: ${slot}`, "OK"];
  });
  peer.on("AT+CMGL=4", () => [...[...stored].map(([index, slot]) => `+CMGL: ${index},${slot}`), "OK"]);
  peer.on(/^AT\+CMGD=/, (command) => {
    stored.delete(Number(command.slice(8)));
    return ["OK"];
  });
  return stored;
}

const brief = (received: ReceivedPdu[]) => received.map(({ kind, pdu, storage }) => ({ kind, pdu, storage }));

test("a message that +CMTI announces is read, handed over and only then deleted", async () => {
  const order: string[] = [];
  const { peer, clock, received } = await startModem({
    store: async () => {
      order.push(...peer.heard.filter((command) => command.startsWith("AT+CMGD")));
      order.push("stored");
    },
  });
  const stored = fill(peer, { 3: { pdu: deliver } });
  peer.say('+CMTI: "SM",3');
  await clock.advance(100);
  expect(received).toMatchObject([
    { modem: "test", sim: "8949010000000000001", kind: "deliver", pdu: deliver, storage: { memory: "SM", index: 3 } },
  ]);
  expect(order).toEqual(["stored"]);
  expect(stored.size).toBe(0);
});

test("a message that could not be stored stays on the modem and is taken a second after it can be", async () => {
  let broken = true;
  const { peer, clock, received } = await startModem({
    store: async () => {
      if (broken) throw new Error("disk full");
    },
  });
  const stored = fill(peer, { 3: { pdu: deliver } });
  peer.say('+CMTI: "SM",3');
  await clock.advance(100);
  expect(peer.heard.filter((command) => command.startsWith("AT+CMGD"))).toEqual([]);
  await clock.advance(5_000);
  broken = false;
  await clock.advance(1_100);
  expect(brief(received)).toEqual([{ kind: "deliver", pdu: deliver, storage: { memory: "SM", index: 3 } }]);
  expect(stored.size).toBe(0);
});

test("a message that the modem does not delete is handed over once, and deleted as soon as it can be", async () => {
  const { peer, clock, received } = await startModem();
  const stored = fill(peer, { 3: { pdu: deliver } });
  let refusing = true;
  const refused: string[] = [];
  peer.on(/^AT\+CMGD=/, (command) => {
    if (refusing) {
      refused.push(command);
      return ["+CMS ERROR: 500"];
    }
    stored.clear();
    return ["OK"];
  });
  await clock.advance(95_000);
  expect(refused.length).toBeGreaterThan(1);
  refusing = false;
  await clock.advance(31_000);
  expect(brief(received)).toEqual([{ kind: "deliver", pdu: deliver, storage: { memory: "SM", index: 3 } }]);
  expect(stored.size).toBe(0);
  // The same octets in a slot that was emptied are another message; whether it is one, the inbox knows.
  stored.set(3, `0,,24\r\n${deliver}`);
  await clock.advance(31_000);
  expect(received).toHaveLength(2);
});

test("a message that nothing announced is found within 30 s", async () => {
  const { peer, clock, received } = await startModem();
  fill(peer, { 0: { pdu: deliver, status: 1 } });
  await clock.advance(31_000);
  expect(brief(received)).toEqual([{ kind: "deliver", pdu: deliver, storage: { memory: "SM", index: 0 } }]);
});

test("messages from before the start are taken from every memory", async () => {
  const { received } = await startModem({
    prepare(peer) {
      let memory = "";
      peer.on(/^AT\+CPMS="\w\w"/, (command) => {
        memory = command.slice(9, 11);
        return ["+CPMS: 1,30,1,30,1,30", "OK"];
      });
      peer.on("AT+CMGL=4", () => [`+CMGL: 1,0,,24\r\n${memory === "ME" ? report : deliver}`, "OK"]);
    },
  });
  expect(brief(received)).toEqual([
    { kind: "status-report", pdu: report, storage: { memory: "ME", index: 1 } },
    { kind: "deliver", pdu: deliver, storage: { memory: "SM", index: 1 } },
  ]);
});

test("a report in another memory is read there, and the usual memory is opened again afterwards", async () => {
  const { peer, clock, received } = await startModem();
  fill(peer, { 7: { pdu: report }, 9: { pdu: deliver } });
  const begun = peer.heard.length;
  peer.say('+CDSI: "ME",7');
  await clock.advance(100);
  peer.say('+CMTI: "SM",9');
  await clock.advance(100);
  expect(brief(received)).toEqual([
    { kind: "status-report", pdu: report, storage: { memory: "ME", index: 7 } },
    { kind: "deliver", pdu: deliver, storage: { memory: "SM", index: 9 } },
  ]);
  const read = ['AT+CPMS="ME"', "AT+CMGR=7", "AT+CMGD=7", 'AT+CPMS="SM"', "AT+CMGR=9", "AT+CMGD=9"];
  expect(peer.heard.slice(begun)).toEqual(read);
});

test("what was written to the storage to be sent is neither taken nor deleted", async () => {
  const { peer, clock, received } = await startModem();
  const stored = fill(peer, { 1: { pdu: "0011AA", status: 2 }, 2: { pdu: deliver }, 3: { pdu: "0011BB", status: 3 } });
  await clock.advance(31_000);
  expect(brief(received).map(({ pdu }) => pdu)).toEqual([deliver]);
  expect([...stored.keys()]).toEqual([1, 3]);
});

test("a direct message is handed over and then acknowledged, before a part that waits", async () => {
  const { modem, peer, received, until } = await startModem();
  peer.on(/^PDU 0011AA/, "silence");
  const written = peer.hears("PDU 0011AA");
  const first = modem.sendPart(part);
  await written;
  const second = modem.sendPart({ pdu: "0011BB", length: 2 });
  const begun = peer.heard.length;
  peer.say("+CDS: 25", report, '+CMT: "Ann, B",24', deliver);
  await until(Promise.resolve());
  peer.say("+CMGS: 4", "OK");
  await until(Promise.all([first, second]));
  expect(received.map(({ kind, pdu }) => [kind, pdu])).toEqual([
    ["status-report", report],
    ["deliver", deliver],
  ]);
  expect(peer.heard[begun]).toBe("AT+CNMA");
});

test("a direct message that could not be stored is not acknowledged", async () => {
  const { peer, clock } = await startModem({
    store: async () => {
      throw new Error("disk full");
    },
  });
  peer.say("+CMT: ,24", deliver);
  await clock.advance(1_000);
  expect(peer.heard).not.toContain("AT+CNMA");
});

test("without CSMS=1 nothing is acknowledged", async () => {
  const { peer, clock, received } = await startModem({
    prepare: (scripted) => scripted.on("AT+CSMS=?", ["+CSMS: (0)", "OK"]),
  });
  peer.say("+CDS: 25", report);
  await clock.advance(1_000);
  expect(received).toHaveLength(1);
  expect(peer.heard).not.toContain("AT+CNMA");
});

test("340 for an acknowledgement is no trouble; another error has the indications looked at", async () => {
  const { peer, clock } = await startModem();
  peer.on("AT+CNMA", ["+CMS ERROR: 340"]);
  const begun = peer.heard.length;
  peer.say("+CDS: 25", report);
  await clock.advance(100);
  expect(peer.heard.slice(begun)).toEqual(["AT+CNMA"]);
  peer.on("AT+CNMA", ["+CMS ERROR: 302"]);
  peer.on("AT+CNMI?", ["+CNMI: 2,0,0,0,0", "OK"]);
  peer.say("+CDS: 25", report);
  await clock.advance(100);
  expect(peer.heard.slice(-2)).toEqual(["AT+CNMI?", "AT+CNMI=2,1,0,1,0"]);
});

test("indications that the modem dropped are set again by the poll", async () => {
  const { peer, clock } = await startModem();
  peer.on("AT+CNMI?", ["+CNMI: 0,0,0,0,0", "OK"]);
  const begun = peer.heard.length;
  await clock.advance(31_000);
  expect(peer.heard.slice(begun)).toContain("AT+CNMI=2,1,0,1,0");
});

test("an empty slot, an unreadable one and an undecodable PDU do not stop the rest", async () => {
  const { peer, clock, received } = await startModem();
  fill(peer, { 3: { pdu: "FFFF" }, 4: { pdu: deliver } });
  peer.on("AT+CMGR=2", ["+CMS ERROR: 500"]);
  peer.say('+CMTI: "SM",1', '+CMTI: "SM",2', '+CMTI: "SM",3', '+CMTI: "SM",4');
  await clock.advance(1_000);
  expect(received.map(({ pdu }) => pdu)).toEqual(["FFFF", deliver]);
});

test("a list that breaks off gives what it gave, and a list that fails is read slot by slot", async () => {
  const { peer, clock, received } = await startModem();
  peer.on("AT+CMGL=4", [`+CMGL: 5,0,,24\r\n${deliver}`, "+CMS ERROR: 500"]);
  await clock.advance(31_000);
  expect(received.map(({ storage }) => storage?.index)).toEqual([5]);
  expect(peer.heard).toContain("AT+CMGD=5");
  fill(peer, { 0: { pdu: deliver }, 2: { pdu: report } });
  peer.on("AT+CMGR=1", ["+CMS ERROR: 500"]);
  peer.on("AT+CMGL=4", ["ERROR"]);
  peer.on("AT+CPMS?", ['+CPMS: "SM",2,3,"SM",2,3,"SM",2,3', "OK"]);
  await clock.advance(31_000);
  expect(received.map(({ storage }) => storage?.index)).toEqual([5, 0, 2]);
});

test("an announcement without an index, or with one that the modem then denies, has the list read", async () => {
  const { peer, clock, received } = await startModem();
  fill(peer, { 2: { pdu: deliver } });
  peer.say("+CMTI: ,-1");
  await clock.advance(100);
  expect(received).toHaveLength(1);
  fill(peer, { 2: { pdu: report } });
  peer.on("AT+CMGR=9", ["+CMS ERROR: 321"]);
  peer.say('+CMTI: "SM",9');
  await clock.advance(100);
  expect(received.map(({ kind }) => kind)).toEqual(["deliver", "status-report"]);
});

test("a full storage is read and deleted", async () => {
  const { modem, peer, clock, received, until } = await startModem();
  fill(peer, { 2: { pdu: deliver } });
  peer.say("^SMMEMFULL: SM");
  await clock.advance(100);
  expect(received).toHaveLength(1);
  fill(peer, { 4: { pdu: report } });
  peer.on(/^PDU/, ["+CMS ERROR: 322"]);
  expect(await until(modem.sendPart(part).catch((error: unknown) => error))).toMatchObject({
    errorClass: "clean-storage",
  });
  await clock.advance(100);
  expect(received).toHaveLength(2);
});

test("headers with a name, without one, or with fields missing are read", async () => {
  const { peer, clock, received } = await startModem();
  peer.on("AT+CMGL=4", {
    raw: `\r\n+CMGL: 1,1,"An, na",24\r\n${deliver}\r\n+CMGL: 2,1,24\r\n${report}\r\n+CMGL: 9,0,,0\r\n+CMGL: 0,0,,24\r\n${deliver.toLowerCase()}\r\n\r\nOK\r\n`,
  });
  await clock.advance(31_000);
  expect(brief(received)).toEqual([
    { kind: "deliver", pdu: deliver, storage: { memory: "SM", index: 1 } },
    { kind: "status-report", pdu: report, storage: { memory: "SM", index: 2 } },
    { kind: "deliver", pdu: deliver, storage: { memory: "SM", index: 0 } },
  ]);
});

test("a modem that says without end that its storage is full is swept now and then, and once more at the end", async () => {
  const { peer, clock } = await startModem();
  const swept = () => peer.heard.filter((command) => command === "AT+CMGL=4").length;
  await clock.advance(1_000);
  const before = swept();
  for (let second = 0; second < 10; second++) {
    peer.say('^SMMEMFULL: "SM"', '^SMMEMFULL: "SM"');
    await clock.advance(1_000);
  }
  expect(swept() - before).toBe(3);
});
