import { expect, test } from "bun:test";
import type { AskedByMessage, NewIncomingPart, OptOutRequest, ReceivedText } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";
import { openGateway, startGateway } from "./gateway.ts";
import { ANNA, accept, BERND, message, mustFind, NOON, stateOf } from "./outgoing.ts";

const optOut = (given: Partial<OptOutRequest> = {}): OptOutRequest => ({
  number: ANNA,
  action: "opt-out",
  at: NOON,
  door: "api",
  userName: "anna",
  ...given,
});
const optIn = (given: Partial<OptOutRequest> = {}) => optOut({ action: "opt-in", ...given });

let parts = 0;
const incoming = (text: string, given: Partial<NewIncomingPart> = {}): NewIncomingPart => ({
  modem: "modem-1",
  sim: "sim-1",
  receivedAt: NOON,
  pdu: "0791AA",
  sender: ANNA,
  senderType: "international",
  text,
  dedupeKey: `part ${++parts}`,
  ...given,
});

/** Whatever the text says, its sender opts out, and that is confirmed. */
const asks = ({ sender = "", text, modem, receivedAt }: ReceivedText): AskedByMessage => ({
  request: { number: sender, action: "opt-out", at: receivedAt, asked: text, modem },
  confirmation: message({ recipient: sender, text: "confirmed", source: "opt-out", despiteOptOut: true }),
});

eachDatabase("a number", (databases) => {
  test("is opted out from the request until it opts in again, and the audit has every request", async () => {
    const { optOuts } = await databases.open();
    expect(await optOuts.among([ANNA, BERND])).toEqual(new Set());
    expect(await optOuts.ask(optOut())).toMatchObject({ hasChanged: true });
    expect(await optOuts.ask(optOut({ at: NOON + 1 }))).toMatchObject({ hasChanged: false });
    expect(await optOuts.among([ANNA, BERND])).toEqual(new Set([ANNA]));
    expect(await optOuts.find(ANNA)).toMatchObject({ number: ANNA, since: NOON, door: "api", userName: "anna" });
    expect(await optOuts.ask(optIn())).toMatchObject({ hasChanged: true });
    expect(await optOuts.ask(optIn())).toMatchObject({ hasChanged: false });
    expect(await optOuts.among([ANNA])).toEqual(new Set());
    expect(await optOuts.find(ANNA)).toBeUndefined();
    const { records } = await optOuts.audit({ number: ANNA }, { limit: 10 });
    expect(records.map(({ action, hasChanged }) => `${action} ${hasChanged}`)).toEqual([
      "opt-in false",
      "opt-in true",
      "opt-out false",
      "opt-out true",
    ]);
  });

  test("that two gateways opt out at once is opted out by one of them", async () => {
    const url = await databases.create();
    const stores = await Promise.all([databases.open({ url }), databases.open({ url })]);
    const asked = stores.flatMap(({ optOuts }) => [1, 2, 3].map(() => optOuts.ask(optOut())));
    expect((await Promise.all(asked)).filter(({ hasChanged }) => hasChanged)).toHaveLength(1);
    expect((await stores[0]?.optOuts.audit({}, { limit: 10 }))?.records).toHaveLength(6);
  });

  test("is found by its digits, and lists go on page by page", async () => {
    const { optOuts } = await databases.open();
    const numbers = ["+491701", "+491702", "+431703"];
    for (const number of numbers) await optOuts.ask(optOut({ number }));
    const first = await optOuts.page({}, { limit: 2 });
    expect(first.optOuts.map(({ number }) => number)).toEqual(["+431703", "+491702"]);
    const second = await optOuts.page({}, { limit: 2, before: first.next ?? 0 });
    expect(second).toEqual({ optOuts: [expect.objectContaining({ number: "+491701" })] });
    const found = await optOuts.page({ search: "+49 170" }, { limit: 9 });
    expect(found.optOuts.map(({ number }) => number)).toEqual(["+491702", "+491701"]);
    const audit = await optOuts.audit({}, { limit: 2 });
    const rest = await optOuts.audit({}, { limit: 2, before: audit.next ?? 0 });
    expect([...audit.records, ...rest.records].map(({ number }) => number)).toEqual(numbers.toReversed());
  });
});

eachDatabase("a record of the audit", (databases) => {
  test("is neither changed nor deleted nor replaced, by SQL neither", async () => {
    const url = await databases.create();
    const { optOuts } = await databases.open({ url });
    await optOuts.ask(optOut({ asked: "Stop!", incomingId: 7, door: "message" }));
    const before = await optOuts.audit({}, { limit: 10 });
    const statements = [
      "update opt_out_audit set asked = 'never'",
      "update opt_out_audit set number = number",
      "delete from opt_out_audit",
      "delete from opt_out_audit where id = 1",
      ...(databases.dialect === "postgres"
        ? ["truncate opt_out_audit"]
        : [
            "insert or replace into opt_out_audit (id, number, action, at, door) values (1, 'x', 'opt-in', 1, 'api')",
            "update or ignore opt_out_audit set asked = 'never'",
          ]),
    ];
    for (const statement of statements) {
      await expect((async () => sqlOn(url, statement))(), statement).rejects.toThrow(
        "rows of opt_out_audit are never changed or deleted",
      );
    }
    expect(await optOuts.audit({}, { limit: 10 })).toEqual(before);
    // It is not that nothing is written any more.
    await optOuts.ask(optIn());
    expect((await optOuts.audit({}, { limit: 10 })).records).toHaveLength(2);
  });
});

eachDatabase("a received message that opts its sender out", (databases) => {
  test("is stored, done, recorded and confirmed with one commit, and once however often it is read", async () => {
    const store = await databases.open();
    const before = store.commits();
    const part = incoming("STOP");
    const { messageId, state, optOut } = await store.inbox.store(part, asks);
    expect(store.commits() - before).toBe(1);
    expect({ state, optOut }).toMatchObject({ state: "complete", optOut: { hasChanged: true, isConfirmed: true } });
    expect(await store.inbox.store(part, asks)).toEqual({ messageId, state: "duplicate" });
    expect(await store.optOuts.find(ANNA)).toMatchObject({ since: NOON, door: "message", incomingId: messageId });
    const { records } = await store.optOuts.audit({}, { limit: 10 });
    expect(records).toMatchObject([{ asked: "STOP", modem: "modem-1", incomingId: messageId, hasChanged: true }]);
    expect((await store.outbox.countByState()).queued).toBe(1);
  });

  test("again is recorded, and not confirmed a second time", async () => {
    const store = await databases.open();
    for (const text of ["STOP", "stop!!"]) await store.inbox.store(incoming(text), asks);
    const { records } = await store.optOuts.audit({}, { limit: 10 });
    expect(records).toMatchObject([
      { asked: "stop!!", hasChanged: false },
      { asked: "STOP", hasChanged: true },
    ]);
    expect((await store.outbox.countByState()).queued).toBe(1);
  });

  test("leaves nothing when its commit fails", async () => {
    const store = await databases.open();
    const tooMuch = (received: ReceivedText): AskedByMessage => {
      asks(received);
      throw new Error("while it was looked at");
    };
    await expect(store.inbox.store(incoming("STOP"), tooMuch)).rejects.toThrow("while it was looked at");
    expect(await store.inbox.list({ limit: 10 })).toEqual([]);
    expect((await store.optOuts.audit({}, { limit: 10 })).records).toEqual([]);
  });

  test("counts when its last part has come, with the whole text; neither what waits nor what cannot be read is looked at", async () => {
    const store = await databases.open();
    const seen: string[] = [];
    const look = (received: ReceivedText) => {
      seen.push(received.text);
      return undefined;
    };
    const concat = (part: number) => ({ reference: 4, total: 2, wide: false, part });
    await store.inbox.store(incoming("OP", { concat: concat(2) }), look);
    expect(seen).toEqual([]);
    await store.inbox.store(incoming("ST", { concat: concat(1) }), look);
    await store.inbox.store(incoming("lost", { concat: { ...concat(1), reference: 5 } }), look);
    await store.inbox.releaseIncomplete({ now: NOON + 1, olderThanMs: 0 });
    await store.inbox.store(incoming("STOP", { decodeError: "cut off" }), look);
    expect(seen).toEqual(["STOP"]);
  });
});

eachDatabase("what waits for a number that opts out", (databases) => {
  test("is cancelled with that reason, but for what may be sent all the same", async () => {
    const store = await databases.open();
    const { optOuts } = store;
    const stopped = [await accept(store), await accept(store, { priority: 2, channel: "auto" })];
    const kept = [await accept(store, { despiteOptOut: true }), await accept(store, { recipient: BERND })];
    await optOuts.ask(optOut());
    expect(await optOuts.cancelWaiting([...stopped, ...kept], NOON + 1)).toBe(2);
    for (const id of kept) expect(await stateOf(store, id)).toBe("queued");
    for (const id of stopped) {
      const { message, timeline } = await mustFind(store, id);
      expect(message).toMatchObject({
        state: "cancelled",
        lastError: "the recipient has opted out",
        settledAt: NOON + 1,
      });
      expect(timeline.at(-1)).toMatchObject({ state: "cancelled", detail: "the recipient has opted out" });
    }
  });

  test.each(["sms", "telegram"] as const)(
    "and was not cancelled, since the gateway was killed before it could be, is never claimed for %s",
    async (via) => {
      const url = await databases.create();
      const killed = await databases.open({ url });
      const channel = via === "sms" ? "sms" : "auto";
      const ids = [await accept(killed, { channel }), await accept(killed, { channel })];
      await killed.inbox.store(incoming("STOP"), (received) => ({ request: asks(received).request }));

      const gateway = await startGateway(await databases.open({ url }), "node-2");
      const bernd = await accept(gateway.store, { channel, recipient: BERND });
      expect((await gateway.mustClaim({ via })).message.id).toBe(bernd);
      expect(await gateway.claim({ via })).toBeUndefined();
      for (const id of ids) expect(await stateOf(gateway.store, id)).toBe("cancelled");
    },
  );

  test("is claimed if its sender may send to such numbers, or once the number has opted in again", async () => {
    const gateway = await openGateway(databases);
    await gateway.store.optOuts.ask(optOut());
    const allowed = await accept(gateway.store, { despiteOptOut: true });
    const claim = await gateway.mustClaim();
    expect(claim.message).toMatchObject({ id: allowed, despiteOptOut: true });
    await gateway.store.outbox.settle(claim, { state: "failed", at: NOON, error: "refused" });
    await gateway.store.optOuts.ask(optIn());
    const later = await accept(gateway.store);
    expect((await gateway.mustClaim()).message.id).toBe(later);
  });

  test("a message tried before that waits for its next attempt is cancelled when that is due", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store);
    const claim = await gateway.mustClaim();
    await gateway.store.optOuts.ask(optOut());
    const settled = { state: "queued", at: NOON, dueAt: NOON, error: "busy", countAttempt: true } as const;
    await gateway.store.outbox.settle(claim, settled);
    expect(await gateway.claim()).toBeUndefined();
    expect(await stateOf(gateway.store, id)).toBe("cancelled");
  });
});
