import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { systemClock } from "../../lib/clock.ts";
import { defined } from "../../lib/defined.ts";
import {
  createAccess,
  createErrorHandling,
  createTelegramWebhook,
  type TelegramWebhook,
} from "../../lib/http/index.ts";
import { createLog } from "../../lib/log.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { startTelegram, type TelegramServer } from "../support/telegram/server.ts";
import type { Chat } from "../support/telegram/world.ts";

const HEADER = "X-Telegram-Bot-Api-Secret-Token";

describe("a gateway with a public URL", () => {
  let telegram: TelegramServer;
  let gateway: TestGateway;
  beforeAll(async () => {
    telegram = await startTelegram();
    gateway = await startTestGateway(
      ...["--telegram-token", telegram.token, "--telegram-api", telegram.url],
      ...["--public-url", "https://sms.example.org/gateway/"],
    );
    await gateway.addUser("apiuser", "http-api");
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await telegram[Symbol.asyncDispose]();
  });

  /** Brings the newest update as Telegram does. */
  async function bring(update: unknown, secret: string | undefined): Promise<{ status: number; body: string }> {
    const response = await fetch(`${gateway.url}/telegram/webhook`, {
      method: "POST",
      headers: { "content-type": "application/json", ...defined({ [HEADER]: secret }) },
      body: typeof update === "string" ? update : JSON.stringify(update),
    });
    return { status: response.status, body: await response.text() };
  }
  const webhook = () => eventually("the webhook", () => telegram.webhook);
  function join(id: number, phone: string): { chat: Chat; share: Record<string, unknown> } {
    const chat = telegram.world.join({ id, first_name: "Anna", phone });
    const share = telegram.world.updatesFrom(chat.sharesNumber())[0];
    if (share === undefined) throw new Error("no update");
    return { chat, share };
  }

  test("tells Telegram where to bring updates, with a secret that is not the token, and fetches none", async () => {
    const { url, secret } = await webhook();
    expect(url).toBe("https://sms.example.org/gateway/telegram/webhook");
    expect(secret).toMatch(/^[\w-]{32,256}$/);
    expect(telegram.token).not.toContain(secret);
    expect(telegram.callsOf("getUpdates")).toEqual([]);
    expect(telegram.callsOf("setWebhook")[0]?.given).toMatchObject({
      allowed_updates: ["message", "my_chat_member", "callback_query"],
    });
  });

  test("takes what comes with the secret, and what was linked gets its messages by Telegram", async () => {
    const { secret } = await webhook();
    const { chat, share } = join(11, "491701234567");
    expect(await bring(share, secret)).toEqual({ status: 200, body: "OK" });
    // Brought again, since an answer may get lost.
    expect((await bring(share, secret)).status).toBe(200);
    expect((await gateway.command(["telegram", "links"])).out).toMatch(/^\+491701234567 {2}Anna {2}linked \S+\n$/);
    const query = "username=apiuser&password=secret&text=alert&mode=telnumber&to=%2B491701234567&telauto=false";
    expect(await (await fetch(`${gateway.url}/api.php?${query}`)).text()).toBe("OK");
    await eventually("the message", () => chat.received.some(({ text }) => text === "alert"));
    const status = ["telegram", "status", "--telegram-token", telegram.token, "--telegram-api", telegram.url];
    expect((await gateway.command(status)).out).toContain("brought by Telegram to https://sms.example.org/gateway/");
  });

  test.each([
    ["none", () => undefined],
    ["an empty one", () => ""],
    ["a wrong one of the same length", (secret: string) => secret.replace(/.$/, (last) => (last === "0" ? "1" : "0"))],
    ["only the beginning", (secret: string) => secret.slice(0, -1)],
    ["the token", () => telegram.token],
  ])("refuses what comes with another secret: %s", async (_, make) => {
    const { secret } = await webhook();
    const { share } = join(12, "491719876543");
    expect(await bring(share, make(secret))).toEqual({ status: 401, body: "The secret token is wrong or missing." });
    expect((await gateway.command(["telegram", "links"])).out).not.toContain("+491719876543");
  });

  test("takes a pressed button: the alarm is taken, and its message says by whom", async () => {
    const { secret } = await webhook();
    const { chat, share } = join(13, "491701234568");
    await bring(share, secret);
    await gateway.addUser("watch", "rest-api", "alarms", "alarm-policies");
    await gateway.command(["contact", "add", "Clara", "--number", "+491701234568"]);
    const post = async (path: string, body: unknown) => {
      const answer = await gateway.as("watch")(path, { method: "POST", body: JSON.stringify(body) });
      expect(answer.status).toBe(201);
      return (await answer.json()) as { id: number };
    };
    const steps = [{ notify: [{ contact: "Clara" }], by: ["telegram"], waitSeconds: 300 }];
    await post("/api/v1/policies", { name: "telegram", steps });
    const { id } = await post("/api/v1/alarms", { policy: "telegram", text: "Fire" });
    await eventually("the alarm", () => chat.buttons().length === 3);
    const shown = chat.received.at(-1);
    const pressed = chat.pressesButton("Take", shown);
    const update = telegram.world.updatesFrom(0).at(-1);
    expect((await bring(update, "wrong")).status).toBe(401);
    expect(pressed.answer).toBeUndefined();
    expect(await bring(update, secret)).toEqual({ status: 200, body: "OK" });
    await eventually("the answer", () => pressed.answer === "You have it: 1");
    await eventually("who has it", () => shown?.text.endsWith("\n\nClara has it.") === true);
    const alarm = await (await gateway.as("watch")(`/api/v1/alarms/${id}`)).json();
    expect(alarm).toMatchObject({ state: "acknowledged", holder: "Clara" });
  });

  test("answers rubbish, and goes on", async () => {
    const { secret } = await webhook();
    expect((await bring("{", secret)).status).toBe(400);
    expect((await bring("", secret)).status).toBe(400);
    expect((await bring("x".repeat(1_100_000), secret)).status).toBe(413);
    for (const update of [
      [],
      null,
      7,
      {},
      { update_id: "x" },
      { update_id: 1, message: { chat: 5 } },
      { update_id: 2, callback_query: { id: 5, message: [] } },
    ]) {
      expect((await bring(update, secret)).status).toBe(200);
    }
    expect((await fetch(`${gateway.url}/telegram/webhook`)).status).toBe(405);
  });
});

describe("the webhook alone", () => {
  const log = createLog({ level: "silent", format: "json" });
  const access = createAccess({ now: systemClock.now });
  const send = (telegram: TelegramWebhook | undefined, secret = "right") =>
    new Elysia()
      .use(createErrorHandling({ log }))
      .use(createTelegramWebhook({ telegram, access, clock: systemClock, log, limits: { timeLimitMs: 50 } }))
      .handle(
        new Request("http://localhost/telegram/webhook", {
          method: "POST",
          headers: { [HEADER]: secret },
          body: JSON.stringify({ update_id: 1 }),
        }),
      );

  test("is not there when updates are fetched", async () => {
    expect((await send(undefined)).status).toBe(404);
  });

  test("asks Telegram to come again when an update cannot be kept, or not in time", async () => {
    const failing = { secret: "right", receive: () => Promise.reject(new Error("the disk is full")) };
    expect((await send(failing)).status).toBe(503);
    const slow = { secret: "right", receive: () => new Promise<void>(() => undefined) };
    expect((await send(slow)).status).toBe(408);
    expect((await send(failing, "wrong")).status).toBe(401);
  });
});
