/** MQTT: what is published and commanded by a broker, and how Home Assistant finds the gateway. */
export type { WantedConnection } from "./connection.ts";
export { discoveryMessages } from "./discovery.ts";
export type { ModemFacts } from "./payloads.ts";
export type { PublisherRight } from "./publisher.ts";
export type { CommandDoor, Sends } from "./sending.ts";
export { createMqtt, type Mqtt } from "./service.ts";
export { level as topicLevel } from "./topics.ts";
