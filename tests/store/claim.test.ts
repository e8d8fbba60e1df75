import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { openGateway, startGateway } from "./gateway.ts";
import { ANNA, accept, BERND, MINUTE, message, mustFind, NOON, stateOf } from "./outgoing.ts";

/** Long enough for claims that wait to be committed. */
async function turn(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
}

eachDatabase("claiming", (databases) => {
  test("priority goes first, then the time due, then the order of acceptance", async () => {
    const gateway = await openGateway(databases);
    const given = [
      { priority: 1 as const, sendAt: NOON - 10 },
      { priority: 1 as const, sendAt: NOON },
      { priority: 0 as const, sendAt: NOON - 50 },
      { priority: 2 as const, sendAt: NOON },
      { priority: 1 as const, sendAt: NOON },
    ];
    const ids = await gateway.store.outbox.accept(
      given.map((each, at) => message({ ...each, recipient: `+4917${at}` })),
      NOON - 100,
    );
    const claimed: number[] = [];
    for (let claim = await gateway.claim(); claim; claim = await gateway.claim()) claimed.push(claim.message.id);
    expect(claimed).toEqual([3, 0, 1, 4, 2].map((at) => ids[at] ?? 0));
  });

  test("a claim says who sends and counts up its fence", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store);
    const claim = await gateway.mustClaim({ modem: "modem-7" });
    expect(claim).toMatchObject({ message: { id, state: "sending", modem: "modem-7" }, parts: [], fence: 1 });
    expect((await mustFind(gateway.store, id)).timeline.at(-1)).toEqual({
      at: NOON,
      state: "sending",
      modem: "modem-7",
    });
  });

  test("a claim that begins records its first part as sending, unless the message has expired", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store);
    const late = await accept(gateway.store, { recipient: BERND, expiresAt: NOON });
    const claim = await gateway.mustClaim({ pdu: "00A1" });
    expect(claim.parts).toMatchObject([{ position: 1, pdu: "00A1", state: "sending" }]);
    expect((await mustFind(gateway.store, id)).parts).toMatchObject([
      { state: "sending", modem: "modem-1", sim: "sim-1" },
    ]);
    expect(await gateway.store.outbox.partSent(claim, 1, { reference: 1, at: NOON })).toBe("written");
    const expired = await gateway.mustClaim({ pdu: "00A1" });
    expect(expired.message.id).toBe(late);
    expect(expired.parts).toMatchObject([{ state: "open" }]);
  });

  test("what is due later is neither claimed nor in the way", async () => {
    const gateway = await openGateway(databases);
    await accept(gateway.store, { sendAt: NOON + MINUTE, priority: 2 });
    const now = await accept(gateway.store, { recipient: BERND, priority: 0 });
    expect((await gateway.mustClaim()).message.id).toBe(now);
    expect(await gateway.claim()).toBeUndefined();
    expect(await gateway.store.outbox.queuedLanes()).toEqual([{ lane: "", dueAt: NOON + MINUTE }]);
    expect(await gateway.claim({ now: NOON + MINUTE })).toBeDefined();
  });

  test("a recipient's messages go one after another, in order, while others go on", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const first = await accept(gateway.store);
    const second = await accept(gateway.store);
    const third = await accept(gateway.store);
    const other = await accept(gateway.store, { recipient: BERND });

    const claim = await gateway.mustClaim();
    expect(claim.message.id).toBe(first);
    expect((await gateway.mustClaim()).message.id).toBe(other);
    expect(await gateway.claim()).toBeUndefined();
    // Nothing to wait for by the clock: the first message's end wakes.
    expect(await outbox.queuedLanes()).toEqual([]);

    await outbox.settle(claim, { state: "sent", at: NOON });
    const next = await gateway.mustClaim();
    expect(next.message.id).toBe(second);
    expect(await gateway.claim()).toBeUndefined();
    await outbox.settle(next, { state: "failed", at: NOON, error: "no such number" });
    expect((await gateway.mustClaim()).message.id).toBe(third);
  });

  test("a message that waits for its retry holds up none behind it", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const waiting = await accept(gateway.store);
    const behind = await accept(gateway.store);
    const claim = await gateway.mustClaim();
    await gateway.claim();
    const retry = { state: "queued", at: NOON, dueAt: NOON + MINUTE, error: "busy", countAttempt: true } as const;
    await outbox.settle(claim, retry);
    const next = await gateway.mustClaim();
    expect(next.message.id).toBe(behind);
    await outbox.settle(next, { state: "sent", at: NOON });
    expect(await gateway.claim()).toBeUndefined();
    expect((await gateway.mustClaim({ now: NOON + MINUTE })).message).toMatchObject({
      id: waiting,
      attempts: 1,
      lastError: "busy",
    });
  });

  test("hundreds in the way of one recipient are passed, and none of them is lost", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const ids = await outbox.accept(
      Array.from({ length: 300 }, () => message()),
      NOON,
    );
    const other = await accept(gateway.store, { recipient: BERND });
    let claim = await gateway.mustClaim();
    expect((await gateway.mustClaim()).message.id).toBe(other);
    expect(await gateway.claim()).toBeUndefined();
    const order = [claim.message.id];
    for (let sent = 1; sent < 300; sent++) {
      await outbox.settle(claim, { state: "sent", at: NOON });
      claim = await gateway.mustClaim();
      if (sent % 50 === 0) expect(await gateway.claim()).toBeUndefined();
      order.push(claim.message.id);
    }
    expect(order).toEqual(ids);
  });

  test("what comes behind hundreds in the way keeps its place before what is less urgent", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const urgent = (count: number, recipient: string) =>
      Array.from({ length: count }, () => message({ recipient, priority: 2 }));
    await outbox.accept([message({ recipient: "+4930", priority: 0 }), message({ recipient: "+4931" })], NOON);
    await outbox.accept([...urgent(1_300, ANNA), ...urgent(1, BERND), message({ recipient: "+4932" })], NOON);
    const order: string[] = [];
    for (let claim = await gateway.claim(); claim; claim = await gateway.claim()) order.push(claim.message.recipient);
    expect(order).toEqual([ANNA, BERND, "+4931", "+4932", "+4930"]);
  });

  test("cancelling or expiring the next of a recipient lets the one behind it go", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    await accept(gateway.store);
    const second = await accept(gateway.store);
    const third = await accept(gateway.store, { expiresAt: NOON + 1 });
    const fourth = await accept(gateway.store);
    const claim = await gateway.mustClaim();
    expect(await gateway.claim()).toBeUndefined();
    await outbox.settle(claim, { state: "sent", at: NOON });
    expect(await outbox.cancel(second, NOON)).toMatchObject({ ok: true });
    expect(await outbox.expireDue(NOON + 2)).toBe(1);
    expect(await stateOf(gateway.store, third)).toBe("expired");
    expect((await gateway.mustClaim({ now: NOON + 2 })).message.id).toBe(fourth);
  });

  test("a pool's message goes only to its own modems; any other goes to all", async () => {
    const gateway = await openGateway(databases);
    const north = await accept(gateway.store, { pool: "north" });
    const free = await accept(gateway.store, { recipient: BERND });
    expect((await gateway.mustClaim({ pool: "south" })).message.id).toBe(free);
    expect(await gateway.claim({ pool: "south" })).toBeUndefined();
    expect(await gateway.claim()).toBeUndefined();
    expect((await gateway.mustClaim({ pool: "north" })).message.id).toBe(north);
  });

  test("of one recipient, a pool that nobody serves does not hold up the others", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    await accept(gateway.store);
    await accept(gateway.store, { pool: "nowhere" });
    const free = await accept(gateway.store);
    const claim = await gateway.mustClaim();
    expect(await gateway.claim({ pool: "nowhere" })).toBeUndefined();
    await outbox.settle(claim, { state: "sent", at: NOON });
    expect((await gateway.mustClaim()).message.id).toBe(free);
  });

  test("a message leaves out the modem it excluded while another is fit that it has not excluded", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store);
    const exclude = async (modem: string) => {
      const claim = await gateway.mustClaim({ modem });
      const again = { state: "queued", at: NOON, dueAt: NOON, error: "refused", countAttempt: false } as const;
      await gateway.store.outbox.settle(claim, { ...again, excludeModem: modem });
    };
    await exclude("modem-1");
    expect(await gateway.claim({ modem: "modem-1", others: ["modem-2"] })).toBeUndefined();
    expect(await gateway.claim({ modem: "modem-1", others: ["modem-2", "modem-3"] })).toBeUndefined();
    await exclude("modem-2");
    // Both have failed: waiting for one another they would keep it for ever.
    expect(await gateway.claim({ modem: "modem-1", others: ["modem-2", "modem-3"] })).toBeUndefined();
    const claim = await gateway.mustClaim({ modem: "modem-1", others: ["modem-2"] });
    expect(claim.message).toMatchObject({ id, attempts: 0 });
  });

  test("a message left out by the modem it excluded holds up nothing behind it", async () => {
    const gateway = await openGateway(databases);
    await accept(gateway.store);
    const claim = await gateway.mustClaim();
    const again = { state: "queued", at: NOON, dueAt: NOON, error: "refused", countAttempt: false } as const;
    await gateway.store.outbox.settle(claim, { ...again, excludeModem: "modem-1" });
    const behind = await accept(gateway.store, { recipient: BERND });
    expect((await gateway.mustClaim({ others: ["modem-2"] })).message.id).toBe(behind);
  });

  test("a walk over the queue sees each message once, a few at a time, oldest first", async () => {
    const { outbox } = (await openGateway(databases)).store;
    const batches = [NOON + 5, NOON, NOON + 5].map((at, batch) =>
      Promise.all([
        outbox.accept(
          Array.from({ length: 600 }, (_, n) => message({ recipient: `+49${batch}${n}` })),
          at,
        ),
      ]),
    );
    const ids = (await Promise.all(batches)).flat(2);
    const seen: string[] = [];
    const laneOf = ({ recipient }: { recipient: string }) => {
      seen.push(recipient);
      return Number(recipient) % 2 === 0 ? "pool:even" : "";
    };
    const first = await outbox.moveLanes({ laneOf });
    expect([seen.length, first === undefined]).toEqual([1_000, false]);
    for (let after = first; after !== undefined; ) after = await outbox.moveLanes({ after, laneOf });
    const inBatch = (batch: number) => Array.from({ length: 600 }, (_, n) => `+49${batch}${n}`);
    expect(seen).toEqual([...inBatch(1), ...inBatch(0), ...inBatch(2)]);
    expect((await outbox.find(ids[0] ?? 0))?.message.lane).toBe("pool:even");
    expect((await outbox.find(ids[1] ?? 0))?.message.lane).toBeUndefined();
  });

  test("claims of one time get different messages, and share a commit when asked to", async () => {
    const gateway = await openGateway(databases);
    await gateway.store.outbox.accept(
      Array.from({ length: 8 }, (_, at) => message({ recipient: `+49170${at}` })),
      NOON,
    );
    const before = gateway.store.commits();
    const claims = await Promise.all(
      gateway.store.outbox.inOneCommit(() =>
        Array.from({ length: 10 }, (_, at) => gateway.claim({ modem: `modem-${at}` })),
      ),
    );
    expect(gateway.store.commits()).toBe(before + 1);
    const ids = claims.filter((claim) => claim !== undefined).map((claim) => claim.message.id);
    expect(ids.length).toBe(8);
    expect(new Set(ids).size).toBe(8);
  });

  test("a gateway that has begun another life claims nothing in its old one", async () => {
    const old = await openGateway(databases);
    await accept(old.store);
    const fresh = await startGateway(old.store);
    expect(fresh.lease.epoch).toBe(old.lease.epoch + 1);
    expect(await old.claim()).toBeUndefined();
    expect(await fresh.claim()).toBeDefined();
  });

  test("two stores on one database claim each message once, and each recipient's in order", async () => {
    const url = await databases.create();
    const [one, two] = await Promise.all([databases.open({ url }), databases.open({ url })]);
    const gateways = await Promise.all([startGateway(one, "node-1"), startGateway(two, "node-2")]);
    // Fewer than there are modems, so that they get in each other's way.
    const recipients = ["+49170", "+49171", "+49172"];
    const ids = await one.outbox.accept(
      Array.from({ length: 120 }, (_, at) => message({ recipient: recipients[at % 3] ?? ANNA })),
      NOON,
    );
    const claimed: { id: number; recipient: string }[] = [];
    const inFlight = new Set<string>();
    let left = ids.length;
    const work = async (gateway: (typeof gateways)[number], modem: string) => {
      while (left > 0) {
        const claim = await gateway.claim({ modem });
        if (!claim) continue;
        const { id, recipient } = claim.message;
        expect(inFlight.has(recipient)).toBe(false);
        inFlight.add(recipient);
        claimed.push({ id, recipient });
        left--;
        // Others claim while this one is on its way.
        await turn();
        const settled = gateway.store.outbox.settle(claim, { state: "sent", at: NOON });
        // The recipient is free with the commit, which another may see before this one hears of it.
        inFlight.delete(recipient);
        expect(await settled).toBe("written");
      }
    };
    await Promise.all(gateways.flatMap((gateway) => ["a", "b", "c"].map((modem) => work(gateway, modem))));
    expect(claimed.map((each) => each.id).sort((a, b) => a - b)).toEqual(ids);
    for (const recipient of recipients) {
      const order = claimed.filter((each) => each.recipient === recipient).map((each) => each.id);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });
});
