import { expect, test } from "bun:test";
import { accountFor } from "../../support/accounting.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { type GatewayRig, startRig } from "../../support/gateway-rig.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";

const LONG = "A long message in four parts. ".repeat(17);
const MESSAGES = 30;

async function until(clock: ManualClock, look: () => Promise<boolean> | boolean): Promise<void> {
  for (let left = 3_600_000; left > 0; left -= 2_500) {
    if (await look()) return;
    await clock.advance(2_500);
  }
  throw new Error("not within an hour");
}

async function stop(rig: GatewayRig, clock: ManualClock): Promise<void> {
  let isStopped = false;
  const stopping = rig.stop().finally(() => {
    isStopped = true;
  });
  await eventually("the gateway to stop", async () => {
    await clock.advance(1_000);
    return isStopped;
  });
  await stopping;
}

eachDatabase("long messages over two modems", (databases) => {
  async function start() {
    const clock = createManualClock();
    const rig = await startRig({
      clock,
      url: await databases.create(),
      network: { latencyMs: 500, keep: 1_000 },
      modems: [
        { name: "m1", profile: "generic" },
        { name: "m2", profile: "sim800" },
      ],
    });
    await until(clock, () => rig.modems.every(({ modem }) => modem.status.state === "ready"));
    const accept = async (count: number) => {
      const ids: number[] = [];
      for (let at = 0; at < count; at++) {
        ids.push(await rig.accept({ recipient: `+4917${20_000_000 + at}`, text: `${at} ${LONG}` }));
      }
      return ids;
    };
    const allSent = (ids: readonly number[]) =>
      until(clock, async () => {
        const found = await Promise.all(ids.map((id) => rig.store.outbox.find(id)));
        return found.every((each) => ["sent", "delivered"].includes(each?.message.state ?? ""));
      });
    return { clock, rig, accept, allSent };
  }

  test("arrive whole from one SIM, unmarked, though each modem refuses every fifth part", async () => {
    const { clock, rig, accept, allSent } = await start();
    for (const { simulated } of rig.modems) {
      simulated.fault("cms-error", { probability: 0.2, options: { error: 42 } });
    }
    const ids = await accept(MESSAGES);
    await allSent(ids);
    const account = await accountFor(rig, { ids, inbound: [] });
    expect(account).toMatchObject({ lost: [], repeatedUnmarked: [] });
    const senders = new Set(rig.network.parts().map(({ from }) => from));
    expect(senders.size).toBe(2);
    await stop(rig, clock);
  }, 180_000);

  test("arrive whole when a modem is unplugged in the middle of them, whether or not it comes back in time", async () => {
    for (const backMs of [20_000, 600_000]) {
      const { clock, rig, accept, allSent } = await start();
      const ids = await accept(6);
      await clock.advance(1_200);
      rig.modems[0]?.simulated.fault("unplug", { options: { backMs } });
      await allSent(ids);
      const account = await accountFor(rig, { ids, inbound: [] });
      expect(account).toMatchObject({ lost: [], repeatedUnmarked: [] });
      await stop(rig, clock);
    }
  }, 180_000);
});
