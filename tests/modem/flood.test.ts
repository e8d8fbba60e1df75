import { expect, test } from "bun:test";
import { MODEM_OCTETS, NETWORK_CHANGES } from "../../lib/limits.ts";
import { FLOODS, floodOf } from "../support/floods.ts";
import type { ManualClock } from "../support/manual-clock.ts";
import { createScriptedModem } from "../support/scripted-modem.ts";
import { startModem } from "../support/started-modem.ts";

const SECONDS = 20;
/** What may lie in the port and in the pair's own buffer. */
const BUFFERS = 200_000;
/** A poll has about 20 commands, a start about 40. */
const COMMANDS_A_MINUTE = 400;

/** In small steps, so that what is read in many turns is read meanwhile. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) await clock.advance(100);
}

/** Goes on saying pieces for as long as the port takes them; gives how many octets it took. */
function flood(sayAndWait: (text: string) => Promise<void>, text: string): { taken(): number; stop(): void } {
  let taken = 0;
  let isOver = false;
  void (async () => {
    while (!isOver) {
      const at = taken % text.length;
      const piece = text.slice(at, at + 4_096);
      await sayAndWait(piece);
      taken += piece.length;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  })();
  return {
    taken: () => taken,
    stop: () => {
      isOver = true;
    },
  };
}

for (const kind of FLOODS) {
  test(`a flood of ${kind} is read at a pace, leads to few commands and changes, and leaves the other modem alone`, async () => {
    const { peer, clock, statuses, received, calls } = await startModem();
    const other = await startModem({ clock, peer: await createScriptedModem(), spec: "/dev/ttyUSB1?name=other" });
    peer.on(/^AT\+CMGR=/, ["+CMS ERROR: 321"]);
    const before = { commands: peer.heard.length, statuses: statuses.length };
    const flooding = flood(peer.sayAndWait, floodOf(kind, 1_000_000));
    for (let second = 0; second < SECONDS; second++) {
      await pass(clock, 1_000);
      const sent = await other.until(other.modem.sendPart({ pdu: "0011AA", length: 2 }));
      expect(sent.reference).toBe(second + 1);
    }
    flooding.stop();
    expect(flooding.taken()).toBeGreaterThan(MODEM_OCTETS.burst);
    expect(flooding.taken()).toBeLessThan(MODEM_OCTETS.burst + MODEM_OCTETS.perSecond * (SECONDS + 2) + BUFFERS);
    // Each message that was handed over is acknowledged or deleted, and nothing else is done for it.
    const commands = peer.heard.length - before.commands - received.length;
    expect(commands).toBeLessThan((COMMANDS_A_MINUTE * SECONDS) / 60);
    expect(statuses.length - before.statuses).toBeLessThan(NETWORK_CHANGES.burst + SECONDS * 4);
    expect(calls.length).toBeLessThan(200_000);
    expect(other.modem.status.state).toBe("ready");
  }, 180_000);
}

test("a modem that has flooded is ready again when it falls silent", async () => {
  const { modem, peer, clock, until } = await startModem();
  const flooding = flood(peer.sayAndWait, floodOf("unknown", 1_000_000));
  await pass(clock, 10_000);
  flooding.stop();
  await clock.advance(120_000);
  await until(modem.whenReady());
  expect(await until(modem.sendPart({ pdu: "0011AA", length: 2 }))).toMatchObject({ reference: 1 });
});

test("the longest list that a modem may have is read in one go", async () => {
  const { peer, clock, received } = await startModem();
  const pdu = `07911326040000F0040B911346610089F600002080629173140${"8".repeat(261)}`;
  const list = Array.from({ length: 500 }, (_, at) => `+CMGL: ${at},0,,159\r\n${pdu}`);
  peer.on("AT+CMGL=4", { raw: `\r\n${list.join("\r\n")}\r\n\r\nOK\r\n` });
  await pass(clock, 60_000);
  expect(new Set(received.map(({ storage }) => storage?.index)).size).toBe(500);
});

test("an answer without end is kept in part, and the list is read again later", async () => {
  const { peer, clock, received, modem } = await startModem();
  let flooding: ReturnType<typeof flood> | undefined;
  peer.on("AT+CMGL=4", () => {
    flooding ??= flood(peer.sayAndWait, floodOf("cmgl", 1_000_000));
    return "silence";
  });
  await pass(clock, 60_000);
  flooding?.stop();
  expect(received).toEqual([]);
  peer.on("AT+CMGL=4", ["OK"]);
  await clock.advance(300_000);
  expect(modem.status.state).toBe("ready");
});
