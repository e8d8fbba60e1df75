import { expect, test } from "bun:test";
import { createSecretBox } from "../../lib/auth/index.ts";
import type { NewIncomingPart } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";
import { DAY, NOON } from "./outgoing.ts";

let parts = 0;

function incoming(given: Partial<NewIncomingPart> = {}): NewIncomingPart {
  return {
    modem: "modem-1",
    sim: "sim-1",
    receivedAt: NOON,
    pdu: "0791AA",
    sender: "+491701234567",
    senderType: "international",
    smsc: "+491710760000",
    sentAt: NOON - 2_000,
    alphabet: "gsm7",
    protocol: 0,
    text: "hello",
    dedupeKey: `part ${++parts}`,
    ...given,
  };
}

const piece = (part: number, text: string, given: Partial<NewIncomingPart> = {}) =>
  incoming({ text, ...given, concat: { reference: 42, total: 3, wide: false, part, ...given.concat } });

eachDatabase("the inbox", (databases) => {
  test("a single message is complete at once, with all that is known of it", async () => {
    const { inbox } = await databases.open();
    const { messageId, state } = await inbox.store(incoming({ class: 1 }));
    expect(state).toBe("complete");
    expect(await inbox.find(messageId)).toEqual({
      id: messageId,
      kind: "text",
      channel: "sms",
      modem: "modem-1",
      sender: "+491701234567",
      text: "hello",
      class: 1,
      sentAt: NOON - 2_000,
      receivedAt: NOON,
      state: "complete",
      parts: { total: 1, present: [1] },
    });
  });

  test("a message that lacks a part, since it does not open, is for people, and not routed", async () => {
    const url = await databases.create();
    const texts = { seals: "key00001", boxes: new Map([["key00001", createSecretBox(new Uint8Array(32))]]) };
    const { inbox, routing } = await databases.open({ url, texts });
    for (const [reference, isDamaged] of [
      [1, true],
      [2, false],
    ] as const) {
      const concat = { reference, total: 2, wide: false };
      await inbox.store(piece(1, "one ", { concat: { ...concat, part: 1 } }));
      if (isDamaged)
        await sqlOn(url, "update incoming_parts set pdu = pdu || 'AAAA', text = text || 'AAAA' returning id");
      await inbox.store(piece(2, "two", { concat: { ...concat, part: 2 } }));
    }
    expect((await inbox.list({ limit: 10 })).map(({ text }) => text)).toEqual([
      "one two",
      "[text cannot be decrypted]two",
    ]);
    expect((await routing.unrouted({ limit: 10 })).map(({ text }) => text)).toEqual(["one two"]);
  });

  test("8-bit data is kept as it came", async () => {
    const { inbox } = await databases.open();
    const { text: _, ...withoutText } = incoming({
      alphabet: "8bit",
      data: "00FF7F",
      ports: { destination: 2948, source: 9200 },
    });
    const { messageId } = await inbox.store(withoutText);
    expect(await inbox.find(messageId)).toMatchObject({ text: "", data: "00FF7F", state: "complete" });
  });

  test("a part that was stored before changes nothing", async () => {
    const { inbox } = await databases.open();
    const part = incoming();
    const { messageId } = await inbox.store(part);
    expect(await inbox.store({ ...part, modem: "modem-2", receivedAt: NOON + 5 })).toEqual({
      messageId,
      state: "duplicate",
    });
    expect((await inbox.list({ limit: 10 })).length).toBe(1);
  });

  test("without a time, the same text counts as read twice for a minute, and later as another message", async () => {
    const { inbox } = await databases.open();
    const { sentAt: _, ...part } = incoming({ undated: true });
    const first = await inbox.store(part);
    for (const receivedAt of [NOON, NOON + 30_000, NOON + 59_999]) {
      expect(await inbox.store({ ...part, receivedAt })).toEqual({ messageId: first.messageId, state: "duplicate" });
    }
    for (const receivedAt of [NOON + 60_000, NOON + 600_000]) {
      const again = await inbox.store({ ...part, receivedAt });
      expect(again.state).toBe("complete");
      expect(await inbox.store({ ...part, receivedAt: receivedAt + 1_000 })).toMatchObject({ state: "duplicate" });
    }
    expect(await inbox.list({ limit: 10 })).toHaveLength(3);
  });

  test("the same part read twice in one turn is stored once", async () => {
    const { inbox } = await databases.open();
    const part = incoming();
    const answers = await Promise.all([inbox.store(part), inbox.store(part)]);
    expect(answers.map((answer) => answer.state)).toEqual(["complete", "duplicate"]);
  });

  test("the same message to two of our SIMs is two messages", async () => {
    const { inbox } = await databases.open();
    const part = incoming();
    expect((await inbox.store(part)).state).toBe("complete");
    expect((await inbox.store({ ...part, sim: "sim-2" })).state).toBe("complete");
  });

  for (const order of [
    [1, 2, 3],
    [3, 2, 1],
    [2, 3, 1],
  ]) {
    test(`parts that come in the order ${order} are joined`, async () => {
      const { inbox } = await databases.open();
      const states: string[] = [];
      let id = 0;
      for (const part of order) {
        const stored = await inbox.store(piece(part, `<${part}>`, { receivedAt: NOON + part }));
        states.push(stored.state);
        id = stored.messageId;
      }
      expect(states).toEqual(["waiting", "waiting", "complete"]);
      expect(await inbox.find(id)).toMatchObject({
        text: "<1><2><3>",
        state: "complete",
        parts: { total: 3, present: [1, 2, 3] },
      });
      expect((await inbox.list({ limit: 10 })).length).toBe(1);
    });
  }

  test("parts are joined across a restart", async () => {
    const url = await databases.create();
    const before = await databases.open({ url });
    await before.inbox.store(piece(1, "a"));
    await before.inbox.store(piece(3, "c"));
    await before.close();
    const after = await databases.open({ url });
    expect((await after.inbox.store(piece(2, "b"))).state).toBe("complete");
    expect((await after.inbox.list({ limit: 1 }))[0]?.text).toBe("abc");
  });

  test("another sender, reference, width, total, protocol, alphabet or SIM is another message", async () => {
    const { inbox } = await databases.open();
    const concat = { reference: 42, total: 3, part: 2, wide: false };
    await inbox.store(piece(1, "a"));
    const others: Partial<NewIncomingPart>[] = [
      { sender: "+491719876543" },
      { concat: { ...concat, reference: 43 } },
      { concat: { ...concat, wide: true } },
      { concat: { ...concat, total: 2 } },
      { protocol: 65 },
      { alphabet: "ucs2" },
      { sim: "sim-2" },
    ];
    for (const other of others) expect((await inbox.store(piece(2, "b", other))).state).toBe("waiting");
    expect((await inbox.list({ limit: 20 })).length).toBe(1 + others.length);
  });

  test("reference 0 and 16-bit references are as good as any", async () => {
    const { inbox } = await databases.open();
    for (const [reference, wide] of [
      [0, false],
      [0, true],
      [65_535, true],
    ] as const) {
      const concat = { reference, wide, total: 2, part: 1 };
      expect((await inbox.store(piece(1, "a", { concat }))).state).toBe("waiting");
      expect((await inbox.store(piece(2, "b", { concat: { ...concat, part: 2 } }))).state).toBe("complete");
    }
  });

  test("a part number that cannot be makes it a single message", async () => {
    const { inbox } = await databases.open();
    for (const [part, total] of [
      [0, 3],
      [4, 3],
      [1, 0],
      [1, 1],
    ] as const) {
      const { messageId, state } = await inbox.store(
        piece(part, "alone", { concat: { reference: 1, wide: false, part, total } }),
      );
      expect(state).toBe("complete");
      expect(await inbox.find(messageId)).toMatchObject({ text: "alone", parts: { total: 1, present: [1] } });
    }
  });

  test("a reference that is used again does not mix two messages", async () => {
    const { inbox } = await databases.open();
    const first = await inbox.store(piece(1, "old "));
    const second = await inbox.store(piece(1, "new "));
    expect(second.messageId).not.toBe(first.messageId);
    await inbox.store(piece(2, "b"));
    expect((await inbox.store(piece(3, "c"))).state).toBe("complete");
    expect((await inbox.find(second.messageId))?.text).toBe("new bc");
    expect((await inbox.find(first.messageId))?.state).toBe("waiting");
  });

  test("what has waited too long is released incomplete, and a late part still completes it", async () => {
    const { inbox } = await databases.open();
    const { messageId } = await inbox.store(piece(1, "a"));
    await inbox.store(piece(3, "c", { receivedAt: NOON + 5 }));
    const fresh = await inbox.store(piece(1, "x", { sender: "+4930", receivedAt: NOON + DAY }));
    expect(await inbox.releaseIncomplete({ now: NOON + DAY - 1, olderThanMs: DAY })).toEqual([]);
    expect(await inbox.releaseIncomplete({ now: NOON + DAY, olderThanMs: DAY })).toEqual([messageId]);
    expect(await inbox.releaseIncomplete({ now: NOON + DAY, olderThanMs: DAY })).toEqual([]);
    expect(await inbox.find(messageId)).toMatchObject({
      state: "incomplete",
      text: "ac",
      parts: { total: 3, present: [1, 3] },
    });
    expect((await inbox.find(fresh.messageId))?.state).toBe("waiting");
    expect(await inbox.store(piece(2, "b", { receivedAt: NOON + 2 * DAY }))).toEqual({ messageId, state: "complete" });
    expect(await inbox.find(messageId)).toMatchObject({ state: "complete", text: "abc" });
  });

  test("a late part that leaves another missing updates the incomplete message", async () => {
    const { inbox } = await databases.open();
    const { messageId } = await inbox.store(piece(1, "a"));
    await inbox.releaseIncomplete({ now: NOON + DAY, olderThanMs: DAY });
    expect(await inbox.store(piece(2, "b"))).toEqual({ messageId, state: "incomplete" });
    expect((await inbox.find(messageId))?.text).toBe("ab");
  });

  test("an unreadable PDU is kept raw and shown", async () => {
    const { inbox } = await databases.open();
    const { messageId, state } = await inbox.store({
      modem: "modem-1",
      sim: "sim-1",
      receivedAt: NOON,
      pdu: "07FFZZ",
      decodeError: "the address is cut",
      dedupeKey: "raw 07FFZZ",
    });
    expect(state).toBe("undecodable");
    expect(await inbox.find(messageId)).toEqual({
      id: messageId,
      kind: "undecodable",
      channel: "sms",
      modem: "modem-1",
      text: "",
      receivedAt: NOON,
      state: "undecodable",
      parts: { total: 1, present: [1] },
      pdu: "07FFZZ",
      decodeError: "the address is cut",
    });
  });

  test("a text with U+0000 is stored like any other", async () => {
    const { inbox } = await databases.open();
    const { messageId } = await inbox.store(incoming({ text: "a\0b" }));
    expect((await inbox.find(messageId))?.text).toBe("a\uFFFDb");
  });

  test("the list is newest first and can be paged", async () => {
    const { inbox } = await databases.open();
    const ids: number[] = [];
    for (let count = 0; count < 5; count++) ids.unshift((await inbox.store(incoming())).messageId);
    const first = await inbox.list({ limit: 2 });
    expect(first.map((message) => message.id)).toEqual(ids.slice(0, 2));
    const rest = await inbox.list({ limit: 10, before: first[1]?.id ?? 0 });
    expect(rest.map((message) => message.id)).toEqual(ids.slice(2));
    expect(await inbox.find(9_999)).toBeUndefined();
  });
});
