import { Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Result } from "../../result.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { showInstant } from "./schemas.ts";

/** What there is to know and to try of MQTT. */
export interface MqttDesk {
  state(): {
    state: "off" | "connecting" | "connected" | "trouble";
    /** `mqtts://broker.example.org:8883` */
    broker?: string;
    user?: string;
    since?: number;
    problem?: string;
    base?: string;
    isPublisher: boolean;
    waiting: number;
    dropped: number;
  };
  /** Publishes a test message, and gives its topic. Never rejects. */
  test(): Promise<Result<string>>;
}

const strict = { additionalProperties: false };
const optional = (description: string) => Type.Optional(Type.String({ description }));

const MqttState = named(
  "MqttState",
  Type.Object(
    {
      state: oneOf(["off", "connecting", "connected", "trouble"] as const, {
        description: "`off`: no broker is set. `trouble`: there is no connection, and it is tried again.",
      }),
      broker: optional("Its address, without user and password."),
      user: optional("Who the gateway is there."),
      since: Type.Optional(Type.String({ format: "date-time", description: "When this state began." })),
      problem: optional("Why there is no connection, as a sentence."),
      topics: optional("What the gateway's topics begin with."),
      publishesShared: Type.Boolean({
        description: "This gateway publishes what happens to messages. Of several gateways on one database, one does.",
      }),
      waiting: Type.Integer({ description: "Messages that wait for the broker; 1,000 at most." }),
      dropped: Type.Integer({ description: "Messages dropped since the gateway started, because more waited." }),
    },
    strict,
  ),
);

const STATE = operation({
  method: "GET",
  path: "/api/v1/mqtt",
  operationId: "getMqttState",
  tag: "MQTT",
  permissions: ["network"],
  summary: "Whether the gateway is connected to its MQTT broker",
  answer: MqttState,
  example: {
    state: "connected",
    broker: "mqtts://broker.example.org:8883",
    user: "aldis",
    since: "2026-01-31T07:00:00.000Z",
    topics: "aldis/gw-1",
    publishesShared: true,
    waiting: 0,
    dropped: 0,
  },
});

const TEST = operation({
  method: "POST",
  path: "/api/v1/mqtt/test",
  operationId: "publishMqttTest",
  tag: "MQTT",
  permissions: ["network"],
  summary: "Publish a test message",
  description: "It goes to `test` below the gateway's topics. The answer says whether the broker took it.",
  answer: Type.Object(
    {
      taken: Type.Boolean(),
      milliseconds: Type.Integer({ description: "How long it took." }),
      topic: optional("Where it was published."),
      problem: optional("Why it was not taken, as a sentence."),
    },
    strict,
  ),
  example: { taken: true, milliseconds: 4, topic: "aldis/gw-1/test" },
});

/** MQTT. */
export const MQTT = {
  operations: [STATE, TEST],
  routes: ({ mqttDesk, clock }: { mqttDesk: MqttDesk; clock: Pick<Clock, "now"> }): Route[] => [
    route(STATE, async () => {
      const { state, broker, user, since, problem, base, isPublisher, waiting, dropped } = mqttDesk.state();
      const shown = defined({ broker, user, problem, topics: base });
      const begun = since === undefined ? {} : { since: showInstant(since) };
      return { state, ...shown, ...begun, publishesShared: isPublisher, waiting, dropped };
    }),
    route(TEST, async () => {
      const begun = clock.now();
      const result = await mqttDesk.test();
      const milliseconds = Math.max(0, clock.now() - begun);
      return result.ok
        ? { taken: true, milliseconds, topic: result.value }
        : { taken: false, milliseconds, problem: result.problem };
    }),
  ],
} as const;
