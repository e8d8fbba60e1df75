import { expect, test } from "bun:test";
import { createSecretBox } from "../../../lib/auth/index.ts";
import type { TimelineEntry } from "../../../lib/messages/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { failure } from "../../support/scripted-transports.ts";
import { sqlOn } from "../../support/sql.ts";
import { startTelegramGateway, type TelegramGateway } from "../../support/telegram/gateway.ts";

const TELNUMBER = { mode: "telnumber" };
const told = (timeline: readonly TimelineEntry[]) =>
  timeline.map(({ state, position, modem, detail }) =>
    [position === undefined ? state : `${state}/${position}`, modem, detail]
      .filter((word) => word !== undefined)
      .join(" "),
  );
const held = (gateway: TelegramGateway, count: number) =>
  eventually(`${count} requests to wait`, () => gateway.telegram.held === count);

eachDatabase("sending by Telegram", (databases) => {
  const start = async (options: Parameters<typeof startTelegramGateway>[0] = {}) =>
    startTelegramGateway({ store: await databases.open(), ...options });

  test("a long text goes in parts, in order, each on disk before it is asked for", async () => {
    await using gateway = await start();
    const { number, chat } = await gateway.person({ linked: true });
    const text = `${"a".repeat(4000)}\n${"b".repeat(4000)}\n${"😀".repeat(2048)}!`;
    const id = await gateway.request({ ...TELNUMBER, to: number, text });
    await gateway.until(id, "sent");
    expect(chat.received.map((received) => received.text)).toEqual([
      "a".repeat(4000),
      "b".repeat(4000),
      "😀".repeat(2048),
      "!",
    ]);
    const { parts, timeline } = await gateway.find(id);
    expect(parts.map((part) => [part.state, part.length])).toEqual([
      ["sent", 4001],
      ["sent", 4001],
      ["sent", 4096],
      ["sent", 1],
    ]);
    expect(told(timeline)).toEqual([
      "queued",
      "sending telegram",
      ...chat.received.flatMap(({ messageId }, at) => [
        `sending/${at + 1} telegram`,
        `sent/${at + 1} telegram accepted by Telegram as message ${messageId}`,
      ]),
      "sent",
    ]);
  });

  test("what Telegram has of a long text is not sent again by SMS", async () => {
    await using gateway = await start();
    const { number, chat } = await gateway.person({ linked: true });
    gateway.telegram.trouble("sendMessage", { kind: "hold", done: false });
    const id = await gateway.request({ ...TELNUMBER, to: number, text: `${"a".repeat(4096)}the end` });
    await held(gateway, 1);
    gateway.telegram.trouble("sendMessage", { kind: "error", code: 403, description: "Forbidden: bot was blocked" });
    gateway.telegram.release();
    await gateway.until(id, "sent");
    expect(chat.received.map((received) => received.text)).toEqual(["a".repeat(4096)]);
    expect(gateway.sms.sent.map((part) => part.text)).toEqual(["the end"]);
    expect((await gateway.find(id)).message).toMatchObject({ takenUnits: 4096, mayBeDuplicate: false, via: "sms" });
  });

  test("a recipient's messages keep their order, and those of sixteen others go meanwhile", async () => {
    await using gateway = await start();
    const slow = await gateway.person({ linked: "long ago" });
    const others = await Promise.all(Array.from({ length: 20 }, () => gateway.person({ linked: "long ago" })));
    gateway.telegram.troubleWith(slow.chat.person.id, { kind: "hold", done: false });
    const texts = ["one", "two", "three"];
    const ids = await gateway.accept(
      ...texts.map((text) => ({ recipient: slow.number, text })),
      ...others.map(({ number }) => ({ recipient: number, text: "hello" })),
    );
    await held(gateway, 1);
    for (const id of ids.slice(3)) await gateway.until(id, "sent");
    expect(slow.chat.received).toEqual([]);
    gateway.telegram.release();
    await gateway.until(ids[2] ?? 0, "sent");
    expect(slow.chat.received.map((received) => received.text)).toEqual(texts);
    expect(others.every(({ chat }) => chat.received.length === 1)).toBe(true);
    expect(gateway.sms.sent).toEqual([]);
  });

  test("Telegram that does not answer holds up no SMS, not even to the same number", async () => {
    await using gateway = await start();
    const people = await Promise.all(Array.from({ length: 17 }, () => gateway.person({ linked: "long ago" })));
    gateway.telegram.alwaysTrouble("sendMessage", { kind: "hang" });
    await gateway.accept(...people.map(({ number }) => ({ recipient: number, text: "by Telegram" })));
    await eventually("all places to be taken", () => gateway.telegram.callsOf("sendMessage").length === 16);
    const [sms = 0] = await gateway.accept({ recipient: people[0]?.number ?? "", text: "by SMS", channel: "sms" });
    await gateway.until(sms, "sent");
    expect(gateway.sms.sent.map((part) => part.text)).toEqual(["by SMS"]);
  });

  test("a modem that does not answer holds up no message by Telegram, not even to the same number", async () => {
    await using gateway = await start();
    const { number, chat } = await gateway.person({ linked: true });
    const wire = gateway.sms.hold();
    await gateway.request({ mode: "number", to: number, text: "by SMS" });
    await wire.arrived;
    await gateway.until(await gateway.request({ ...TELNUMBER, to: number, text: "by Telegram" }), "sent");
    expect(chat.received.map((received) => received.text)).toEqual(["by Telegram"]);
    wire.release();
  });

  test("the timeline shows both attempts, and an acceptance that came too late", async () => {
    await using gateway = await start();
    const { number, chat } = await gateway.person({ linked: true });
    gateway.telegram.trouble("sendMessage", { kind: "hold", done: true });
    const id = await gateway.request({ ...TELNUMBER, to: number, text: "alert" });
    await held(gateway, 1);
    await gateway.advance(20_000);
    await gateway.until(id, "sent");
    gateway.telegram.release();
    const timeline = await eventually("the late acceptance", async () => {
      const transports = told((await gateway.find(id)).timeline);
      return transports.at(-1)?.includes("after the time limit") && transports;
    });
    const limit = "Telegram has not accepted it within 20 s";
    expect(timeline).toEqual([
      "queued",
      "sending telegram",
      "sending/1 telegram",
      "unknown/1 telegram",
      `queued ${limit}: goes on by SMS`,
      "sending m1",
      "sending/1 m1",
      "sent/1 m1 reference 1",
      "sent",
      `sent/1 telegram accepted by Telegram as message ${chat.received[0]?.messageId}, after the time limit`,
    ]);
    expect(gateway.sms.sent).toHaveLength(1);
  });

  test("an acceptance that comes while the SMS still waits for a modem takes the place of the SMS", async () => {
    await using gateway = await start();
    const { number, chat } = await gateway.person({ linked: true });
    gateway.sms.ready = false;
    gateway.telegram.trouble("sendMessage", { kind: "hold", done: true });
    const id = await gateway.request({ ...TELNUMBER, to: number, text: "alert" });
    await held(gateway, 1);
    await gateway.advance(20_000);
    expect((await gateway.find(id)).message).toMatchObject({ state: "queued", via: "sms", mayBeDuplicate: true });
    gateway.telegram.release();
    await gateway.until(id, "sent");
    expect((await gateway.find(id)).message).toMatchObject({
      via: "telegram",
      modem: "telegram",
      mayBeDuplicate: false,
    });
    gateway.sms.ready = true;
    gateway.transports.changed();
    await gateway.advance(60_000);
    expect(gateway.sms.sent).toEqual([]);
    expect(chat.received).toHaveLength(1);
  });

  test("a late acceptance comes too late for an SMS that a modem has tried", async () => {
    await using gateway = await start();
    const { number } = await gateway.person({ linked: true });
    gateway.sms.answers = [failure("retry"), failure("retry")];
    gateway.telegram.trouble("sendMessage", { kind: "hold", done: true });
    const id = await gateway.request({ ...TELNUMBER, to: number, text: "alert" });
    await held(gateway, 1);
    await gateway.advance(20_000);
    await eventually("the first SMS", () => gateway.sms.sent.length === 1);
    gateway.telegram.release();
    await eventually("the late acceptance", async () =>
      told((await gateway.find(id)).timeline).some((transport) => transport.includes("after the time limit")),
    );
    await gateway.pass("the SMS to be taken", () => gateway.sms.sent.length === 3);
    await gateway.until(id, "sent");
    expect((await gateway.find(id)).message).toMatchObject({ via: "sms", mayBeDuplicate: true });
  });

  for (const [policy, telegram, state] of [
    ["resend", 2, "sent"],
    ["assume-sent", 1, "sent"],
    ["hold", 1, "unknown"],
  ] as const) {
    test(`a gateway that dies with a message at Telegram: policy ${policy}`, async () => {
      const store = await databases.open();
      await using dead = await startTelegramGateway({ store, settings: { unknownPolicy: policy } });
      const { number, chat } = await dead.person({ linked: true });
      dead.telegram.trouble("sendMessage", { kind: "hold", done: true });
      const id = await dead.request({ ...TELNUMBER, to: number, text: "alert" });
      await held(dead, 1);
      expect((await dead.find(id)).parts).toMatchObject([{ position: 1, state: "sending" }]);

      // Another life of the same gateway; the old one does not know yet that it is dead.
      await using alive = await startTelegramGateway({ store, beside: dead, settings: { unknownPolicy: policy } });
      await alive.until(id, "unknown");
      // Whichever of the two settles it, the one that lives looks for work by itself within a minute.
      await alive.advance(80_000);
      await alive.until(id, state);
      dead.telegram.release();
      await alive.advance(60_000);
      const { message } = await alive.find(id);
      expect({ telegram: chat.received.length, state: message.state, mayBeDuplicate: message.mayBeDuplicate }).toEqual({
        telegram,
        state,
        mayBeDuplicate: policy === "resend",
      });
      expect([...dead.sms.sent, ...alive.sms.sent]).toEqual([]);
    });
  }

  for (const policy of ["assume-sent", "hold"] as const) {
    test(`a connection that is cut follows the policy ${policy}, and no SMS is sent`, async () => {
      await using gateway = await start({ settings: { unknownPolicy: policy } });
      const { number, chat } = await gateway.person({ linked: true });
      gateway.telegram.trouble("sendMessage", { kind: "cut", done: true });
      const id = await gateway.request({ ...TELNUMBER, to: number, text: "alert" });
      await gateway.until(id, "unknown");
      await gateway.advance(60_000);
      await gateway.until(id, policy === "hold" ? "unknown" : "sent");
      expect(chat.received).toHaveLength(1);
      expect(gateway.sms.sent).toEqual([]);
    });
  }

  test("stopping lets what is asked be answered, and gives back what only waits", async () => {
    const store = await databases.open();
    await using gateway = await startTelegramGateway({ store });
    const [asked, waiting] = [await gateway.person({ linked: true }), await gateway.person({ linked: true })];
    gateway.telegram.trouble("sendMessage", {
      kind: "error",
      code: 429,
      description: "retry after 10",
      retryAfter: 10,
    });
    const waits = await gateway.request({ ...TELNUMBER, to: waiting.number, text: "waits" });
    await eventually("the refusal", () => gateway.refusals().length === 1);
    gateway.telegram.trouble("sendMessage", { kind: "hold", done: false });
    const goes = await gateway.request({ ...TELNUMBER, to: asked.number, text: "goes" });
    await held(gateway, 1);
    const stopped = gateway.outbox.stop();
    await gateway.until(waits, "queued");
    expect((await gateway.find(waits)).parts).toMatchObject([{ state: "open" }]);
    gateway.telegram.release();
    await stopped;
    expect((await gateway.find(goes)).message.state).toBe("sent");

    await using next = await startTelegramGateway({ store, beside: gateway });
    await next.until(waits, "sent");
    expect((await next.find(waits)).message.mayBeDuplicate).toBe(false);
    expect(next.sms.sent).toEqual([]);
  });

  test("an encrypted text that does not open is not sent", async () => {
    const url = await databases.create();
    const texts = { seals: "key00001", boxes: new Map([["key00001", createSecretBox(new Uint8Array(32))]]) };
    const store = await databases.open({ url, texts });
    await using gateway = await startTelegramGateway({ store });
    const { number, chat } = await gateway.person({ linked: true });
    const refusal = { kind: "error", code: 429, description: "retry after 10", retryAfter: 10 } as const;
    gateway.telegram.trouble("sendMessage", refusal);
    const id = await gateway.request({ ...TELNUMBER, to: number, text: "Hello" });
    await eventually("the refusal", () => gateway.refusals().length === 1);
    await gateway.outbox.stop();
    const damaged = "update outgoing_messages set text = text || 'AAAA' where text like '%aldis1:%' returning id";
    expect(await sqlOn(url, damaged)).toHaveLength(1);

    await using next = await startTelegramGateway({ store, beside: gateway });
    await next.until(id, "failed");
    expect((await next.find(id)).message.lastError).toContain("cannot be decrypted");
    expect(chat.received).toEqual([]);
  });
});
