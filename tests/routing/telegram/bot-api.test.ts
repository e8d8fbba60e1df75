import { afterEach, beforeEach, expect, test } from "bun:test";
import { defined } from "../../../lib/defined.ts";
import { createBotApi } from "../../../lib/routing/index.ts";
import type { BotApiFailureKind } from "../../../lib/routing/telegram/bot-api.ts";
import { eventually } from "../../support/eventually.ts";
import { startTelegram, type TelegramServer, type Trouble } from "../../support/telegram/server.ts";

/** The client through gramio, against a server that speaks HTTP as Telegram documents it. */
let telegram: TelegramServer;
beforeEach(async () => {
  telegram = await startTelegram();
});
afterEach(() => telegram[Symbol.asyncDispose]());

const signal = new AbortController().signal;
const api = (options: { token?: string; api?: string } = {}) =>
  createBotApi({ token: telegram.token, api: telegram.url, ...options });
const join = () => telegram.world.join({ id: 11, first_name: "Anna", phone: "491701234567" });

test("says who the bot is, also where the base URL ends with a slash", async () => {
  expect(await api({ api: `${telegram.url}/` }).getMe(signal)).toEqual({
    ok: true,
    value: { id: 7_000_123, username: "aldis_test_bot", name: "Aldis" },
  });
  expect(api().botId).toBe(7_000_123);
});

test("sends plain text without markup, link previews or parse mode", async () => {
  const anna = join();
  anna.writes("/start");
  const text = "<b>5 < 6</b> & *no* _markup_ @all https://example.org";
  const sent = await api().sendMessage({ chatId: 11, text }, signal);
  expect(sent).toEqual({ ok: true, value: { messageId: expect.any(Number) } });
  expect(anna.received.map((received) => received.text)).toEqual([text]);
  expect(telegram.callsOf("sendMessage")[0]?.given).toEqual({
    chat_id: 11,
    text,
    link_preview_options: { is_disabled: true },
  });
});

test("offers a button that shares the number, and takes it away", async () => {
  const anna = join();
  anna.writes("/start");
  await api().sendMessage({ chatId: 11, text: "a", keyboard: { shareNumber: "Share" } }, signal);
  await api().sendMessage({ chatId: 11, text: "b", keyboard: "remove" }, signal);
  expect(anna.received.map((received) => received.replyMarkup)).toMatchObject([
    { keyboard: [[{ text: "Share", request_contact: true }]], one_time_keyboard: true, resize_keyboard: true },
    { remove_keyboard: true },
  ]);
});

test("puts buttons under a text, changes both, and takes them away; a second time is no failure", async () => {
  const anna = join();
  anna.writes("/start");
  const buttons = [{ text: "Take", data: "alarm:take:1" }];
  const sent = await api().sendMessage({ chatId: 11, text: "Fire", keyboard: { buttons } }, signal);
  const messageId = sent.ok ? sent.value.messageId : 0;
  expect(anna.buttons()).toEqual(["Take"]);
  const edit = (text: string, left: typeof buttons) =>
    api().editMessage({ chatId: 11, messageId, text, buttons: left }, signal);
  expect(await edit("*Fire*: Anna has it", [])).toEqual({ ok: true, value: true });
  expect(anna.received[0]).toMatchObject({ text: "*Fire*: Anna has it", before: ["Fire"] });
  expect(anna.buttons()).toEqual([]);
  expect(await edit("*Fire*: Anna has it", [])).toEqual({ ok: true, value: true });
  expect(anna.received[0]?.before).toHaveLength(1);
  telegram.trouble("editMessageText", {
    kind: "error",
    code: 400,
    description: "Bad Request: message can't be edited",
  });
  expect(await edit("x", [])).toMatchObject({ ok: false, problem: { kind: "refused" } });
});

test("a pressed button is answered once, and a late answer is refused", async () => {
  const { queryId } = join().forges("alarm:take:1", 5);
  const say = () => api().answerPress({ queryId, text: "It is yours" }, signal);
  expect(await say()).toEqual({ ok: true, value: true });
  expect(telegram.world.press(queryId)?.answer).toBe("It is yours");
  expect(await say()).toMatchObject({ ok: false, problem: { kind: "refused" } });
});

test("updates come from an offset on, which confirms those before it", async () => {
  const anna = join();
  const [first, second] = [anna.writes("one"), anna.writes("two")];
  const all = await api().getUpdates({ offset: 0, timeoutSeconds: 0 }, signal);
  expect(all).toMatchObject({ ok: true, value: [{ update_id: first }, { update_id: second }] });
  const rest = await api().getUpdates({ offset: second, timeoutSeconds: 0 }, signal);
  expect(rest).toMatchObject({ ok: true, value: [{ update_id: second, message: { text: "two" } }] });
  expect(telegram.world.updatesFrom(0)).toHaveLength(1);
  expect(telegram.callsOf("getUpdates")[0]?.given).toMatchObject({
    allowed_updates: ["message", "my_chat_member", "callback_query"],
  });
});

test("a webhook is set with its secret, told of, and deleted without losing what waits", async () => {
  join().writes("hello");
  await api().setWebhook({ url: "https://sms.example.org/telegram/webhook", secret: "s3cret" }, signal);
  expect(telegram.webhook).toEqual({ url: "https://sms.example.org/telegram/webhook", secret: "s3cret" });
  expect(await api().getWebhookInfo(signal)).toEqual({
    ok: true,
    value: { url: "https://sms.example.org/telegram/webhook", pending: 1 },
  });
  expect(await api().getUpdates({ offset: 0, timeoutSeconds: 0 }, signal)).toMatchObject({
    ok: false,
    problem: { kind: "conflict" },
  });
  await api().deleteWebhook(signal);
  expect(await api().getUpdates({ offset: 0, timeoutSeconds: 0 }, signal)).toMatchObject({ value: [{}] });
});

const REFUSALS: [name: string, trouble: Trouble, kind: BotApiFailureKind, retryAfterMs?: number][] = [
  ["400", { kind: "error", code: 400, description: "Bad Request: chat not found" }, "refused"],
  ["401", { kind: "error", code: 401, description: "Unauthorized" }, "unauthorized"],
  ["403", { kind: "error", code: 403, description: "Forbidden: bot was blocked by the user" }, "forbidden"],
  ["409", { kind: "error", code: 409, description: "Conflict" }, "conflict"],
  [
    "429",
    { kind: "error", code: 429, description: "Too Many Requests: retry after 7", retryAfter: 7 },
    "too-many",
    7_000,
  ],
  ["500", { kind: "error", code: 500, description: "Internal Server Error" }, "server"],
  ["a connection cut before an answer", { kind: "cut", done: false }, "no-answer"],
  ["an answer that is no JSON", { kind: "not-json" }, "no-answer"],
];

for (const [name, trouble, kind, retryAfterMs] of REFUSALS) {
  test(`${name} is a value that holds neither token nor text, and nothing is tried again`, async () => {
    join().writes("/start");
    telegram.trouble("sendMessage", trouble);
    const answer = await api().sendMessage({ chatId: 11, text: "the secret plan" }, signal);
    expect(answer).toMatchObject({
      ok: false,
      problem: { kind, ...defined({ retryAfterMs }) },
    });
    expect(JSON.stringify(answer)).not.toContain("secret plan");
    expect(JSON.stringify(answer)).not.toContain(telegram.token);
    expect(telegram.callsOf("sendMessage")).toHaveLength(1);
  });
}

test("a token of nobody is refused, and so is a host where nothing listens or nobody is", async () => {
  const wrong = `${telegram.token}x`;
  const strangers = await Promise.all([
    api({ token: wrong }).getMe(signal),
    api({ api: "http://127.0.0.1:1" }).getMe(signal),
    api({ api: "http://no-such-host.invalid" }).getMe(signal),
    api({ api: telegram.url.replace("http:", "https:") }).getMe(signal),
  ]);
  expect(strangers.map((answer) => (answer.ok ? "ok" : answer.problem.kind))).toEqual([
    "unauthorized",
    "unreachable",
    "unreachable",
    "unreachable",
  ]);
  expect(JSON.stringify(strangers)).not.toContain(wrong);
});

test("a request is given up when it is told to, and a redirect is not followed", async () => {
  telegram.trouble("sendMessage", { kind: "hang" });
  const control = new AbortController();
  const answer = api().sendMessage({ chatId: 11, text: "x" }, control.signal);
  await eventually("the request", () => telegram.calls.length === 1);
  control.abort(new Error("the time is up"));
  expect(await answer).toMatchObject({ ok: false, problem: { kind: "no-answer" } });

  using elsewhere = Bun.serve({
    port: 0,
    fetch: () => Response.redirect(`${telegram.url}/bot${telegram.token}/getMe`),
  });
  expect(await api({ api: `http://127.0.0.1:${elsewhere.port}` }).getMe(signal)).toMatchObject({ ok: false });
});
