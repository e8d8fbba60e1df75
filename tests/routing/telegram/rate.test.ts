import { describe, expect, test } from "bun:test";
import { defined } from "../../../lib/defined.ts";
import { eventually } from "../../support/eventually.ts";
import { startTelegramGateway, type TelegramGateway } from "../../support/telegram/gateway.ts";
import type { Trouble } from "../../support/telegram/server.ts";

test("a message whose validity ends before Telegram was asked expires, and is asked of nobody", async () => {
  await using gateway = await startTelegramGateway();
  const { number } = await gateway.person({ linked: true });
  gateway.telegram.trouble("sendMessage", {
    kind: "error",
    code: 429,
    description: "retry after 600",
    retryAfter: 600,
  });
  const expiresAt = gateway.clock.now() + 300_000;
  const [id = 0] = await gateway.accept({ recipient: number, text: "until noon", channel: "telegram", expiresAt });
  await eventually("the refusal", () => gateway.refusals().length === 1);
  await gateway.until(id, "queued");
  await gateway.advance(700_000);
  await gateway.until(id, "expired");
  expect(gateway.telegram.callsOf("sendMessage").filter((call) => call.given.text === "until noon")).toHaveLength(1);
});

test("when Telegram does not answer, a burst goes by SMS as soon as that is known; one message finds out when it is over", async () => {
  await using gateway = await startTelegramGateway();
  const people = await Promise.all(Array.from({ length: 40 }, () => gateway.person({ linked: "long ago" })));
  gateway.telegram.alwaysTrouble("sendMessage", { kind: "hang" });
  const ids = await gateway.accept(...people.map(({ number }) => ({ recipient: number, text: "fire" })));
  const asked = () => gateway.telegram.callsOf("sendMessage").length;
  await eventually("all places to be taken", () => asked() === 16);
  await gateway.advance(20_000);
  // All, or all but one that finds out.
  await eventually("the others by SMS", () => gateway.sms.sent.length >= 39);
  expect(asked()).toBeLessThanOrEqual(17);
  gateway.telegram.clear();
  await gateway.advance(20_000);
  for (const id of ids) await gateway.until(id, "sent");
  expect(new Set(gateway.sms.sent.map((part) => part.to)).size).toBe(40);
  expect(gateway.sms.sent).toHaveLength(40);
  const reasons = await Promise.all(ids.map(async (id) => (await gateway.find(id)).message.lastError));
  expect(reasons.filter((reason) => reason === "Telegram does not answer").length).toBeGreaterThanOrEqual(23);

  const [next = 0] = await gateway.accept({ recipient: people[0]?.number ?? "", text: "all clear" });
  await gateway.until(next, "sent");
  expect(people[0]?.chat.received.map((received) => received.text)).toEqual(["all clear"]);
});

test("no more messages a second than Telegram takes are asked of it", async () => {
  await using gateway = await startTelegramGateway();
  const people = await Promise.all(Array.from({ length: 30 }, () => gateway.person({ linked: "long ago" })));
  const ids = await gateway.accept(...people.map(({ number }) => ({ recipient: number, text: "hello" })));
  const asked = () => gateway.telegram.callsOf("sendMessage").length;
  await eventually("those of a second", () => asked() === 25);
  await gateway.advance(1_000);
  for (const id of ids) await gateway.until(id, "sent");
  expect(asked()).toBe(30);
  expect(gateway.sms.sent).toEqual([]);
});

const tooMany = (retryAfter?: number): Trouble => ({
  kind: "error",
  code: 429,
  description: retryAfter === undefined ? "Too Many Requests" : `Too Many Requests: retry after ${retryAfter}`,
  ...defined({ retryAfter }),
});
const callsTo = (gateway: TelegramGateway, ...chats: { person: { id: number } }[]) =>
  gateway.telegram.callsOf("sendMessage").filter(({ given }) => chats.some(({ person }) => person.id === given.chat_id))
    .length;

describe("when Telegram asks to wait", () => {
  test("a chat is asked nothing before the time is over, also not by the bot's answers, and others are", async () => {
    await using gateway = await startTelegramGateway();
    const anna = await gateway.person({ linked: "long ago" });
    const bernd = await gateway.person({ linked: "long ago" });
    gateway.telegram.trouble("sendMessage", tooMany(60));
    const first = await gateway.accept({ recipient: anna.number, text: "1" });
    await gateway.until(first[0] ?? 0, "sent");
    const more = await gateway.accept(
      { recipient: anna.number, text: "2" },
      { recipient: anna.number, text: "3", channel: "telegram" },
      { recipient: bernd.number, text: "4" },
    );
    await gateway.until(more[0] ?? 0, "sent");
    await gateway.until(more[2] ?? 0, "sent");
    anna.chat.writes("/start");
    await gateway.advance(59_000);
    expect([callsTo(gateway, anna.chat), callsTo(gateway, bernd.chat)]).toEqual([1, 1]);
    expect(gateway.sms.sent.map(({ text }) => text)).toEqual(["1", "2"]);
    expect(anna.chat.received).toEqual([]);
    await gateway.advance(1_000);
    await gateway.until(more[1] ?? 0, "sent");
    expect(anna.chat.received.map(({ text }) => text)).toEqual(["3"]);
  });

  test("the bot is asked nothing before the time is over, once a second chat is refused", async () => {
    await using gateway = await startTelegramGateway();
    const people = await Promise.all(Array.from({ length: 10 }, () => gateway.person({ linked: "long ago" })));
    gateway.telegram.alwaysTrouble("sendMessage", tooMany(60));
    for (const { number } of people) {
      const [id = 0] = await gateway.accept({ recipient: number });
      await gateway.until(id, "sent");
    }
    const [only = 0] = await gateway.accept({ recipient: people[9]?.number ?? "", channel: "telegram" });
    await gateway.advance(59_000);
    const calls = () => callsTo(gateway, ...people.map(({ chat }) => chat));
    expect(calls()).toBe(2);
    expect(gateway.sms.sent).toHaveLength(10);
    gateway.telegram.clear();
    await gateway.advance(1_000);
    await gateway.until(only, "sent");
    expect(calls()).toBe(3);
  });

  test.each([undefined, 0, -5])("with retry_after %p the gateway waits longer and longer", async (retryAfter) => {
    await using gateway = await startTelegramGateway();
    const { number, chat } = await gateway.person({ linked: "long ago" });
    gateway.telegram.alwaysTrouble("sendMessage", tooMany(retryAfter));
    const [id = 0] = await gateway.accept({ recipient: number, channel: "telegram" });
    for (const [at, seconds] of [1, 2, 4, 8, 16, 32].entries()) {
      await eventually(`refusal ${at + 1}`, () => gateway.refusals().length === at + 1);
      // Kept, where the message has gone back to the queue.
      await gateway.store.idle();
      await gateway.advance(seconds * 1_000 - 1);
      expect(callsTo(gateway, chat)).toBe(at + 1);
      await eventually(`call ${at + 2}`, async () => {
        if (callsTo(gateway, chat) > at + 1) return true;
        await gateway.advance(1);
        return false;
      });
    }
    await eventually("refusal 7", () => gateway.refusals().length === 7);
    gateway.telegram.clear();
    await gateway.advance(60_000);
    await gateway.until(id, "sent");
    // It has forgotten that: the next refusal counts as the first.
    gateway.telegram.trouble("sendMessage", tooMany(retryAfter));
    const [next = 0] = await gateway.accept({ recipient: number });
    await eventually("refusal 8", () => gateway.refusals().length === 8);
    await gateway.clock.advance(1_000);
    await gateway.until(next, "sent");
    expect(gateway.sms.sent).toEqual([]);
  });

  test("updates are asked for less and less often when it does not say how long", async () => {
    await using gateway = await startTelegramGateway();
    gateway.telegram.alwaysTrouble("getUpdates", tooMany());
    gateway.telegram.cutAll();
    await gateway.pass("a few polls", () => gateway.telegram.callsOf("getUpdates").length >= 3);
    const before = gateway.telegram.callsOf("getUpdates").length;
    await gateway.advance(60_000);
    expect(gateway.telegram.callsOf("getUpdates").length - before).toBeLessThanOrEqual(5);
  });
});
