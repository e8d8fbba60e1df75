import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { type Mosquitto, type Subscriber, startMosquitto } from "../support/mosquitto.ts";
import { isConnected, type MqttGateway, startMqttGateway } from "../support/mqtt-gateway.ts";
import { hasProgram } from "../support/programs.ts";

type Answer = Record<string, unknown> & { error?: string; refused?: { reason: string; recipient?: string }[] };

describe.skipIf(!hasProgram("mosquitto") || !hasProgram("mosquitto_pub"))("messages that are sent by MQTT", () => {
  let broker: Mosquitto;
  let part: MqttGateway;
  let answers: Subscriber;
  let base = "";

  beforeAll(async () => {
    broker = await startMosquitto();
    part = await startMqttGateway("--mqtt", broker.url, "--mqtt-discovery", "off", "--mqtt-notify", "admins");
    for (const [name, number] of [
      ["Anna", "+491701111111"],
      ["Bernd", "+491702222222"],
    ]) {
      await part.ask("/contacts", "POST", { name, number, groups: [] });
    }
    const { items } = await part.ask<{ items: { id: number }[] }>("/contacts");
    const { id } = await part.ask<{ id: number }>("/groups", "POST", { name: "admins" });
    await part.ask(`/groups/${id}/members`, "POST", { contacts: items.map((contact) => contact.id) });
    ({ topics: base = "" } = await part.mqtt(isConnected));
    answers = await broker.subscribe(`${base}/sent/+`, `${base}/error`);
  });
  afterAll(async () => {
    await part.gateway[Symbol.asyncDispose]();
    await answers[Symbol.asyncDispose]();
    await broker[Symbol.asyncDispose]();
  });

  /** Publishes and gives the one answer. */
  async function answerTo(topic: string, payload: string | Uint8Array, more: readonly string[] = []) {
    const before = answers.seen.length;
    await broker.publish(`${base}/${topic}`, payload, more);
    const answer = await eventually(`an answer to ${String(payload).slice(0, 60)}`, () => answers.seen[before]);
    return { topic: answer.topic.slice(base.length + 1), ...(JSON.parse(answer.payload) as Answer) };
  }
  const withText = async (text: string) => (await part.gateway.delivered(0)).filter((each) => each.text === text);
  const send = (command: unknown) => answerTo("send", JSON.stringify(command));

  test("nobody may send before a system user is set, and one who may not is refused", async () => {
    // The group of --mqtt-notify was not there at the start.
    expect(part.gateway.log()).toContainEqual(expect.objectContaining({ level: "warn", setting: "mqtt-notify" }));
    const command = { to: "+491709999999", text: "hello", reference: "r1" };
    expect(await send(command)).toMatchObject({
      topic: "error",
      reference: "r1",
      error: expect.stringContaining("--mqtt-sender"),
    });
    await expect(part.set({ "mqtt-sender": "nobody" })).rejects.toThrow("there is none called nobody");
    await part.gateway.addUser("leaver", "http-api");
    await part.set({ "mqtt-sender": "leaver" });
    expect(await part.gateway.command(["user", "remove", "leaver"])).toMatchObject({ status: 0 });
    expect(await send(command)).toMatchObject({ topic: "error", error: expect.stringContaining("does not exist") });
    await part.set({ "mqtt-sender": "tester" });
    expect(await send(command)).toMatchObject({
      topic: "error",
      error: expect.stringContaining("Access to the HTTP API"),
    });
    await part.set({ "mqtt-sender": "sender" });
    const events = await part.gateway.events({ kind: "mqtt.refused" }, 3);
    expect(events.map(({ details }) => details?.reason)).toEqual(["no-permission", "no-permission", "no-permission"]);
    expect(await part.gateway.delivered(0)).toEqual([]);
  });

  test("a number, a contact, a group or a list get the message, and the answer has its reference", async () => {
    const sent = await send({
      to: "0170 9999999",
      text: "Öl 5 €",
      flash: true,
      priority: "high",
      reference: "oil/+#1",
    });
    expect(sent).toMatchObject({
      topic: "sent/oil%2F%2B%231",
      reference: "oil/+#1",
      messages: [{ id: expect.any(Number), to: "+491709999999", parts: 1 }],
      refused: [],
    });
    const [flash] = await part.gateway.delivered(1);
    expect(flash).toMatchObject({ to: "+491709999999", text: "Öl 5 €", class: 0 });
    expect(await send({ to: ["anna", "admins", { contact: "Bernd" }], text: "to both" })).toMatchObject({
      topic: "sent/-",
      messages: [{ to: "+491701111111" }, { to: "+491702222222" }],
    });
    expect(await send({ to: ["Anna", "nobody", "112"], text: "partly", reference: "p" })).toMatchObject({
      topic: "sent/p",
      messages: [{ to: "+491701111111" }],
      refused: [
        { recipient: "nobody", reason: "no-such-group" },
        { recipient: "112", reason: "number-refused" },
      ],
    });
    const { items } = await part
      .ask<{ items: { source: string }[] }>("/messages?source=mqtt")
      .catch(() => ({ items: [] }));
    expect(items.every(({ source }) => source === "mqtt")).toBe(true);
  });

  test("who is refused is named as the command named them, unless the user of --mqtt-sender may see contacts", async () => {
    const [CLARA, DORA] = ["+491703333333", "+491704444444"];
    const { id: group } = await part.ask<{ id: number }>("/groups", "POST", { name: "night" });
    await part.ask("/contacts", "POST", { name: "Clara", number: CLARA, groups: [group] });
    await part.ask("/contacts", "POST", { name: "Emil", groups: [group] });
    await part.ask("/contacts", "POST", { name: "Dora", number: DORA });
    await part.ask("/opt-outs", "POST", { number: CLARA });
    const answer = JSON.stringify([
      await send({ to: ["Clara", "Dora"], text: "partly" }),
      await send({ to: ["night", "Dora"], text: "partly" }),
      await send({ to: "clara", text: "nobody" }),
    ]);
    expect(answer).toContain('{"recipient":"Clara","reason":"opted-out"');
    expect(answer).toContain("1 members of group night, who have no usable telephone number");
    expect(answer).not.toContain(CLARA);
    expect(answer).not.toContain("Emil");
    await part.gateway.command(["user", "grant", "sender", "contacts"]);
    expect(await send({ to: "clara", text: "nobody" })).toMatchObject({ refused: [{ recipient: CLARA }] });
    await part.gateway.command(["user", "revoke", "sender", "contacts"]);
  });

  test("a group of the settings has a topic for plain texts, and no other has", async () => {
    expect(await answerTo("notify/admins", 'Water in the cellar! {"to": 1}')).toMatchObject({
      topic: "sent/-",
      messages: [{ to: "+491701111111" }, { to: "+491702222222" }],
    });
    await eventually("both are delivered", async () => (await withText('Water in the cellar! {"to": 1}')).length === 2);
    expect(await answerTo("notify/others", "hello")).toMatchObject({ error: expect.stringContaining("--mqtt-notify") });
    expect(await answerTo("notify/admins", "")).toMatchObject({ error: "The text is empty" });
  });

  test.each<[string, string | Uint8Array, string]>([
    ["nothing", "", "not JSON"],
    ["no JSON", "hello", "not JSON"],
    ["half of it", '{"to": "+491709999999", "text": ', "not JSON"],
    ["a list", "[1]", "not an object"],
    ["null", "null", "not an object"],
    ["a number", "42", "not an object"],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), "not UTF-8"],
    ["no recipient", '{"text": "x"}', "“to” is missing"],
    ["an empty list", '{"to": [], "text": "x"}', "“to” must not be empty"],
    ["a recipient that is none", '{"to": [true], "text": "x"}', "“to” must be telephone numbers"],
    ["two kinds at once", '{"to": {"group": "a", "contact": "b"}, "text": "x"}', "“to” must be telephone numbers"],
    ["a name of 300 letters", JSON.stringify({ to: "n".repeat(300), text: "x" }), "“to” must be telephone numbers"],
    ["1,001 recipients", JSON.stringify({ to: Array(1_001).fill("+4917099"), text: "x" }), "may name 1000 recipients"],
    ["no text", '{"to": "+491709999999"}', "“text” must be a text"],
    ["an empty text", '{"to": "+491709999999", "text": ""}', "“text” must be a text"],
    ["a text that is a number", '{"to": "+491709999999", "text": 5}', "“text” must be a text"],
    [
      "another field",
      '{"to": "+491709999999", "text": "x", "__proto__": {"flash": true}}',
      "Unknown field “__proto__”",
    ],
    ["another channel", '{"to": "+491709999999", "text": "x", "channel": "fax"}', "“channel” must be one of"],
    ["flash as a text", '{"to": "+491709999999", "text": "x", "flash": "yes"}', "“flash” must be true or false"],
    [
      "a priority that is none",
      '{"to": "+491709999999", "text": "x", "priority": "constructor"}',
      "“priority” must be",
    ],
    ["a reference that is none", '{"to": "+491709999999", "text": "x", "reference": ["a"]}', "“reference” must be"],
    ["a long reference", JSON.stringify({ to: "1", text: "x", reference: "r".repeat(201) }), "“reference” must be"],
    ["a number that is none", '{"to": "+49", "text": "x"}', "no telephone number"],
    ["an emergency number", '{"to": "112", "text": "x"}', "emergency number"],
    ["200 parts more than fit", JSON.stringify({ to: "+491709999999", text: "x".repeat(40_000) }), "255 parts"],
    ["64 KiB and more", JSON.stringify({ to: "+491709999999", text: "x".repeat(70_000) }), "it may have 65536"],
    ["a nest of 10,000 lists", "[".repeat(10_000) + "]".repeat(10_000), "not"],
  ])("%s is answered by a sentence, and sends nothing", async (_, payload, sentence) => {
    const newest = async () => (await part.ask<{ items: { id: number }[] }>("/messages?limit=1")).items[0]?.id;
    const before = await newest();
    const answer = await answerTo("send", payload);
    expect(answer.topic).toBe("error");
    expect(answer.error).toContain(sentence);
    expect(await newest()).toBe(before);
  });

  test("a retained command is refused, and not done again with each connection", async () => {
    const said = { topic: "error", error: expect.stringContaining("without the retain flag") };
    for (const [topic, payload] of [
      ["send", JSON.stringify({ to: "+491709999999", text: "for ever" })],
      ["notify/admins", "for ever"],
    ] as const) {
      expect(await answerTo(topic, payload, ["-r"])).toMatchObject(said);
    }
    const [event] = await part.gateway.events({ kind: "mqtt.refused" });
    expect(event?.message).toContain("The command is retained");
    const seen = answers.seen.length;
    await part.set({ "mqtt-client-id": "another" });
    await eventually(
      "both refusals",
      () => answers.seen.slice(seen).filter(({ payload }) => payload.includes("without the retain flag")).length === 2,
    );
    await part.mqtt(isConnected);
    const taken = answers.seen.length;
    // Taking them away is no command, and has no answer.
    for (const topic of ["send", "notify/admins"]) await broker.publish(`${base}/${topic}`, "", ["-r"]);
    expect(await send({ to: "+491709999999", text: "after it", reference: "after" })).toMatchObject({
      topic: "sent/after",
    });
    expect(answers.seen).toHaveLength(taken + 1);
    expect(await withText("for ever")).toHaveLength(0);
  });

  test("a packet of a megabyte is not read by the gateway, which stays connected or comes back and sends on", async () => {
    await broker.publish(`${base}/send`, new Uint8Array(1_048_576).fill(120));
    await part.mqtt(isConnected);
    expect(await send({ to: "Anna", text: "still there", reference: "after" })).toMatchObject({ topic: "sent/after" });
  });

  test("commands that come while the gateway is stopped wait at the broker, and each is done once", async () => {
    await part.mqtt(isConnected);
    await part.gateway.stop();
    for (const nr of [1, 2, 3]) {
      await broker.publish(`${base}/send`, JSON.stringify({ to: "Anna", text: "same", reference: `w${nr}` }));
    }
    const seen = answers.seen.length;
    await part.gateway.restart();
    const done = () => answers.seen.slice(seen).filter(({ topic }) => topic.includes("/sent/w"));
    await eventually("three answers", () => done().length >= 3);
    expect(done().map(({ topic }) => topic.slice(-2))).toEqual(["w1", "w2", "w3"]);
    await eventually("three deliveries", async () => (await withText("same")).length >= 3);
    expect(await withText("same")).toHaveLength(3);
  });
});
