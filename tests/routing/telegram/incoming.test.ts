import { expect, test } from "bun:test";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { startTelegramGateway } from "../../support/telegram/gateway.ts";
import { createTurns } from "../../support/turns.ts";

eachDatabase("messages to the bot", (databases) => {
  test("are incoming messages of the linked number, or of the person at Telegram", async () => {
    const store = await databases.open();
    await using gateway = await startTelegramGateway({ store });
    const known = await gateway.person({ linked: true });
    const stranger = await gateway.person({ linked: false });
    known.chat.writes("ACK 17");
    stranger.chat.writes("", { text: undefined, photo: [{ file_id: "x" }], caption: "the rack" });
    stranger.chat.writes("", { text: undefined, voice: { file_id: "y" } });
    const kept = await eventually("three messages", async () => {
      const list = await store.inbox.list({ limit: 10 });
      return list.length === 3 && list.toReversed();
    });
    expect(kept).toMatchObject([
      { channel: "telegram", modem: "telegram", sender: known.number, text: "ACK 17", state: "complete" },
      { channel: "telegram", sender: `telegram:${stranger.chat.person.id}`, text: "the rack" },
      { channel: "telegram", sender: `telegram:${stranger.chat.person.id}`, text: "[voice message]" },
    ]);
    expect(kept[0]).toMatchObject({ sentAt: 1_767_614_400_000, receivedAt: gateway.clock.now() });
    // A stranger is told how to link; who is linked gets no chatter.
    await eventually("the welcome", () => stranger.chat.received.length === 2);
    expect(known.chat.received).toEqual([]);
  });

  test("are stored before Telegram is told that they were taken, and once if they come again", async () => {
    const store = await databases.open();
    let full = false;
    const tried: string[] = [];
    await using gateway = await startTelegramGateway({
      store,
      through: (inbox) => ({
        ...inbox,
        async store(part) {
          tried.push(part.text ?? "");
          if (full) throw new Error("the disk is full");
          return inbox.store(part);
        },
      }),
    });
    const { chat } = await gateway.person({ linked: true });
    full = true;
    const update = chat.writes("the lift is stuck");
    const [raw] = gateway.telegram.world.updatesFrom(update);
    await eventually("the first try", () => tried.length === 1);
    await gateway.pass("the second try", () => tried.length >= 2);
    expect(await store.inbox.list({ limit: 10 })).toEqual([]);
    expect(gateway.telegram.callsOf("getUpdates").at(-1)?.given.offset).toBeLessThanOrEqual(update);

    full = false;
    await gateway.pass("the last try", async () => (await store.inbox.list({ limit: 10 })).length === 1);
    await eventually(
      "the confirmation",
      () => gateway.telegram.callsOf("getUpdates").at(-1)?.given.offset === update + 1,
    );

    // As after a crash between storing and confirming.
    await gateway.bot?.receive(raw);
    expect(await store.inbox.list({ limit: 10 })).toHaveLength(1);
  });

  test("are fetched by one of two gateways, and by the other when that one has stopped", async () => {
    const store = await databases.open();
    const turnOf = createTurns();
    await using north = await startTelegramGateway({ store, node: "north", turn: turnOf("north") });
    const { chat } = await north.person({ linked: true });
    {
      await using south = await startTelegramGateway({ store, node: "south", turn: turnOf("south"), beside: north });
      chat.writes("to north");
      await eventually("it", async () => (await store.inbox.list({ limit: 10 })).length === 1);
      await eventually("the other one to be there", () => north.telegram.callsOf("deleteWebhook").length === 2);
      await north.bot?.stop();
      chat.writes("to south");
      await south.pass("the other one", async () => (await store.inbox.list({ limit: 10 })).length === 2);
    }
  });
});

test("whatever Telegram sends, nothing stands still: groups, bots, edits, rubbish", async () => {
  await using gateway = await startTelegramGateway();
  const { chat } = await gateway.person({ linked: true });
  const { world } = gateway.telegram;
  const from = { id: 5, is_bot: false, first_name: "Somebody" };
  world.push({
    message: { message_id: 900, date: 1, chat: { id: -100, type: "supergroup" }, from, text: "in a group" },
  });
  world.push({
    message: {
      message_id: 901,
      date: 1,
      chat: { id: 5, type: "private" },
      from: { ...from, is_bot: true },
      text: "bot",
    },
  });
  world.push({ edited_message: { message_id: 902, date: 1, chat: { id: 5, type: "private" }, from, text: "edited" } });
  world.push({ message: { message_id: 903, date: 1, chat: { id: 5, type: "private" }, from, pinned_message: {} } });
  world.push({ message: "rubbish" });
  world.push({ my_chat_member: { chat: null, new_chat_member: 7 } });
  world.push({ brand_new_kind: {} });
  const message = { message_id: 904, date: 1, chat: { id: 5, type: "private" } };
  for (const query of [
    "rubbish",
    { id: "1", from },
    { id: "1", from, message, game_short_name: "chess" },
    { id: "1", from, message, data: "x".repeat(10_000) },
    { id: "1", from: { ...from, id: 6 }, message, data: "alarm:take:1" },
    { id: "1", from, message: { ...message, chat: { id: -100, type: "group" } }, data: "alarm:take:1" },
  ]) {
    world.push({ callback_query: query });
  }
  chat.writes("still there?");
  await eventually("the message", async () => (await gateway.store.inbox.list({ limit: 10 })).length === 1);
  expect(await gateway.store.inbox.list({ limit: 10 })).toMatchObject([{ text: "still there?" }]);
  expect(gateway.telegram.callsOf("answerCallbackQuery")).toEqual([]);
});

test("stopping confirms what was taken, and leaves the rest to the next life", async () => {
  const gateway = await startTelegramGateway();
  const { chat } = await gateway.person({ linked: true });
  const update = chat.writes("taken");
  await eventually("the message", async () => (await gateway.store.inbox.list({ limit: 10 })).length === 1);
  await gateway.bot?.stop();
  expect(gateway.telegram.world.updatesFrom(0)).toEqual([]);
  const calls = gateway.telegram.callsOf("getUpdates").length;
  chat.writes("not taken");
  expect(gateway.telegram.world.updatesFrom(update)).toHaveLength(1);
  expect(gateway.telegram.callsOf("getUpdates")).toHaveLength(calls);
  await gateway[Symbol.asyncDispose]();
});

test("a token that Telegram refuses is one sentence in log and event log, and works again when it is given back", async () => {
  await using gateway = await startTelegramGateway();
  const { person, telegram, events, logLines, advance } = gateway;
  const { number, chat } = await person({ linked: true });
  telegram.alwaysTrouble("getUpdates", { kind: "error", code: 401, description: "Unauthorized" });
  chat.writes("wakes the request that waits");
  await eventually("the refusal", () => events.ofKind("telegram.token-refused").length === 1);
  await advance(300_000);
  expect(events.ofKind("telegram.token-refused")).toEqual([
    {
      severity: "error",
      kind: "telegram.token-refused",
      message:
        "Telegram refused the bot's token: messages for Telegram go by SMS or fail. Set --telegram-token to the token that BotFather shows.",
    },
  ]);
  expect(logLines.filter((transport) => transport.includes("refused the bot's token"))).toHaveLength(1);
  // Nobody is asked any more: by SMS at once.
  telegram.calls.length = 0;
  const id = await gateway.request({ mode: "telnumber", to: number, text: "alert" });
  await gateway.until(id, "sent");
  expect(gateway.sms.sent).toHaveLength(1);
  expect(telegram.callsOf("sendMessage")).toEqual([]);

  telegram.clear();
  // Something to fetch: with nothing, Telegram would answer after its 25 s, which no test waits for.
  chat.writes("hello again");
  await gateway.pass("Telegram to work again", () => gateway.bot?.transport.trouble === undefined);
  await gateway.until(await gateway.request({ mode: "telnumber", to: number, text: "by Telegram" }), "sent");
  expect(chat.received.at(-1)?.text).toBe("by Telegram");
});

test("an outage is told once in the event log, and its end", async () => {
  await using gateway = await startTelegramGateway();
  const { telegram, events, pass } = gateway;
  const { chat } = await gateway.person({ linked: true });
  telegram.alwaysTrouble("getUpdates", { kind: "error", code: 502, description: "Bad Gateway" });
  chat.writes("wakes the request that waits");
  await pass("word of the outage", () => events.ofKind("telegram.trouble").length === 1);
  telegram.calls.length = 0;
  await pass("more failures", () => telegram.callsOf("getUpdates").length >= 2);
  expect(events.ofKind("telegram.trouble")).toMatchObject([
    { severity: "warning", message: "Telegram sends no updates: Bad Gateway" },
  ]);
  telegram.clear();
  chat.writes("hello again");
  await pass("its end", () => events.ofKind("telegram.back").length === 1);
  expect(await gateway.store.inbox.list({ limit: 10 })).toHaveLength(2);
});
