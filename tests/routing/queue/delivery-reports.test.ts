import { afterEach, expect, test } from "bun:test";
import { systemClock } from "../../../lib/clock.ts";
import type { MessageState } from "../../../lib/messages/index.ts";
import type { NetworkOptions } from "../../../lib/modem/simulator/index.ts";
import { encodeStatusReport } from "../../../lib/pdu/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { type GatewayRig, startRig } from "../../support/gateway-rig.ts";

const ANNA = "+491701111111";
const DELIVERED = 0x00;
const EXPIRED = 0x46;

const running = new Set<GatewayRig>();
afterEach(async () => {
  await Promise.all([...running].map(stop));
});

async function stop(rig: GatewayRig): Promise<void> {
  running.delete(rig);
  await rig.stop();
}

/** One life of a gateway, with a modem that has the SIM of its place among the modems. */
async function begin(url: string, options: { name?: string; profile?: string; network?: NetworkOptions } = {}) {
  const { name = "m1", profile = "generic", network = {} } = options;
  const rig = await startRig({ clock: systemClock, url, modems: [{ name, profile }], network });
  running.add(rig);
  await rig.modems[0]?.modem.whenReady();
  return rig;
}

const stateOf = async (rig: GatewayRig, id: number) => (await rig.store.outbox.find(id))?.message.state;
const isIn = (rig: GatewayRig, id: number, state: MessageState) =>
  eventually(`message ${id} to be ${state}`, async () => (await stateOf(rig, id)) === state);

/** Reports tell times apart by the second. */
function anotherSecond(): Promise<unknown> {
  const second = () => Math.floor(Date.now() / 1_000);
  const last = second();
  return eventually("the clock to show another second", () => second() > last);
}

/** The network reports on a part that an earlier life of the gateway sent. */
function reportLate(rig: GatewayRig, options: { reference: number; status: number; smsc?: string }): Promise<void> {
  const now = `${new Date().toISOString().slice(0, 19)}+00:00`;
  const pdu = encodeStatusReport({
    smsc: options.smsc ?? "+491710760000",
    to: ANNA,
    reference: options.reference,
    timestamp: now,
    dischargedAt: now,
    status: options.status,
  });
  return rig.network.sendPdu(simulatedOf(rig).number, pdu, "status-report").taken;
}

function simulatedOf(rig: GatewayRig) {
  const [first] = rig.modems;
  if (!first) throw new Error("the rig has no modem");
  return first.simulated;
}

eachDatabase("delivery reports of a gateway with its modem", (databases) => {
  test("each finds its own message while the reference wraps", async () => {
    const rig = await begin(await databases.create());
    simulatedOf(rig).state.messages.reference = 254;
    const ids: number[] = [];
    for (let at = 0; at < 5; at++) ids.push(await rig.accept({ recipient: ANNA, text: `wrap ${at}` }));
    for (const id of ids) await isIn(rig, id, "delivered");
    const found = await Promise.all(ids.map((id) => rig.store.outbox.find(id)));
    expect(found.map((message) => message?.parts[0]?.reference)).toEqual([254, 255, 0, 1, 2]);
  });

  test("one that comes before the result of its own AT+CMGS counts", async () => {
    const rig = await begin(await databases.create());
    simulatedOf(rig).fault("report-first");
    await isIn(rig, await rig.accept({ recipient: ANNA, text: "quick" }), "delivered");
  });

  test("one that comes twice counts once, and leaves the next message of that reference alone", async () => {
    const rig = await begin(await databases.create());
    simulatedOf(rig).fault("duplicate-delivery", { options: { command: "status-report" } });
    const first = await rig.accept({ recipient: ANNA, text: "one" });
    await isIn(rig, first, "delivered");
    const found = await rig.store.outbox.find(first);
    expect(found?.timeline.filter(({ state }) => state === "delivered")).toHaveLength(2);
    rig.network.settings.reports = "none";
    simulatedOf(rig).state.messages.reference = 0;
    const second = await rig.accept({ recipient: ANNA, text: "two" });
    await isIn(rig, second, "sent");
    expect(await stateOf(rig, second)).toBe("sent");
  });

  test("early ones find their own messages when 262 to one number make the reference come round", async () => {
    const rig = await begin(await databases.create());
    const ids: number[] = [];
    const deliver = async (count: number) => {
      for (let at = 0; at < count; at++) ids.push(await rig.accept({ recipient: ANNA, text: `n${at}` }));
      for (const id of ids) await isIn(rig, id, "delivered");
    };
    await deliver(256);
    await anotherSecond();
    await deliver(6);
  });

  test("an early one finds its own message when a start has put the reference back", async () => {
    const url = await databases.create();
    const before = await begin(url);
    const old = await before.accept({ recipient: ANNA, text: "before the restart" });
    await isIn(before, old, "delivered");
    await stop(before);
    await anotherSecond();
    const after = await begin(url);
    simulatedOf(after).fault("report-first");
    const id = await after.accept({ recipient: ANNA, text: "after it" });
    await isIn(after, id, "delivered");
    expect((await after.store.outbox.find(id))?.parts[0]?.reference).toBe(0);
  });

  test("one about a message of an earlier life counts, from whatever service centre", async () => {
    const url = await databases.create();
    const before = await begin(url, { network: { reports: "none" } });
    const id = await before.accept({ recipient: ANNA, text: "before the restart" });
    await isIn(before, id, "sent");
    await stop(before);
    const after = await begin(url);
    await reportLate(after, { reference: 0, status: DELIVERED, smsc: "+447700900000" });
    await isIn(after, id, "delivered");
  });

  test("one that comes by another modem which has the SIM now counts", async () => {
    const url = await databases.create();
    const before = await begin(url, { name: "old", network: { reports: "none" } });
    const id = await before.accept({ recipient: ANNA, text: "the modem is exchanged" });
    await isIn(before, id, "sent");
    await stop(before);
    const after = await begin(url, { name: "new", profile: "ec25" });
    await reportLate(after, { reference: 0, status: EXPIRED });
    await isIn(after, id, "undelivered");
  });
});
