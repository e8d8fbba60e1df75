import { afterEach, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTelegram, type TelegramServer } from "../../support/telegram/server.ts";

/** The stand-in for Telegram keeps to https://core.telegram.org/bots/api, seen without any client of ours. */
let telegram: TelegramServer;
beforeEach(async () => {
  telegram = await startTelegram();
});
afterEach(() => telegram[Symbol.asyncDispose]());

async function call(method: string, given: Record<string, unknown> = {}, token = telegram.token) {
  const response = await fetch(`${telegram.url}/bot${token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(given),
  });
  return {
    status: response.status,
    answer: (await response.json()) as { ok: boolean; result: never; description: string },
  };
}
const anna = () => telegram.world.join({ id: 11, first_name: "Anna", phone: "491701234567", language_code: "de" });

test("parameters come in the query, as a form, in parts or as JSON, by any method's spelling", async () => {
  const chat = anna();
  chat.writes("/start");
  const url = `${telegram.url}/bot${telegram.token}/sendMessage`;
  const form = new FormData();
  form.set("chat_id", "11");
  form.set("text", "in parts");
  await fetch(`${url}?chat_id=11&text=in%20the%20query`);
  await fetch(url, { method: "POST", body: new URLSearchParams({ chat_id: "11", text: "as a form" }) });
  await fetch(url, { method: "POST", body: form });
  await call("SENDMESSAGE", { chat_id: 11, text: "as JSON" });
  expect(chat.received.map(({ text }) => text)).toEqual(["in the query", "as a form", "in parts", "as JSON"]);
});

test("errors carry the status, the description and when to come again", async () => {
  const chat = anna();
  const send = (text: string, chatId = 11) => call("sendMessage", { chat_id: chatId, text });
  expect(await call("getMe", {}, "1:nobody")).toMatchObject({
    status: 401,
    answer: { ok: false, error_code: 401, description: "Unauthorized" },
  });
  expect((await call("noSuchMethod")).status).toBe(404);
  expect((await fetch(`${telegram.url}/`)).status).toBe(404);
  expect((await send("x")).answer.description).toBe("Forbidden: bot can't initiate conversation with a user");
  chat.writes("/start");
  expect((await send("x")).answer.ok).toBe(true);
  expect((await send("x", 99)).answer.description).toBe("Bad Request: chat not found");
  expect((await send(" \n")).answer.description).toBe("Bad Request: message text is empty");
  expect((await send("x".repeat(4097))).answer.description).toBe("Bad Request: message is too long");
  chat.blocks();
  expect(await send("x")).toMatchObject({
    status: 403,
    answer: { description: "Forbidden: bot was blocked by the user" },
  });
  telegram.trouble("sendMessage", { kind: "error", code: 429, description: "Too Many Requests", retryAfter: 3 });
  expect((await send("x")).answer).toMatchObject({ parameters: { retry_after: 3 } });
  expect(chat.received).toHaveLength(1);
});

test("updates wait until they are confirmed, a request for more waits for one, and a second one ends the first", async () => {
  const chat = anna();
  chat.writes("one");
  const first = (await call("getUpdates")).answer.result as { update_id: number }[];
  expect((await call("getUpdates")).answer.result).toEqual(first as never);
  const offset = (first[0]?.update_id ?? 0) + 1;
  const waiting = call("getUpdates", { offset, timeout: 30 });
  await eventually("the request", () => telegram.callsOf("getUpdates").length === 3);
  const second = call("getUpdates", { offset, timeout: 30 });
  expect(await waiting).toMatchObject({
    status: 409,
    answer: { description: expect.stringContaining("terminated by") },
  });
  chat.writes("two");
  expect((await second).answer).toMatchObject({ ok: true, result: [{ update_id: offset, message: { text: "two" } }] });
  expect((await call("getUpdates", { offset: offset + 1, timeout: 0 })).answer.result).toEqual([] as never);
});

test("with a webhook nothing can be fetched, and it can be asked for and taken away", async () => {
  anna().writes("hello");
  await call("setWebhook", { url: "https://sms.example.org/hook", secret_token: "s" });
  expect((await call("getUpdates")).status).toBe(409);
  expect((await call("getWebhookInfo")).answer.result).toMatchObject({
    url: "https://sms.example.org/hook",
    pending_update_count: 1,
  });
  await call("deleteWebhook");
  expect((await call("getUpdates")).answer.result).toHaveLength(1);
});

test("an answer can be cut before or after it is done, held back, or never come", async () => {
  const chat = anna();
  chat.writes("/start");
  const send = (text: string) => call("sendMessage", { chat_id: 11, text });
  telegram.trouble("sendMessage", { kind: "cut", done: false }, { kind: "cut", done: true });
  await expect(send("lost")).rejects.toThrow();
  await expect(send("arrived")).rejects.toThrow();
  telegram.trouble("sendMessage", { kind: "hold", done: true }, { kind: "hold", done: false }, { kind: "hang" });
  const held = [send("early"), send("late")];
  await eventually("both to be held", () => telegram.held === 2);
  expect(chat.received.map(({ text }) => text)).toEqual(["arrived", "early"]);
  telegram.release();
  await Promise.all(held);
  expect(chat.received.map(({ text }) => text)).toEqual(["arrived", "early", "late"]);
  const never = AbortSignal.timeout(100);
  await expect(
    fetch(`${telegram.url}/bot${telegram.token}/sendMessage?chat_id=11&text=x`, { signal: never }),
  ).rejects.toThrow();
  expect(chat.received).toHaveLength(3);
});

test("a person shares a number, that of somebody else, blocks and comes back, as Telegram tells it", async () => {
  const chat = anna();
  chat.sharesNumber();
  chat.sharesContactOf({ phone: "491719876543", first_name: "Bernd", id: 12 });
  chat.blocks();
  chat.unblocks();
  expect((await call("getUpdates")).answer.result).toMatchObject([
    { message: { from: { id: 11, language_code: "de" }, contact: { phone_number: "491701234567", user_id: 11 } } },
    { message: { contact: { phone_number: "491719876543", user_id: 12 } } },
    { my_chat_member: { chat: { id: 11, type: "private" }, new_chat_member: { status: "kicked" } } },
    { my_chat_member: { new_chat_member: { status: "member" } } },
  ] as never);
});

test("buttons under a message are pressed, answered once, and changed with the text of their message", async () => {
  const chat = anna();
  chat.writes("/start");
  const keyboard = (text: string, callback_data: string) => ({ inline_keyboard: [[{ text, callback_data }]] });
  const sent = await call("sendMessage", { chat_id: 11, text: "Fire", reply_markup: keyboard("Take", "t:1") });
  const { message_id } = sent.answer.result as { message_id: number };
  expect(chat.buttons()).toEqual(["Take"]);
  const pressed = chat.pressesButton("Take");
  expect(() => chat.pressesButton("Leave")).toThrow("no button Leave");
  expect((await call("getUpdates")).answer.result).toMatchObject([
    { message: { text: "/start" } },
    {
      callback_query: {
        id: pressed.queryId,
        data: "t:1",
        from: { id: 11, is_bot: false },
        message: { message_id, chat: { id: 11, type: "private" }, from: { is_bot: true } },
      },
    },
  ] as never);

  const say = (text: string, callback_query_id = pressed.queryId) =>
    call("answerCallbackQuery", { callback_query_id, text });
  expect((await say("x".repeat(201))).answer.description).toBe("Bad Request: MESSAGE_TOO_LONG");
  expect((await say("It is yours")).answer.ok).toBe(true);
  expect(pressed.answer).toBe("It is yours");
  for (const again of [await say("again"), await say("nobody's", "1")]) {
    expect(again.answer.description).toStartWith("Bad Request: query is too old");
  }

  const edit = (given: Record<string, unknown>) => call("editMessageText", { chat_id: 11, message_id, ...given });
  expect((await edit({ text: "Fire", reply_markup: keyboard("Take", "t:1") })).answer.description).toStartWith(
    "Bad Request: message is not modified",
  );
  expect((await edit({ text: "Fire: Anna", reply_markup: keyboard("Done", "d:1") })).answer.ok).toBe(true);
  expect(chat.buttons()).toEqual(["Done"]);
  expect((await edit({ text: "Out" })).answer.ok).toBe(true);
  expect(chat.buttons()).toEqual([]);
  expect((await edit({ text: "Out", reply_markup: { inline_keyboard: [] } })).status).toBe(400);
  expect(chat.received).toMatchObject([{ messageId: message_id, text: "Out", before: ["Fire", "Fire: Anna"] }]);
  expect((await edit({ text: "x", message_id: 999 })).answer.description).toBe(
    "Bad Request: message to edit not found",
  );
  expect((await edit({ text: "x", reply_markup: keyboard("x", "x".repeat(65)) })).answer.description).toBe(
    "Bad Request: BUTTON_DATA_INVALID",
  );
  chat.blocks();
  expect((await edit({ text: "y" })).status).toBe(403);
});

test("a bot gets the kinds of updates that it has asked for last", async () => {
  const chat = anna();
  chat.writes("hello");
  chat.forges("x", 1);
  const kinds = async (given: Record<string, unknown>) =>
    ((await call("getUpdates", given)).answer.result as Record<string, unknown>[]).map(
      (update) => Object.keys(update)[1],
    );
  expect(await kinds({})).toEqual(["message", "callback_query"]);
  expect(await kinds({ allowed_updates: ["message"] })).toEqual(["message"]);
  expect(await kinds({})).toEqual(["message"]);
});
