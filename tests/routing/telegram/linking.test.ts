import { expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTelegramGateway, type TelegramGateway } from "../../support/telegram/gateway.ts";
import type { Chat } from "../../support/telegram/world.ts";

/** What the person has on the screen after so many answers. */
async function answers(chat: Chat, count: number): Promise<string[]> {
  await eventually(`answer ${count}`, () => chat.received.length >= count);
  return chat.received.map((received) => received.text);
}

/** Sends by Telegram or not at all; gives what became of it. */
async function outcome(gateway: TelegramGateway, number: string) {
  const id = await gateway.request({ mode: "telnumber", to: number, telauto: "false", text: "alert" });
  return eventually("an end", async () => {
    const { message } = await gateway.find(id);
    return (
      (message.state === "sent" || message.state === "failed") && { state: message.state, error: message.lastError }
    );
  });
}

test("a person presses the button, and messages for the number come by Telegram from then on", async () => {
  await using gateway = await startTelegramGateway();
  const { number, chat } = await gateway.person({ linked: false, language: "en-GB" });
  expect(await outcome(gateway, number)).toEqual({ state: "failed", error: "the number is not linked to Telegram" });
  chat.writes("/start");
  expect(await answers(chat, 1)).toEqual([expect.stringContaining("press “Share my number”")]);
  expect(chat.received[0]?.replyMarkup).toMatchObject({
    keyboard: [[{ text: "📱 Share my number", request_contact: true }]],
  });
  chat.sharesNumber();
  expect((await answers(chat, 2))[1]).toContain(`messages for ${number} reach you here`);
  expect(chat.received[1]?.replyMarkup).toMatchObject({ remove_keyboard: true });
  expect(await gateway.store.telegram.findByNumber(number)).toEqual({
    number,
    chatId: chat.person.id,
    name: chat.person.first_name,
    language: "en-GB",
    linkedAt: gateway.clock.now(),
  });
  expect(await outcome(gateway, number)).toMatchObject({ state: "sent" });
  expect((await answers(chat, 3))[2]).toBe("alert");
  chat.writes("/start again");
  expect((await answers(chat, 4))[3]).toContain(`Messages for ${number} reach you here`);
});

test("the bot speaks German to Germans and Austrians, English to all others", async () => {
  await using gateway = await startTelegramGateway();
  const texts: Record<string, string> = {};
  for (const language of ["de", "de-AT", "en", "fr"]) {
    const { chat } = await gateway.person({ linked: false, language });
    chat.writes("/start");
    texts[language] = (await answers(chat, 1))[0]?.slice(0, 5) ?? "";
  }
  expect(texts).toEqual({ de: "Hallo", "de-AT": "Hallo", en: "Hello", fr: "Hello" });
});

test("somebody else's number is no link, however it is shared, and is answered kindly", async () => {
  await using gateway = await startTelegramGateway();
  const { chat, number } = await gateway.person({ linked: false, language: "de" });
  chat.sharesContactOf({ phone: "491719876543", first_name: "Bernd", id: 999 });
  chat.sharesContactOf({ phone: "491719876544", first_name: "Nobody known" });
  const texts = await answers(chat, 2);
  for (const text of texts) expect(text).toStartWith("Vielen Dank, aber das ist die Nummer von jemand anderem.");
  expect(chat.received[0]?.replyMarkup).toMatchObject({ keyboard: [[{ request_contact: true }]] });
  expect(await gateway.store.telegram.count()).toEqual({ linked: 0, blocked: 0 });
  expect(await outcome(gateway, "+491719876543")).toMatchObject({ state: "failed" });
  expect(await outcome(gateway, number)).toMatchObject({ state: "failed" });
  expect(await gateway.store.inbox.list({ limit: 10 })).toEqual([]);
});

test("/stop ends the link, and once more changes nothing", async () => {
  await using gateway = await startTelegramGateway();
  const { chat, number } = await gateway.person({ linked: true });
  chat.writes("/stop");
  expect((await answers(chat, 1))[0]).toStartWith("Done: from now on, messages for your number come by SMS again.");
  expect(await outcome(gateway, number)).toMatchObject({
    state: "failed",
    error: "the number is not linked to Telegram",
  });
  chat.writes("/stop");
  expect((await answers(chat, 2))[1]).toContain("is not linked");
  expect(gateway.events.ofKind("telegram.unlinked")).toMatchObject([
    { message: "Person 1 has unlinked +4917…01 from Telegram" },
  ]);
  // Commands are for the bot, not for the inbox.
  expect(await gateway.store.inbox.list({ limit: 10 })).toEqual([]);
});

test("who blocks the bot is not asked for again, until the person takes it back", async () => {
  await using gateway = await startTelegramGateway();
  const { chat, number } = await gateway.person({ linked: true });
  chat.blocks();
  await eventually("the block", async () => (await gateway.store.telegram.findByNumber(number))?.blockedAt);
  gateway.telegram.calls.length = 0;
  expect(await outcome(gateway, number)).toEqual({ state: "failed", error: "the bot was blocked by the user" });
  expect(gateway.telegram.callsOf("sendMessage")).toEqual([]);
  chat.unblocks();
  await eventually("the end of it", async () => (await gateway.store.telegram.count()).blocked === 0);
  expect(await outcome(gateway, number)).toMatchObject({ state: "sent" });
});

test("a block that is only seen when a message is refused is remembered as well", async () => {
  await using gateway = await startTelegramGateway();
  const { chat, number } = await gateway.person({ linked: true });
  chat.state = "blocked";
  expect(await outcome(gateway, number)).toMatchObject({ state: "failed", error: expect.stringContaining("blocked") });
  await eventually("the block", async () => (await gateway.store.telegram.findByNumber(number))?.blockedAt);
  expect(gateway.events.ofKind("telegram.blocked")).toHaveLength(1);
});

test("a number that changes hands is linked to its new owner alone", async () => {
  await using gateway = await startTelegramGateway();
  const before = await gateway.person({ linked: true });
  const after = gateway.telegram.world.join({ id: 42, first_name: "New", phone: before.chat.person.phone });
  after.sharesNumber();
  await answers(after, 1);
  expect(await outcome(gateway, before.number)).toMatchObject({ state: "sent" });
  expect(after.received.at(-1)?.text).toBe("alert");
  expect(before.chat.received).toEqual([]);
});

test("neither numbers nor texts nor the token are in the log", async () => {
  await using gateway = await startTelegramGateway();
  const { chat, number } = await gateway.person({ linked: true });
  chat.writes("my secret answer");
  await eventually("the message", async () => (await gateway.store.inbox.list({ limit: 1 })).length === 1);
  await outcome(gateway, number);
  gateway.telegram.trouble("sendMessage", { kind: "cut", done: false });
  await gateway.request({ mode: "telnumber", to: number, text: "alert" });
  await eventually("the SMS", () => gateway.sms.sent.length === 1);
  const log = gateway.logLines.join("") + JSON.stringify(gateway.events.all);
  for (const secret of [gateway.telegram.token, "AAEhBO", number, "my secret answer", "alert"]) {
    expect(log).not.toContain(secret);
  }
});

test("a person who writes and writes gets five answers a minute, and every message is kept", async () => {
  await using gateway = await startTelegramGateway();
  const { chat } = await gateway.person({ linked: false });
  for (let count = 1; count <= 8; count++) chat.writes(`message ${count}`);
  await eventually("all of them", async () => (await gateway.store.inbox.list({ limit: 20 })).length === 8);
  await answers(chat, 5);
  await gateway.clock.advance(60_000);
  chat.writes("/start");
  await gateway.pass("the sixth answer", () => chat.received.length === 6);
});
