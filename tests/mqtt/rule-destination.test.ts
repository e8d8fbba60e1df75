import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { until } from "../support/gateway.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { isConnected, type MqttGateway, startMqttGateway } from "../support/mqtt-gateway.ts";
import { hasProgram } from "../support/programs.ts";

interface Jobs {
  items: { id: number; state: string; error?: string; attempts: number }[];
}

describe.skipIf(!hasProgram("mosquitto") || !hasProgram("mosquitto_sub"))("a rule sends SMS to an MQTT broker", () => {
  let broker: Mosquitto;
  let part: MqttGateway;
  const jobs = (isIt: (jobs: Jobs) => boolean) =>
    until<Jobs>("the jobs", () => part.gateway.as("admin")("/api/v1/jobs?kind=mqtt"), isIt);

  beforeAll(async () => {
    broker = await startMosquitto();
    part = await startMqttGateway("--mqtt", broker.url, "--mqtt-discovery", "off");
    await part.ask("/rules", "POST", {
      name: "to the plant",
      then: [
        { mqtt: { topic: "plant/{sender}/{text}", text: "{sender}: {text}", qos: 1, retain: true } },
        { mqtt: { topic: "plant/fast", qos: 0 } },
        { mqtt: { topic: "plant/once", qos: 2 } },
      ],
    });
    await part.mqtt(isConnected);
  });
  afterAll(async () => {
    await part.gateway[Symbol.asyncDispose]();
    await broker[Symbol.asyncDispose]();
  });

  test("from the modem's wire to a subscriber, and what a stranger wrote opens no level of the topic", async () => {
    await using plant = await broker.subscribe("plant/#");
    await part.gateway.receive("+491701234567", "a/b #+$SYS ä€😀");
    const [kept, fast, once] = await Promise.all([
      plant.until("QoS 1", ({ payload }) => payload.startsWith("+49170")),
      plant.until("QoS 0", ({ topic }) => topic === "plant/fast"),
      plant.until("QoS 2", ({ topic }) => topic === "plant/once"),
    ]);
    expect(kept).toMatchObject({
      topic: "plant/_491701234567/a_b ___SYS ä€😀",
      payload: "+491701234567: a/b #+$SYS ä€😀",
    });
    expect([fast.payload, once.payload]).toEqual(["a/b #+$SYS ä€😀", "a/b #+$SYS ä€😀"]);
    expect([...(await broker.retained("plant/#")).keys()]).toEqual([kept.topic]);
    await jobs(({ items }) => items.length === 3 && items.every(({ state }) => state === "delivered"));
  });

  test("a broker that is killed with messages waiting gets all of them when it is started again", async () => {
    const before = (await jobs(() => true)).items.length;
    await broker.kill();
    await part.mqtt(({ state }) => state === "trouble");
    for (const text of ["first", "second", "third"]) await part.gateway.receive("+491702222222", text);
    const { items } = await jobs(({ items: all }) => all.length >= before + 9);
    expect(items.filter(({ state }) => state === "waiting" || state === "running").length).toBeGreaterThanOrEqual(9);
    await broker.start();
    await using plant = await broker.subscribe("plant/#");
    await jobs(({ items: all }) => all.length >= before + 9 && all.every(({ state }) => state === "delivered"));
    for (const text of ["first", "second", "third"]) {
      await plant.until(text, ({ topic, payload }) => topic === "plant/once" && payload === text);
    }
  });

  test("what a stranger writes stays a value within a payload of JSON or XML", async () => {
    const { id } = await part.ask<{ id: number }>("/rules", "POST", {
      name: "as a value",
      when: { sender: { is: "+491704444444" } },
      then: [
        { mqtt: { topic: "value/json", text: '{"id": {id}, "from": "{sender}", "text": "{text}"}' } },
        { mqtt: { topic: "value/xml", text: '<sms from="{sender}">{text}</sms>' } },
        { mqtt: { topic: "value/plain", text: "[{sender}] {text}" } },
      ],
    });
    await using values = await broker.subscribe("value/#");
    const text = '", "open": true}\n</sms>\\ & {';
    await part.gateway.receive("+491704444444", text);
    const payload = async (kind: string) =>
      (await values.until(kind, ({ topic }) => topic === `value/${kind}`)).payload;
    expect(JSON.parse(await payload("json"))).toEqual({ id: expect.any(Number), from: "+491704444444", text });
    expect(await payload("xml")).toBe(
      '<sms from="+491704444444">&quot;, &quot;open&quot;: true}\n&lt;/sms&gt;\\ &amp; {</sms>',
    );
    expect(await payload("plain")).toBe(`[+491704444444] ${text}`);
    await part.ask(`/rules/${id}`, "DELETE");
  });

  test("without a broker a job waits and says what to do, and goes on once one is set", async () => {
    const other = await startMqttGateway();
    await using _gateway = other.gateway;
    await other.ask("/rules", "POST", { name: "to nobody", then: [{ mqtt: { topic: "late/{id}" } }] });
    await other.gateway.receive("+491703333333", "wait for it");
    const ask = () => other.gateway.as("admin")("/api/v1/jobs?kind=mqtt");
    const { items } = await until<Jobs>("an attempt", ask, ({ items: all }) => all[0]?.error !== undefined);
    expect(items[0]).toMatchObject({ state: "waiting", error: "no MQTT broker is configured (--mqtt)" });
    await other.set({ mqtt: broker.url });
    await other.mqtt(isConnected);
    await other.ask(`/jobs/${items[0]?.id}/retry`, "POST");
    await until<Jobs>("it is delivered", ask, ({ items: all }) => all[0]?.state === "delivered");
  });
});
