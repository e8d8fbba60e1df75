import { expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startTelegramGateway } from "../support/telegram/gateway.ts";

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
