import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { discoveryMessages } from "../../lib/mqtt/index.ts";
import { eventually } from "../support/eventually.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { isConnected, type MqttGateway, startMqttGateway } from "../support/mqtt-gateway.ts";
import { hasProgram } from "../support/programs.ts";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string" && value !== "";
const topic: Check = (value) =>
  text(value) && !/[+#]/.test(value as string) && Buffer.byteLength(value as string) < 65_536;
const template: Check = (value) => text(value) && /^\{\{ .+ \}\}$/.test(value as string);
const flag: Check = (value) => typeof value === "boolean";
const among =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const icon: Check = (value) => text(value) && /^mdi:[a-z-]+$/.test(value as string);
const url: Check = (value) => text(value) && URL.canParse(value as string);
const texts: Check = (value) => Array.isArray(value) && value.length > 0 && value.every(text);
const fields =
  (required: Record<string, Check>, optional: Record<string, Check>): Check =>
  (value) =>
    typeof value === "object" && value !== null && faults(value as object, { required, optional }).length === 0;

function faults(
  value: object,
  { required, optional }: { required: Record<string, Check>; optional: Record<string, Check> },
): string[] {
  const entries = new Map<string, unknown>(Object.entries(value));
  const missing = Object.keys(required).filter((name) => !entries.has(name));
  const wrong = [...entries].filter(([name, each]) => !(required[name] ?? optional[name])?.(each));
  return [
    ...missing.map((name) => `${name} is missing`),
    ...wrong.map(([name, each]) => `${name}: ${JSON.stringify(each)}`),
  ];
}

/** What every MQTT entity of Home Assistant may have (its documentation, *MQTT Discovery* and *Availability*). */
const DEVICE = fields(
  { identifiers: texts },
  {
    name: text,
    manufacturer: text,
    model: text,
    model_id: text,
    serial_number: text,
    sw_version: text,
    hw_version: text,
    via_device: text,
    suggested_area: text,
    configuration_url: url,
  },
);
const EVERY: Record<string, Check> = {
  unique_id: text,
  device: DEVICE,
  origin: fields({ name: text }, { sw_version: text, support_url: url }),
  name: text,
};
const MAY: Record<string, Check> = {
  qos: among(0, 1, 2),
  icon,
  enabled_by_default: flag,
  entity_category: among("config", "diagnostic"),
  availability_topic: topic,
  availability_template: template,
  payload_available: text,
  payload_not_available: text,
  json_attributes_topic: topic,
  json_attributes_template: template,
  encoding: text,
};
/** The fields of each component that is announced, as Home Assistant documents them (2026.10): what is needed, and what there may be. */
const COMPONENTS: Record<string, { required: Record<string, Check>; optional: Record<string, Check> }> = {
  binary_sensor: {
    required: { ...EVERY, state_topic: topic },
    optional: {
      ...MAY,
      device_class: among("battery", "connectivity", "power", "problem", "running"),
      value_template: template,
      payload_on: text,
      payload_off: text,
      expire_after: Number.isInteger,
      off_delay: Number.isInteger,
      force_update: flag,
    },
  },
  sensor: {
    required: { ...EVERY, state_topic: topic },
    optional: {
      ...MAY,
      device_class: among("signal_strength", "timestamp", "duration", "enum"),
      state_class: among("measurement", "total", "total_increasing"),
      unit_of_measurement: text,
      value_template: template,
      expire_after: Number.isInteger,
      suggested_display_precision: Number.isInteger,
      force_update: flag,
    },
  },
  event: {
    required: { ...EVERY, state_topic: topic, event_types: texts },
    optional: { ...MAY, device_class: among("button", "doorbell", "motion"), value_template: template },
  },
  notify: {
    required: { ...EVERY, command_topic: topic },
    optional: { ...MAY, command_template: template, retain: flag },
  },
};

/** What is wrong with a discovery message, by the topic that it has. */
function discoveryFaults(at: string, payload: unknown): string[] {
  const [, component = ""] = /^homeassistant\/(\w+)\/[\w-]+\/[\w-]+\/config$/.exec(at) ?? [];
  const known = COMPONENTS[component];
  return known === undefined ? ["no topic of discovery"] : faults(payload as object, known);
}

const FACTS = {
  prefix: "homeassistant",
  base: "aldis/gw-1",
  installation: "1f2e3d4c",
  version: "1.0.0",
  url: "https://sms.example.org",
  modems: [{ name: "roof", manufacturer: "Quectel", model: "EC25" }, { name: "Büro/2" }, { name: "Büro+2" }],
  isPublisher: true,
  groups: ["admins", "Bereitschaft Süd", "a/b", "{{ states('x') }}"],
};

describe("Home Assistant's discovery messages", () => {
  const messages = discoveryMessages(FACTS);

  test.each([...messages])("%s has the fields that are documented for its component", (at, message) => {
    expect(discoveryFaults(at, message)).toEqual([]);
  });

  test("each has an ID and a topic of its own, also of names that look alike once letters are replaced", () => {
    const ids = [...messages.values()].map(({ unique_id }) => unique_id);
    expect(new Set(ids).size).toBe(messages.size);
    expect(messages.size).toBe(1 + 3 * FACTS.modems.length + 3 + FACTS.groups.length);
    const commands = [...messages.values()].flatMap(({ command_topic }) => command_topic ?? []);
    expect(commands).toEqual([
      "aldis/gw-1/notify/admins",
      "aldis/gw-1/notify/Bereitschaft Süd",
      "aldis/gw-1/notify/a%2Fb",
      "aldis/gw-1/notify/{{ states('x') }}",
    ]);
  });

  test("the gateway's own sensor is available when the gateway is not: it says so", () => {
    const own = messages.get("homeassistant/binary_sensor/aldis_1f2e3d4c_gateway/gateway/config");
    expect(own).not.toHaveProperty("availability_topic");
    const others = [...messages.values()].filter((message) => message !== own);
    expect(others.filter(({ availability_topic }) => availability_topic !== "aldis/gw-1/status")).toEqual([]);
  });

  test("a gateway that is not the publisher tells of itself and its modems alone", () => {
    const own = [...discoveryMessages({ ...FACTS, node: "gw-2", isPublisher: false }).keys()];
    expect(own).toHaveLength(1 + 3 * FACTS.modems.length);
    expect(own.filter((at) => !at.includes("/aldis_1f2e3d4c_gw-2/"))).toEqual([]);
  });

  test("the check of the fields finds what is wrong", () => {
    const [at = "", message] = [...messages].find(([each]) => each.includes("/sensor/")) ?? [];
    expect(discoveryFaults(at, { ...message, state_topic: "a/#" })).toEqual(['state_topic: "a/#"']);
    expect(discoveryFaults(at, { ...message, colour: "red" })).toEqual(['colour: "red"']);
    expect(discoveryFaults(at, { ...message, device: {} })).toEqual(["device: {}"]);
    expect(discoveryFaults("homeassistant/sensor/a b/c/config", message)).toEqual(["no topic of discovery"]);
  });
});

describe.skipIf(!hasProgram("mosquitto") || !hasProgram("mosquitto_sub"))(
  "what mosquitto retains for Home Assistant",
  () => {
    let broker: Mosquitto;
    let part: MqttGateway;
    const announced = async () => {
      const found = await broker.retained("homeassistant/#");
      return new Map([...found].map(([at, payload]) => [at, JSON.parse(payload) as Record<string, unknown>]));
    };
    const until = (what: string, isIt: (found: Awaited<ReturnType<typeof announced>>) => boolean) =>
      eventually(what, async () => {
        const found = await announced();
        return isIt(found) && found;
      });
    const ofComponent = (found: Awaited<ReturnType<typeof announced>>, component: string) =>
      [...found].filter(([at]) => at.startsWith(`homeassistant/${component}/`)).map(([, message]) => message.name);

    beforeAll(async () => {
      broker = await startMosquitto();
      part = await startMqttGateway("--modem", "simulated?name=roof", "--mqtt", broker.url);
      await part.ask("/groups", "POST", { name: "admins" });
      await part.mqtt(isConnected);
    });
    afterAll(async () => {
      await part.gateway[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
    });

    test("everything is announced as documented, with topics that the gateway really publishes to", async () => {
      await part.set({ "mqtt-notify": ["ADMINS"] });
      const found = await until("a notify entity", (each) => ofComponent(each, "notify").length > 0);
      expect([...found].flatMap(([at, message]) => discoveryFaults(at, message))).toEqual([]);
      expect(ofComponent(found, "notify")).toEqual(["admins"]);
      expect(ofComponent(found, "binary_sensor").sort()).toEqual(["Gateway", "Ready"]);
      expect(ofComponent(found, "sensor").sort()).toEqual([
        "Last received message",
        "Operator",
        "Signal",
        "Waiting messages",
      ]);
      await part.gateway.receive("+491701234567", "hello");
      const states = await eventually("a last message", async () => {
        const kept = await broker.retained("aldis/#");
        return [...kept.keys()].some((at) => at.endsWith("/last-received")) && kept;
      });
      const sensors = [...found.values()].filter(({ event_types, command_topic }) => !event_types && !command_topic);
      expect(sensors.filter(({ state_topic }) => !states.has(state_topic as string))).toEqual([]);
      expect(JSON.stringify([...states])).not.toContain("hello");
    });

    test("the entities of a modem go with it, and those of a group when no setting names it any more", async () => {
      await part.ask("/modems", "POST", { name: "cellar", device: "simulated" });
      await until("the new modem", (found) => JSON.stringify([...found]).includes("Modem cellar"));
      await part.ask("/modems/cellar", "DELETE");
      await until("no modem", (found) => !JSON.stringify([...found]).includes("cellar"));
      await eventually(
        "no state",
        async () => ![...(await broker.retained("aldis/#")).keys()].some((at) => at.includes("cellar")),
      );
      const { items } = await part.ask<{ items: { id: number }[] }>("/groups");
      await part.set({ "mqtt-notify": null });
      await until("no group", (found) => ofComponent(found, "notify").length === 0);
      await part.ask(`/groups/${items[0]?.id}`, "DELETE");
    });

    test("what an earlier life of the gateway has left there is removed at the start", async () => {
      const [own = ""] = [...(await announced()).keys()].filter((at) => at.includes("_gateway/roof_signal"));
      expect(own).not.toBe("");
      await part.gateway.stop();
      const left = own.replace("roof_signal", "old_signal");
      await broker.publish(left, JSON.stringify({ name: "left behind" }), ["-r"]);
      const stranger = "homeassistant/sensor/another_device/temperature/config";
      await broker.publish(stranger, JSON.stringify({ name: "not ours" }), ["-r"]);
      await part.gateway.restart();
      await part.mqtt(isConnected);
      const found = await until("what was left is gone", (each) => !each.has(left));
      expect(found.has(own) && found.has(stranger)).toBe(true);
      await broker.publish(stranger, "", ["-r"]);
    });

    test("all of it is gone when discovery is switched off, and back when it is on", async () => {
      await part.set({ "mqtt-discovery": "off" });
      await until("nothing", (found) => found.size === 0);
      expect((await part.mqtt(isConnected)).state).toBe("connected");
      expect((await broker.retained("aldis/#")).size).toBeGreaterThan(0);
      await part.set({ "mqtt-discovery": "on", "mqtt-discovery-prefix": "ha" });
      const moved = await eventually("below the other prefix", async () => {
        const found = await broker.retained("ha/#");
        return found.size > 0 && found;
      });
      expect([...moved.keys()].every((at) => at.startsWith("ha/"))).toBe(true);
      expect(await broker.retained("homeassistant/#")).toEqual(new Map());
    });
  },
);
