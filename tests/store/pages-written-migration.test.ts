import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { sqlOn } from "../support/sql.ts";
import { startGateway } from "./gateway.ts";
import { mustFind, NOON, report, stateOf } from "./outgoing.ts";

const PART = "message_id, position, pdu, length, recipient_tail, state, modem, sim, sending_at, sent_at, reference";

/** A message that was sent, one whose outcome is unknown, one that waits, and a report that came too early. */
const FILLED = [
  ...["sent", "unknown", "queued"].map(
    (state, at) => `insert into outgoing_messages
      (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at, state)
      values (${NOON}, '+49170100000${at}', 'text ${at}', 'text', 0, 'sms', 1, 'test', ${NOON}, ${NOON + 1_000}, ${NOON}, '${state}')`,
  ),
  `insert into outgoing_parts (${PART})
    values (1, 1, 'AA', 10, '000000', 'sent', 'm1', 'sim-1', ${NOON}, ${NOON}, 17),
           (2, 1, 'BB', 11, '000001', 'unknown', 'm1', 'sim-1', ${NOON}, null, null)`,
  // Lines of two messages, in the order in which they were written.
  `insert into outgoing_timeline (message_id, at, state, modem)
    values (1, ${NOON + 1}, 'sending', 'm1'), (2, ${NOON + 2}, 'sending', 'm1'), (1, ${NOON + 3}, 'sent', null),
           (2, ${NOON + 4}, 'unknown', null)`,
  `insert into unmatched_reports
    (modem, sim, reference, recipient_tail, outcome, status_code, discharged_at, received_at)
    values ('m1', 'sim-1', 21, '000002', 'completed', 0, ${NOON + 5}, ${NOON + 10_000})`,
];

eachDatabase("the migration to fewer pages", (databases) => {
  async function migrated() {
    const url = await databases.createEmpty();
    await leaveEarlierVersion(url, "0010-pages-written", FILLED);
    return { url, store: await databases.open({ url }) };
  }

  test("keeps messages, parts, histories in their order, and counts", async () => {
    const { store } = await migrated();
    const found = await mustFind(store, 1);
    expect(found.parts).toMatchObject([{ position: 1, pdu: "AA", length: 10, state: "sent", reference: 17 }]);
    expect(found.timeline).toEqual([
      { at: NOON, state: "queued" },
      { at: NOON + 1, state: "sending", modem: "m1" },
      { at: NOON + 3, state: "sent" },
    ]);
    expect((await mustFind(store, 2)).timeline.map(({ state }) => state)).toEqual(["queued", "sending", "unknown"]);
    expect(await store.outbox.countByState()).toMatchObject({ sent: 1, unknown: 1, queued: 1 });
  });

  test("keeps what reports are matched by, both what is in doubt and what came too early", async () => {
    const { store } = await migrated();
    const ofFirst = report({ recipient: "+491701000000", reference: 17 });
    expect(await store.outbox.recordReport(ofFirst)).toMatchObject({ matched: true, messageId: 1 });
    const ofSecond = report({ recipient: "+491701000001", reference: 99 });
    expect(await store.outbox.recordReport(ofSecond)).toMatchObject({ matched: true, messageId: 2 });
    expect(await stateOf(store, 2)).toBe("delivered");

    const gateway = await startGateway(store);
    const claim = await gateway.mustClaim();
    expect(claim.message.id).toBe(3);
    await store.outbox.saveParts(claim, [{ pdu: "CC", length: 12 }]);
    await store.outbox.partSending(claim, 1, { modem: "m1", sim: "sim-1", at: NOON });
    await store.outbox.partSent(claim, 1, { reference: 21, at: NOON });
    expect((await mustFind(store, 3)).parts).toMatchObject([{ state: "delivered" }]);
  });

  test("goes on with the histories and removes them with their messages", async () => {
    const { store, url } = await migrated();
    expect(await store.outbox.cancel(3, NOON + 20)).toMatchObject({ ok: true });
    expect((await mustFind(store, 3)).timeline).toEqual([
      { at: NOON, state: "queued" },
      { at: NOON + 20, state: "cancelled" },
    ]);
    for (const id of [1, 2, 3]) expect(await store.archive.removeOutgoing(id)).toBe("removed");
    for (const table of ["outgoing_timeline", "outgoing_parts"]) {
      expect(await sqlOn(url, `select 1 from ${table}`)).toEqual([]);
    }
  });
});
