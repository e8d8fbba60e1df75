import { expect, test } from "bun:test";
import { type NewIncomingPart, TALLY_BOUNDS } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { aJob } from "../support/jobs.ts";
import { startGateway } from "./gateway.ts";
import { accept, DAY, MINUTE, message, NOON, onSim } from "./outgoing.ts";

eachDatabase("what a store tells for metrics", (databases) => {
  test("the oldest queued message that is due counts, whether it is in the lists or not; one for later does not", async () => {
    const store = await databases.open({ now: () => NOON + MINUTE });
    await accept(store, { recipient: "+4917010", sendAt: NOON + DAY, expiresAt: NOON + 2 * DAY });
    expect((await store.backlog()).oldestQueuedAt).toBeUndefined();
    const together = Array.from({ length: 20 }, (_, at) => message({ recipient: `+491702${at}` }));
    await store.outbox.accept(together, NOON);
    expect((await store.backlog()).oldestQueuedAt).toBe(NOON);
    await store.outbox.accept([message({ sendAt: NOON - 5_000 })], NOON - 5_000);
    expect((await store.backlog()).oldestQueuedAt).toBe(NOON - 5_000);
  });

  test("of 1,005 jobs for a destination 1,000 are counted, and those of another beside them", async () => {
    const store = await databases.open({ now: () => NOON + MINUTE });
    const many = Array.from({ length: 1_005 }, () => aJob({ destination: "webhook:erp", isOrdered: true }));
    await store.jobs.add(many, NOON);
    await store.jobs.add([aJob({ destination: "email" }), aJob({ destination: "email" })], NOON + 1_000);
    expect((await store.backlog()).jobs.toSorted((a, b) => a.waiting - b.waiting)).toEqual([
      { destination: "email", waiting: 2, oldestCreatedAt: NOON + 1_000 },
      { destination: "webhook:erp", waiting: 1_000, oldestCreatedAt: NOON },
    ]);
  });

  test("an attempt counts once, by the one that still held the job", async () => {
    const { jobs, tally } = await databases.open();
    await jobs.add([aJob({ destination: "email" })], NOON);
    const claiming = { now: NOON, kinds: ["http"], most: 1, mostOfOne: 1, node: "n", leaseMs: MINUTE } as const;
    const [claim] = await jobs.claimDue(claiming);
    if (claim === undefined) throw new Error("nothing was claimed");
    const settlement = { state: "dead", attempt: { at: NOON, milliseconds: 5, error: "no" } } as const;
    expect(await jobs.settle(claim, settlement)).toBe("written");
    expect(await jobs.settle(claim, settlement)).toBe("claim-lost");
    expect(tally.counts("job")).toEqual([{ labels: { destination: "email", result: "dead" }, count: 1 }]);
  });

  test("what shares a transaction with a write that fails counts once, and the write that fails not at all", async () => {
    const store = await databases.open();
    const { outbox, tally } = store;
    const gateway = await startGateway(store);
    await accept(store);
    const claim = await gateway.claimWithParts();
    await outbox.partSending(claim, 1, onSim(NOON));
    // Its part may have gone: it cannot be called sent.
    const wrong = { state: "sent", at: NOON } as const;
    const [one, refused, other] = await Promise.allSettled([
      accept(store, { recipient: "+491701" }),
      outbox.settle(claim, wrong),
      accept(store, { recipient: "+491702" }),
    ]);
    expect([one.status, refused.status, other.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(tally.counts("accepted")).toEqual([{ labels: { channel: "sms" }, count: 3 }]);
    expect(tally.counts("sent")).toEqual([]);
  });

  test("times are sorted into buckets from the planned time on, and failures by their reason", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    await accept(store, { sendAt: NOON + MINUTE });
    const sent = await gateway.mustClaim({ now: NOON + MINUTE });
    await store.outbox.settle(sent, { state: "sent", at: NOON + MINUTE + 3_000 });
    const [times] = store.tally.times("sent");
    expect(times).toEqual({
      labels: { channel: "sms" },
      buckets: TALLY_BOUNDS.map((bound) => (bound < 3 ? 0 : 1)),
      count: 1,
      seconds: 3,
    });
    await accept(store);
    await store.outbox.settle(await gateway.mustClaim(), { state: "failed", at: NOON, error: "no", reason: "refused" });
    await accept(store);
    await store.outbox.expireDue(NOON + 2 * DAY);
    expect(store.tally.counts("failed")).toEqual([
      { labels: { channel: "sms", modem: "modem-1", reason: "refused" }, count: 1 },
      { labels: { channel: "sms", modem: "", reason: "expired" }, count: 1 },
    ]);
  });

  test("a message that came in counts once, with its late part; a call once, when it rings", async () => {
    const { inbox, tally } = await databases.open();
    const part = (given: Partial<NewIncomingPart>): NewIncomingPart => ({
      ...{ modem: "modem-1", sim: "sim-1", receivedAt: NOON, pdu: "0791AA", sender: "+491701234567" },
      ...{ senderType: "international", alphabet: "gsm7", text: "hello", dedupeKey: JSON.stringify(given) },
      ...given,
    });
    const piece = (at: number) => part({ concat: { reference: 42, total: 2, wide: false, part: at } });
    const received = () => tally.counts("received").map(({ count }) => count);
    await inbox.store(piece(1));
    expect(received()).toEqual([]);
    await inbox.releaseIncomplete({ now: NOON + DAY, olderThanMs: MINUTE });
    expect(received()).toEqual([1]);
    await inbox.store(piece(2));
    await inbox.store(piece(2));
    expect(received()).toEqual([1]);
    await inbox.store(part({ isCall: true, dedupeKey: "call" }));
    await inbox.endCall({ sim: "sim-1", dedupeKey: "call", rangMs: 4_000 });
    expect(received()).toEqual([2]);
  });
});
