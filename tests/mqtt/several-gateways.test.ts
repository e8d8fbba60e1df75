import { describe, expect, test } from "bun:test";
import { startTestGateway } from "../support/gateway.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { isConnected, mqttGateway, startMqttGateway } from "../support/mqtt-gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { hasProgram } from "../support/programs.ts";

const has = hasPostgres() && hasProgram("mosquitto") && hasProgram("mosquitto_sub");

describe.skipIf(!has)("two gateways on one database", () => {
  test("one publishes messages and announces what they share; when it ends, the other goes on where it was", async () => {
    await using broker = await startMosquitto();
    const database = ["--database", await createTestDatabase(), "--mqtt", broker.url];
    const first = await startMqttGateway(...database, "--modem", "simulated?name=one");
    await using one = first.gateway;
    const { topics: base1 = "" } = await first.mqtt(isConnected);
    await using two = await startTestGateway(...database, "--modem", "simulated?name=two");
    const second = mqttGateway(two);
    const { topics: base2 = "", publishesShared } = await second.mqtt(({ state }) => state === "connected");
    expect(publishesShared).toBe(false);
    expect(base2).not.toBe(base1);
    await using all = await broker.subscribe("#");
    await all.until("the other's modem", ({ topic }) => topic === `${base2}/modem/two/state`);
    const owners = () =>
      all.seen
        .filter(({ topic }) => /^homeassistant\/event\//.test(topic))
        .map(({ payload }) => JSON.parse(payload).state_topic);
    // A broker gives what it has kept in any order.
    await all.until("the announcement", () => owners().length > 0);
    expect(owners()).toEqual([`${base1}/received`]);

    await two.receive("+491701234567", "by the second");
    const received = await all.until("one event", ({ topic }) => topic.endsWith("/received"));
    expect(received.topic).toBe(`${base1}/received`);

    await one.stop();
    await all.until("offline", ({ topic, payload }) => topic === `${base1}/status` && payload === "offline");
    await two.receive("+491701234567", "while nobody published");
    await second.mqtt(isConnected);
    await all.until("the second's event", ({ topic }) => topic === `${base2}/received`);
    await all.until("announced anew", () => owners().at(-1) === `${base2}/received`);
    const ids = all.seen
      .filter(({ topic }) => topic.endsWith("/received"))
      .map(({ payload }) => JSON.parse(payload).id);
    expect(new Set(ids).size).toBe(2);
    expect(ids).toHaveLength(2);
  });

  test("with one prefix for both, one takes commands and does each once; its successor takes them after it", async () => {
    await using broker = await startMosquitto();
    const options = ["--database", await createTestDatabase(), "--mqtt", broker.url, "--mqtt-prefix", "sms"];
    const common = [...options, "--mqtt-sender", "sender", "--mqtt-discovery", "off"];
    const first = await startMqttGateway(...common, "--modem", "simulated?name=one");
    await using one = first.gateway;
    await first.mqtt(isConnected);
    await using two = await startTestGateway(...common, "--modem", "simulated?name=two");
    const second = mqttGateway(two);
    await second.mqtt(({ state }) => state === "connected");
    await using answers = await broker.subscribe("sms/sent/+", "sms/error", "sms/status");
    await broker.publish("sms/send", JSON.stringify({ to: "+491709999999", text: "once", reference: "a" }));
    await answers.until("the answer", ({ topic }) => topic === "sms/sent/a");
    await one.stop();
    await second.mqtt(isConnected);
    await broker.publish("sms/send", JSON.stringify({ to: "+491709999999", text: "twice", reference: "b" }));
    await answers.until("the other's answer", ({ topic }) => topic === "sms/sent/b");
    expect(answers.seen.filter(({ topic }) => topic !== "sms/status").map(({ topic }) => topic)).toEqual([
      "sms/sent/a",
      "sms/sent/b",
    ]);
    expect(answers.seen.filter(({ topic }) => topic === "sms/status").map(({ payload }) => payload)).toEqual([
      "online",
      "offline",
      "online",
    ]);
  });
});
