import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { parsePolicy } from "../../lib/routing/alarms/parse.ts";
import { openStore } from "../../lib/store/index.ts";
import { type Mosquitto, type Subscriber, startMosquitto } from "../support/mosquitto.ts";
import { isConnected, type MqttGateway, startMqttGateway } from "../support/mqtt-gateway.ts";
import { hasProgram } from "../support/programs.ts";

const has = hasProgram("mosquitto") && hasProgram("mosquitto_sub");

describe.skipIf(!has)("a gateway publishes to mosquitto", () => {
  let broker: Mosquitto;
  let part: MqttGateway;
  let all: Subscriber;
  const json = (payload: string) => JSON.parse(payload) as Record<string, unknown>;

  beforeAll(async () => {
    broker = await startMosquitto();
    part = await startMqttGateway("--modem", "simulated?name=roof", "--mqtt-prefix", "site/{node}");
    all = await broker.subscribe("#");
  });
  afterAll(async () => {
    await part.gateway[Symbol.asyncDispose]();
    await all[Symbol.asyncDispose]();
    await broker[Symbol.asyncDispose]();
  });

  test("a broker that is set counts at once, and its password is in no answer", async () => {
    expect(await part.ask("/mqtt")).toEqual({ state: "off", publishesShared: false, waiting: 0, dropped: 0 });
    await part.set({ mqtt: broker.url.replace("//", "//aldis:p%40ss@") });
    const { topics = "", broker: shown, user } = await part.mqtt(isConnected);
    expect({ shown, user }).toEqual({ shown: broker.url, user: "aldis" });
    expect(topics).toMatch(/^site\/[\w.-]+-[\da-f]{8}$/);
    await all.until("online", ({ topic, payload }) => topic === `${topics}/status` && payload === "online");
    expect(JSON.stringify([await part.ask("/settings"), await part.ask("/mqtt")])).not.toMatch(/p%40ss|p@ss/);
    expect(part.gateway.output()).not.toMatch(/p%40ss|p@ss/);
  });

  test("a modem's state is retained, and says nothing of its SIM", async () => {
    const ready = await all.until(
      "the modem is ready",
      ({ topic, payload }) => /^site\/[^/]+\/modem\/roof\/state$/.test(topic) && payload.includes('"ready"'),
    );
    expect(json(ready.payload)).toEqual({
      modem: "roof",
      state: "ready",
      since: expect.any(String),
      operator: expect.any(String),
      technology: expect.anything(),
      signalDbm: expect.any(Number),
    });
    const kept = await broker.retained("site/+/modem/+/state", "site/+/status");
    expect([...kept.values()].filter((payload) => payload.includes("imsi"))).toEqual([]);
    expect([...kept.keys()].map((topic) => topic.split("/").slice(2).join("/")).sort()).toEqual([
      "modem/roof/state",
      "status",
    ]);
  });

  test("received messages and states of sent ones are told without their text, and with it when the setting says so", async () => {
    await part.gateway.receive("+491701234567", "the code is 4711");
    const received = await all.until(
      "the message",
      ({ topic }) => topic.endsWith("/received") && !topic.startsWith("homeassistant"),
    );
    expect(received).toMatchObject({ qos: 1, retain: 0 });
    expect(json(received.payload)).toEqual({
      event_type: "message",
      id: expect.any(Number),
      from: "+491701234567",
      kind: "text",
      channel: "sms",
      modem: "roof",
      receivedAt: expect.any(String),
      sentAt: expect.any(String),
    });
    const { messages } = await part.ask<{ messages: { id: number }[] }>("/messages", "POST", {
      to: "+491709999999",
      text: "secret words",
      // No bot is set up, so that it goes by SMS after all.
      channel: "auto",
      reference: "ticket-1",
    });
    const id = messages[0]?.id;
    const states = async (last: string) => {
      await all.until(last, ({ topic, payload }) => topic.endsWith(`/message/${id}`) && json(payload).state === last);
      return all.seen.filter(({ topic }) => topic.endsWith(`/message/${id}`)).map(({ payload }) => json(payload));
    };
    const told = await states("delivered");
    expect([...new Set(told.map(({ state }) => state))]).toEqual(["queued", "sending", "sent", "delivered"]);
    for (const state of told.filter((each) => each.state === "sent" || each.state === "delivered"))
      expect(state).not.toHaveProperty("error");
    expect(told.at(-1)).toMatchObject({ id, to: "+491709999999", channel: "sms", source: "v1", reference: "ticket-1" });
    expect(all.seen.filter(({ payload }) => /4711|secret words/.test(payload))).toEqual([]);

    await part.set({ "mqtt-texts": "on" });
    await part.gateway.receive("+491701234567", "the code is 4712");
    const withText = await all.until(
      "the text",
      ({ topic, payload }) => topic.endsWith("/received") && payload.includes("4712"),
    );
    expect(json(withText.payload).text).toBe("the code is 4712");
    await part.set({ "mqtt-texts": null });
  });

  test("an alarm is told when it opens, without its text", async () => {
    const policy = parsePolicy({ name: "night", steps: [{ notify: [{ group: "nobody" }], by: ["sms"] }] });
    if (!policy.ok) throw new Error(JSON.stringify(policy.problem));
    const store = await openStore({ url: part.gateway.database, migrate: false });
    await store.policies.add(policy.value, { now: 0, most: 10 });
    await store.close();
    const when = { text: { contains: "fire" } };
    await part.ask("/rules", "POST", { name: "alarm", when, then: [{ alarm: { policy: "night" } }] });
    await part.gateway.receive("+491701234567", "fire in the hall");
    const { topic, payload } = await all.until("the alarm", ({ topic: each }) => each.includes("/alarm/"));
    expect(topic).toMatch(/^site\/[^/]+\/alarm\/1$/);
    expect(json(payload)).toMatchObject({ id: 1, policy: "night", source: "rule", drill: false });
    expect(payload).not.toContain("fire");
  });

  test("marking a message as read is no new message", async () => {
    const { items } = await part.ask<{ items: { id: number }[] }>("/incoming");
    const before = all.seen.filter(({ topic }) => topic.endsWith("/received")).length;
    await part.ask(`/incoming/${items[0]?.id}`, "PATCH", { read: true });
    await part.gateway.receive("+491701234567", "after the mark");
    await all.until(
      "the next message",
      () => all.seen.filter(({ topic }) => topic.endsWith("/received")).length > before,
    );
    expect(all.seen.filter(({ topic }) => topic.endsWith("/received"))).toHaveLength(before + 1);
  });

  test("a test message is acknowledged, and said where it went", async () => {
    const { taken, topic } = await part.ask<{ taken: boolean; topic: string }>("/mqtt/test", "POST");
    expect(taken).toBe(true);
    expect(topic).toMatch(/^site\/.+\/test$/);
    await all.until("the test", (message) => message.topic === topic);
  });

  test("what happens while the broker is away is published when it is back, in order, and the status tells both", async () => {
    await broker.kill();
    await part.mqtt(({ problem = "" }) => problem.includes("no connection"));
    for (const text of ["one", "two", "three"]) await part.gateway.receive("+491701111111", text);
    await part.mqtt(({ waiting }) => waiting >= 3);
    const test = await part.ask<{ taken: boolean; problem: string }>("/mqtt/test", "POST");
    expect(test).toMatchObject({ taken: false, problem: expect.stringContaining("no connection") });
    await broker.start();
    await using again = await broker.subscribe("#");
    await again.until("online", ({ topic, payload }) => topic.endsWith("/status") && payload === "online");
    const isFrom = ({ topic, payload }: { topic: string; payload: string }) =>
      topic.endsWith("/received") && payload.includes("+491701111111");
    await again.until("three of them", () => again.seen.filter(isFrom).length >= 3);
    const ids = again.seen.filter(isFrom).map(({ payload }) => json(payload).id as number);
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
    const { dropped } = await part.mqtt((state) => isConnected(state) && state.waiting === 0);
    expect(dropped).toBe(0);
    await again.until("the modem again", ({ topic }) => topic.endsWith("/modem/roof/state"));
  });

  test("a gateway that stops says offline, and what happened while it was stopped follows", async () => {
    await using watch = await broker.subscribe("site/+/status", "site/+/received");
    await part.gateway.restart();
    await watch.until("offline", ({ payload }) => payload === "offline");
    await watch.until("online again", ({ payload, retain }) => payload === "online" && retain === 0);
  });

  test("without a broker, everything that was retained is gone", async () => {
    await part.mqtt(isConnected);
    expect((await broker.retained("#")).size).toBeGreaterThan(3);
    await part.set({ mqtt: null });
    await part.mqtt(({ state }) => state === "off");
    expect(await broker.retained("#")).toEqual(new Map());
  });
});
