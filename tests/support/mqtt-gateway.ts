import { startTestGateway, type TestGateway, until } from "./gateway.ts";

/** What `GET /api/v1/mqtt` says. */
interface MqttShown {
  state: string;
  broker?: string;
  user?: string;
  problem?: string;
  topics?: string;
  publishesShared: boolean;
  waiting: number;
  dropped: number;
}

/** A gateway with a user `admin`, and what its tests ask. */
export interface MqttGateway {
  gateway: TestGateway;
  ask<T>(path: string, method?: string, body?: unknown): Promise<T>;
  set(values: Record<string, string | string[] | null>): Promise<unknown>;
  /** Waits until its connection is as asked for. */
  mqtt(isIt: (state: MqttShown) => boolean): Promise<MqttShown>;
}

/** Starts it with the user `sender`, as whom commands are sent if `--mqtt-sender` says so. */
export async function startMqttGateway(...options: string[]): Promise<MqttGateway> {
  const gateway = await startTestGateway(...options);
  const add = (name: string, ...grants: string[]) =>
    gateway.addUser(name, ...grants).catch((error: unknown) => {
      if (!String(error).includes("already exists")) throw error;
    });
  await add("sender", "http-api");
  const settings = ["network", "message-routing", "general", "sim", "contacts", "groups"];
  await add("admin", "rest-api", "sent-messages", "incoming-messages", ...settings);
  return mqttGateway(gateway);
}

/** The same of a gateway that runs. */
export function mqttGateway(gateway: TestGateway): MqttGateway {
  async function ask<T>(path: string, method = "GET", body?: unknown): Promise<T> {
    const answer = await gateway.as("admin")(`/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
  return {
    gateway,
    ask,
    set: (values) => ask("/settings", "PATCH", values),
    mqtt: (isIt) => until<MqttShown>("the MQTT connection", () => gateway.as("admin")("/api/v1/mqtt"), isIt),
  };
}

export const isConnected = ({ state, publishesShared }: MqttShown) => state === "connected" && publishesShared;
