import { expect, test } from "bun:test";
import { type Claim, isStoreFailure, type MessageState } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { sqlOn } from "../support/sql.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { ANNA, accept, BERND, DAY, MINUTE, NOON, onSim, report, SETTLEMENTS } from "./outgoing.ts";

/** Changes of states as the database itself sees them: one row for each row that changed. */
const WATCHES = {
  sqlite: [
    "create table seen (id integer, state text)",
    "create trigger seen_in after insert on outgoing_messages begin insert into seen values (new.id, new.state); end",
    `create trigger seen_move after update of state on outgoing_messages when old.state <> new.state
      begin insert into seen values (new.id, new.state); end`,
    "create trigger seen_out after delete on outgoing_messages begin insert into seen values (old.id, 'deleted'); end",
  ],
  postgres: [
    "create table seen (id bigint, state text)",
    `create function note_seen() returns trigger language plpgsql as $$ begin
      if tg_op = 'DELETE' then insert into seen values (old.id, 'deleted');
      elsif tg_op = 'INSERT' or old.state <> new.state then insert into seen values (new.id, new.state); end if;
      return null; end $$`,
    `create trigger seen after insert or update or delete on outgoing_messages
      for each row execute function note_seen()`,
  ],
};

/** What may happen to messages; each is one step of a history. */
function steps(first: Gateway, random: (bound: number) => number): (() => Promise<unknown>)[] {
  let gateway = first;
  const { store } = gateway;
  const { outbox } = store;
  const claims: Claim[] = [];
  let reference = 0;
  let id = 0;
  const any = () => 1 + random(Math.max(1, id));
  const pick = () => claims.splice(random(claims.length), 1)[0];
  return [
    async () => {
      id = await accept(store, {
        recipient: [ANNA, BERND, "+4917255"][random(3)] ?? ANNA,
        expiresAt: random(4) === 0 ? NOON + MINUTE : NOON + DAY,
      });
    },
    async () => {
      const claim = await gateway.claim({ sim: `sim-${random(2)}` });
      if (claim === undefined) return;
      await outbox.saveParts(
        claim,
        [
          { pdu: "00A1", length: 10 },
          { pdu: "00A2", length: 10 },
        ],
        77,
      );
      claims.push(claim);
    },
    async () => {
      const claim = pick();
      if (claim === undefined) return;
      reference = (reference + 2) % 8;
      const parts = 1 + random(2);
      await gateway.sendParts(claim, { reference, at: NOON, parts });
      await outbox.settle(claim, parts === 2 ? SETTLEMENTS.sent : SETTLEMENTS.queued);
    },
    async () => {
      const claim = pick();
      if (claim === undefined) return;
      await outbox.partSending(claim, 1, onSim(NOON));
      await outbox.partUnknown(claim, 1, NOON);
      await outbox.settle(claim, SETTLEMENTS.unknown);
    },
    async () => {
      const claim = pick();
      const settlement = [SETTLEMENTS.queued, SETTLEMENTS.failed, SETTLEMENTS.expired][random(3)];
      if (claim !== undefined && settlement !== undefined) await outbox.settle(claim, settlement);
    },
    () => outbox.cancel(any(), NOON),
    () => outbox.resend(any(), NOON),
    () => outbox.expireDue(NOON + (random(2) === 0 ? 0 : 2 * MINUTE)),
    () => outbox.settleUnknown(random(2) === 0 ? "resend" : "assume-sent", { now: NOON }),
    () => (random(4) === 0 ? store.archive.removeOutgoing(any()) : Promise.resolve()),
    () => {
      const outcome = random(3) === 0 ? "permanent" : "completed";
      return outbox.recordReport(
        report({ reference: reference + random(2), outcome, recipient: [ANNA, BERND][random(2)] ?? ANNA }),
      );
    },
    () => outbox.endSimWaits({ before: NOON + 1, now: NOON, laneOf: () => "" }),
    async () => {
      claims.length = 0;
      gateway = await startGateway(store);
      await outbox.recoverLeases({ now: NOON, lease: gateway.lease, alone: true });
    },
  ];
}

eachDatabase("over any history", (databases) => {
  test("the log of changes has every change of a state and no other", async () => {
    const url = await databases.create();
    const store = await databases.open({ url, gateway: true, now: () => NOON });
    for (const statement of WATCHES[databases.dialect]) await sqlOn(url, statement);
    await store.stream.watch();
    const random = seededRandom(3);
    const gateway = await startGateway(store);
    const all = steps(gateway, random);
    const states = new Set<string>();
    let cursor = await store.stream.heads();
    let seen = 0;
    for (let step = 0; step < 600; step++) {
      // More of what makes messages and moves them.
      // What is not allowed changes nothing.
      await all[random(2) === 0 ? random(3) : random(all.length)]?.().catch((error: unknown) => {
        if (!isStoreFailure(error, "not-allowed")) throw error;
      });
      const heads = await store.stream.heads();
      const entries = await store.stream.read(cursor, heads, 1_000);
      cursor = heads;
      const logged = entries.flatMap(({ change }) => ("state" in change ? [change] : []));
      const changed = (await sqlOn(url, "select id, state from seen")).slice(seen);
      seen += changed.length;
      // A message that takes two steps at once, as *queued, expired*, changes its row once.
      const lastOf = new Map(logged.map(({ id, state }) => [id, state]));
      expect(lastOf).toEqual(new Map(changed.map(({ id, state }) => [Number(id), state as MessageState])));
      for (const { state } of logged) states.add(state);
    }
    expect([...states].toSorted().join(" ")).toBe(
      "cancelled deleted delivered expired failed queued sending sent undelivered unknown",
    );
  });
});
