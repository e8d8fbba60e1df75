import { createHash } from "node:crypto";
import { OFFLINE, ONLINE, TOPICS } from "./topics.ts";

/** What Home Assistant is told of. */
export interface DiscoveryFacts {
  /** What topics of discovery begin with: `homeassistant`. */
  prefix: string;
  /** What the gateway's topics begin with. */
  base: string;
  /** Of all gateways on a database: letters and digits. */
  installation: string;
  /** Of this gateway among them; absent where there is only one. */
  node?: string;
  version: string;
  /** Where people reach the web interface. */
  url?: string;
  modems: readonly { name: string; manufacturer?: string; model?: string }[];
  /** Tells of what all gateways share, too: queue, received messages, groups. */
  isPublisher: boolean;
  /** Groups of the address book that get a *notify* entity. */
  groups: readonly string[];
}

/** A discovery message, before it is text. */
type DiscoveryMessage = Readonly<Record<string, unknown>>;

/** Whose messages of discovery: those of a gateway, and those that all on a database share. One level of their topics. */
export function discoveryOwners({ installation, node }: Pick<DiscoveryFacts, "installation" | "node">) {
  const shared = `aldis_${installation}`;
  return { shared, own: `${shared}_${node === undefined ? "gateway" : keyOf(node)}` };
}

/**
 * The messages by which Home Assistant finds the gateway, by topic: `homeassistant/sensor/aldis_1f2e/queue/config`. Each component
 * as Home Assistant documents it. Pure.
 */
export function discoveryMessages(facts: DiscoveryFacts): Map<string, DiscoveryMessage> {
  const { prefix, base } = facts;
  const { shared, own } = discoveryOwners(facts);
  const origin = { name: "Aldis", sw_version: facts.version };
  const gateway = {
    identifiers: [shared],
    name: "Aldis",
    manufacturer: "Aldis",
    model: "SMS gateway",
    sw_version: facts.version,
    ...(facts.url === undefined ? {} : { configuration_url: facts.url }),
  };
  const messages = new Map<string, DiscoveryMessage>();

  function add(component: string, owner: string, key: string, message: DiscoveryMessage): void {
    messages.set(`${prefix}/${component}/${owner}/${key}/config`, {
      unique_id: `${owner}_${key}`,
      device: gateway,
      origin,
      qos: 1,
      ...message,
    });
  }

  const whileOnline = {
    availability_topic: TOPICS.status(base),
    payload_available: ONLINE,
    payload_not_available: OFFLINE,
  };
  add("binary_sensor", own, "gateway", {
    name: facts.node === undefined ? "Gateway" : `Gateway ${facts.node}`,
    state_topic: TOPICS.status(base),
    payload_on: ONLINE,
    payload_off: OFFLINE,
    device_class: "connectivity",
    entity_category: "diagnostic",
  });

  for (const { name, manufacturer, model } of facts.modems) {
    const key = keyOf(name);
    const state_topic = TOPICS.modem(base, name);
    const device = {
      identifiers: [`${own}_${key}`],
      name: `Modem ${name}`,
      via_device: shared,
      ...(manufacturer === undefined ? {} : { manufacturer }),
      ...(model === undefined ? {} : { model }),
    };
    const ofModem = { device, state_topic, ...whileOnline };
    add("binary_sensor", own, `${key}_ready`, {
      ...ofModem,
      name: "Ready",
      value_template: "{{ 'ON' if value_json.state == 'ready' else 'OFF' }}",
      device_class: "connectivity",
      json_attributes_topic: state_topic,
    });
    add("sensor", own, `${key}_signal`, {
      ...ofModem,
      name: "Signal",
      value_template: "{{ value_json.signalDbm }}",
      unit_of_measurement: "dBm",
      device_class: "signal_strength",
      state_class: "measurement",
      entity_category: "diagnostic",
    });
    add("sensor", own, `${key}_operator`, {
      ...ofModem,
      name: "Operator",
      value_template: "{{ value_json.operator }}",
      icon: "mdi:radio-tower",
      entity_category: "diagnostic",
    });
  }
  if (!facts.isPublisher) return messages;

  add("sensor", shared, "queue", {
    ...whileOnline,
    name: "Waiting messages",
    state_topic: TOPICS.queue(base),
    value_template: "{{ value_json.waiting }}",
    unit_of_measurement: "messages",
    state_class: "measurement",
    icon: "mdi:tray-full",
    json_attributes_topic: TOPICS.queue(base),
  });
  add("sensor", shared, "last_received", {
    ...whileOnline,
    name: "Last received message",
    state_topic: TOPICS.lastReceived(base),
    value_template: "{{ value_json.receivedAt }}",
    device_class: "timestamp",
    json_attributes_topic: TOPICS.lastReceived(base),
  });
  add("event", shared, "received", {
    ...whileOnline,
    name: "Received message",
    state_topic: TOPICS.received(base),
    event_types: ["message", "call"],
    icon: "mdi:message-arrow-left",
  });
  for (const group of facts.groups) {
    add("notify", shared, `notify_${keyOf(group)}`, {
      ...whileOnline,
      name: group,
      command_topic: TOPICS.notify(base, group),
      retain: false,
      icon: "mdi:message-arrow-right",
    });
  }
  return messages;
}

/** A name as Home Assistant's topics and IDs can have it; what has lost letters has a digest, so that no two share a key. */
function keyOf(name: string): string {
  if (/^[\w-]{1,64}$/.test(name)) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.replace(/[^\w-]/g, "_").slice(0, 40)}_${digest}`;
}
