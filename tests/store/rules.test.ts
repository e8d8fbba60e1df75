import { expect, test } from "bun:test";
import type { NewIncomingPart, NewMessage, Rule, RuleContent } from "../../lib/messages/index.ts";
import { ok } from "../../lib/result.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { aJob } from "../support/jobs.ts";
import { NOON } from "./outgoing.ts";
import { routed } from "./routed.ts";

const MINUTE = 60_000;
const NUMBER = "+491709999991";
const content = (name: string, more: Partial<Rule> = {}): RuleContent => ({
  rule: { name, enabled: true, replace: [], then: [], stop: false, ...more },
});
const message = (text: string, recipient = NUMBER): NewMessage => ({
  recipient,
  text,
  kind: "text",
  flash: false,
  channel: "sms",
  priority: 1,
  source: "routing",
  sendAt: NOON,
  expiresAt: NOON + MINUTE,
});
let received = 0;
async function receive(store: Store, more: Partial<NewIncomingPart> = {}): Promise<number> {
  const part = { modem: "one", sim: "one", receivedAt: NOON, pdu: "00", sender: NUMBER, text: "hello" };
  const { messageId } = await store.inbox.store({ ...part, dedupeKey: `test ${++received}`, ...more });
  return messageId;
}
async function add(store: Store, name: string): Promise<number> {
  const added = await store.rules.add(content(name), { now: NOON, most: 200 });
  if (!added.ok) throw new Error(added.problem);
  return added.value.id;
}

eachDatabase("rules", (databases) => {
  const names = async (store: Store) => (await store.rules.list()).map(({ rule }) => rule.name);

  test("rules keep their order, and a new list of them may swap names, add and remove in one step", async () => {
    const store = await databases.open();
    const [one = 0, two = 0, three = 0] = [await add(store, "one"), await add(store, "two"), await add(store, "three")];
    const list = [{ content: content("new") }, { id: three }, { id: two, content: content("one") }];
    const swapped = await store.rules.revise(() => ok([...list, { id: one, content: content("two") }]), {
      now: NOON,
      most: 200,
    });
    expect(swapped.ok && swapped.value.map(({ rule }) => rule.name)).toEqual(["new", "three", "one", "two"]);
    expect((await store.rules.find(two))?.rule.name).toBe("one");
    const fewer = await store.rules.revise(() => ok([{ id: two }]), { now: NOON, most: 200 });
    expect(fewer.ok).toBe(true);
    expect(await names(store)).toEqual(["one"]);
    const twice = [{ content: content("a") }, { content: content("A") }];
    expect(await store.rules.revise(() => ok(twice), { now: NOON, most: 200 })).toEqual({
      ok: false,
      problem: "name-taken",
    });
    expect(await names(store)).toEqual(["one"]);
  });

  test("every change is seen by the generation, a count of messages is not", async () => {
    const store = await databases.open();
    const before = await store.rules.generation();
    const id = await add(store, "one");
    const after = await store.rules.generation();
    expect(after).toBeGreaterThan(before);
    await store.routing.route([routed(await receive(store), { matched: [id] })], NOON);
    expect(await store.rules.generation()).toBe(after);
    expect(await store.rules.find(id)).toMatchObject({ version: 1, matched: 1, lastMatchedAt: NOON });
  });

  test("a message is routed once, by whichever gateway is first, with all that it leads to", async () => {
    const url = await databases.create();
    const stores = [await databases.open({ url }), await databases.open({ url })] as const;
    const [store, other] = stores;
    const id = await add(store, "one");
    const incoming = await receive(store);
    expect((await other.routing.unrouted({ limit: 10 })).map((each) => each.id)).toEqual([incoming]);
    const all = routed(incoming, {
      matched: [id],
      jobs: [aJob({ eventId: `in-${incoming}.${id}.0`, incomingId: incoming, ruleId: id })],
      forwarded: [{ messages: [message("on")], times: 1 }],
    });
    const outcomes = (await Promise.all(stores.map((each) => each.routing.route([all], NOON)))).flat();
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["already", "routed"]);
    expect(outcomes.find(({ kind }) => kind === "routed")).toMatchObject({ jobs: 1, messages: [{ text: "on" }] });
    expect((await store.rules.find(id))?.matched).toBe(1);
    expect((await store.jobs.page({}, { limit: 10 })).jobs).toHaveLength(1);
    expect((await store.outbox.countByState()).queued).toBe(1);
    expect(await store.routing.unrouted({ limit: 10 })).toEqual([]);
  });

  test("what fails is undone as a whole, and the message waits for its rules again", async () => {
    const store = await databases.open();
    const incoming = await receive(store);
    const unknown = { ruleId: 4711, everySeconds: 60, messages: [message("thanks")] };
    const failing = routed(incoming, {
      number: NUMBER,
      forwarded: [{ messages: [message("on")], times: 1 }],
      answers: [unknown],
    });
    await expect(store.routing.route([failing], NOON)).rejects.toThrow();
    expect((await store.routing.unrouted({ limit: 10 })).map((each) => each.id)).toEqual([incoming]);
    expect((await store.outbox.countByState()).queued).toBe(0);
  });

  test("messages that wait for parts, and undecodable ones, are not shown to rules", async () => {
    const store = await databases.open();
    const concat = { reference: 1, total: 2, part: 1, wide: false };
    await receive(store, { concat });
    await receive(store, { decodeError: "no PDU" });
    expect(await store.routing.unrouted({ limit: 10 })).toEqual([]);
    const id = await receive(store, { concat: { ...concat, part: 2 }, text: " world" });
    expect(await store.routing.unrouted({ limit: 10 })).toMatchObject([{ id, text: "hello world" }]);
  });

  test("a number gets one answer of a rule in its time, and none while it answers answers", async () => {
    const store = await databases.open();
    const [ruleId, otherId] = [await add(store, "one"), await add(store, "two")];
    const answer = async (now: number, id = ruleId) => {
      const incoming = await receive(store);
      const answers = [{ ruleId: id, everySeconds: 3_600, messages: [message("thanks")] }];
      const [outcome] = await store.routing.route([routed(incoming, { number: NUMBER, answers })], now);
      return outcome?.kind === "routed" ? (outcome.unanswered[0] ?? "answered") : outcome?.kind;
    };
    expect(await answer(NOON)).toBe("answered");
    expect(await answer(NOON + MINUTE)).toBe("too-soon");
    expect(await answer(NOON + 2 * MINUTE, otherId)).toBe("answers-itself");
    // Ten minutes from the last of them.
    expect(await answer(NOON + 11 * MINUTE, otherId)).toBe("answers-itself");
    expect(await answer(NOON + 22 * MINUTE, otherId)).toBe("answered");
    expect(await answer(NOON + 61 * MINUTE)).toBe("answered");
    expect(await store.routing.forget({ before: NOON + 120 * MINUTE, limit: 10 })).toBeGreaterThan(0);
    expect(await store.routing.answerMemory(NUMBER)).toEqual({ answeredAt: new Map() });
  });

  test("texts that were forwarded to a number are found by it, and deleted with their message", async () => {
    const store = await databases.open();
    const forwarded = [{ messages: [message("on"), message("on", "+491701")], times: 2 }];
    await store.routing.route([routed(await receive(store), { forwarded })], NOON);
    expect(await store.routing.forwardedTo([NUMBER], NOON - 1)).toEqual([
      { text: "on", times: 2, at: NOON, ofAlarm: false },
    ]);
    expect(await store.routing.forwardedTo([NUMBER], NOON)).toEqual([]);
    await store.archive.removeOutgoing(1);
    expect(await store.routing.forwardedTo([NUMBER], NOON - 1)).toEqual([]);
  });

  test("messages that were there before there were rules are not routed", async () => {
    const url = await databases.createEmpty();
    await leaveEarlierVersion(url, "0034-rules", [
      `insert into incoming_messages (channel, modem, sim, sender, text, received_at, state, total)
        values ('sms', 'one', '', '+491701234567', 'Help', 1000, 'complete', 1)`,
    ]);
    const store = await databases.open({ url });
    expect(await store.routing.unrouted({ limit: 10 })).toEqual([]);
    const id = await receive(store);
    expect((await store.routing.unrouted({ limit: 10 })).map((each) => each.id)).toEqual([id]);
  });
});
