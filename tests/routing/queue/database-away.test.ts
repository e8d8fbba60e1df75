import { expect, test } from "bun:test";
import { systemClock } from "../../../lib/clock.ts";
import { encodeStatusReport } from "../../../lib/pdu/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startRig } from "../../support/gateway-rig.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { startPostgresProxy } from "../../support/postgres-proxy.ts";

const ANNA = "+491701111111";

test.skipIf(!hasPostgres())(
  "what comes in while PostgreSQL is away is stored when it is back, without a poll or the network's repetition",
  async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    const rig = await startRig({
      clock: systemClock,
      url: proxy.url,
      modems: [{ name: "m1", profile: "generic" }],
      network: { reports: "none" },
    });
    try {
      const { modem, simulated } = rig.modems[0] ?? never();
      await modem.whenReady();
      const id = await rig.accept({ recipient: ANNA, text: "report this" });
      await eventually("the part to be sent", async () => (await rig.store.outbox.find(id))?.message.state === "sent");
      const reference = (simulated.state.messages.reference + 255) % 256;

      proxy.refuse();
      const begun = simulated.wire().length;
      const commands = () =>
        simulated
          .wire()
          .slice(begun)
          .filter(({ direction }) => direction === "in")
          .map(({ text }) => text);
      rig.network.send({ from: ANNA, to: simulated.number, text: "Hi" });
      await eventually("the message to be read", () => commands().some((text) => text.includes("AT+CMGR=")));
      const now = `${new Date().toISOString().slice(0, 19)}+00:00`;
      const report = encodeStatusReport({ to: ANNA, reference, timestamp: now, dischargedAt: now, status: 0 });
      void rig.network.sendPdu(simulated.number, report, "status-report").taken;
      const isAway = () =>
        rig.store.inbox.list({ limit: 1 }).then(
          () => false,
          () => true,
        );
      await eventually("the database to be away", isAway);
      expect(commands().filter((text) => /AT\+CMGD=|AT\+CNMA/.test(text))).toEqual([]);
      proxy.heal();

      // A connection that was cut may be found out by this look.
      const looked = <T>(look: Promise<T>) => look.catch(() => undefined);
      await eventually(
        "the message to be stored",
        async () => (await looked(rig.store.inbox.list({ limit: 10 })))?.length === 1,
      );
      await eventually(
        "the report to be recorded",
        async () => (await looked(rig.store.outbox.find(id)))?.message.state === "delivered",
      );
      await eventually("both to leave the modem", () => commands().some((text) => text.includes("AT+CMGD=")));
      expect(commands().filter((text) => text.includes("AT+COPS?"))).toEqual([]);
    } finally {
      await rig.stop();
    }
  },
  180_000,
);

function never(): never {
  throw new Error("there is no modem");
}
