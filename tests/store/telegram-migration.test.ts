import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { startGateway } from "./gateway.ts";
import { mustFind, NOON } from "./outgoing.ts";

/** A queue and an inbox of a gateway that knew SMS only. */
const FILLED = [
  `insert into incoming_messages (channel, modem, sim, sender, text, received_at, state, total)
    values ('sms', 'm1', 'sim-1', '+491701', 'first', 10, 'complete', 1),
           ('sms', 'm1', 'sim-1', '+491702', 'two parts', 20, 'waiting', 2),
           ('sms', 'm1', 'sim-1', '+491703', 'was removed', 30, 'complete', 1)`,
  `insert into incoming_parts (message_id, part, modem, sim, received_at, pdu, text, dedupe_key)
    values (1, 1, 'm1', 'sim-1', 10, 'AA', 'first', 'a'), (2, 2, 'm1', 'sim-1', 20, 'BB', 'parts', 'b')`,
  "delete from incoming_messages where id = 3",
  ...[
    "'+491701', 'one', 'text', 0, 'sms'",
    "'+491701', 'two', 'text', 0, 'auto'",
    "'+491702', 'three', 'text', 0, 'telegram'",
    "'+491703', 'a flash', 'text', 1, 'auto'",
    "'+491704', 'begun as SMS', 'text', 0, 'auto'",
    "'+491705', '', 'ring', 0, 'auto'",
  ].map(
    (given) => `insert into outgoing_messages
      (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at)
      values (${NOON}, ${given}, 1, 'test', ${NOON}, ${NOON + 1_000_000}, ${NOON})`,
  ),
  `insert into outgoing_parts (message_id, position, pdu, length, recipient_tail) values (5, 1, 'CC', 10, '491704')`,
];

eachDatabase("the migration to a second way out", (databases) => {
  async function migrated() {
    const url = await databases.createEmpty();
    await leaveEarlierVersion(url, "0005-telegram", FILLED);
    return databases.open({ url });
  }

  test("keeps every received message with its parts, and lets Telegram's in", async () => {
    const { inbox } = await migrated();
    expect(await inbox.list({ limit: 10 })).toEqual([
      {
        id: 2,
        kind: "text",
        channel: "sms",
        modem: "m1",
        sender: "+491702",
        text: "two parts",
        receivedAt: 20,
        state: "waiting",
        parts: { total: 2, present: [2] },
      },
      {
        id: 1,
        kind: "text",
        channel: "sms",
        modem: "m1",
        sender: "+491701",
        text: "first",
        receivedAt: 10,
        state: "complete",
        parts: { total: 1, present: [1] },
      },
    ]);
    const part = { modem: "telegram", sim: "telegram:7", receivedAt: 40, pdu: "", text: "hello", sender: "+491701" };
    const { messageId } = await inbox.store({ ...part, channel: "telegram", dedupeKey: "7:1" });
    // Numbers are never given twice, not even that of a message that was removed.
    expect(await inbox.find(messageId)).toMatchObject({ id: 4, channel: "telegram", modem: "telegram", text: "hello" });
  });

  test("queues again what was asked for by Telegram and has not begun as SMS", async () => {
    const store = await migrated();
    const via = async (id: number) => (await mustFind(store, id)).message.via;
    const ways = await Promise.all([1, 2, 3, 4, 5, 6].map(via));
    expect(ways).toEqual(["sms", "telegram", "telegram", "sms", "sms", "sms"]);

    const gateway = await startGateway(store);
    const claimed: Record<"sms" | "telegram", number[]> = { sms: [], telegram: [] };
    for (const way of ["sms", "telegram"] as const) {
      for (;;) {
        const claim = await gateway.claim({ via: way });
        if (claim === undefined) break;
        claimed[way].push(claim.message.id);
      }
    }
    expect(claimed).toEqual({ sms: [1, 4, 5, 6], telegram: [2, 3] });
  });
});
