import { randomBytes } from "node:crypto";
import manifest from "../../package.json" with { type: "json" };
import type { Authenticator, UserDirectory } from "../auth/index.ts";
import type { StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import { type Access, createAccessGuard, type MqttDesk } from "../http/index.ts";
import type { ModemStatus } from "../modem/index.ts";
import { type CommandDoor, createMqtt, type ModemFacts, type Mqtt, type Sends } from "../mqtt/index.ts";
import { no, ok } from "../result.ts";
import type { Submission } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import type { GatewayContext } from "./context.ts";
import type { LiveConfig } from "./live-config.ts";
import { createPublisherRight } from "./mqtt-right.ts";
import { wantedConnection } from "./mqtt-settings.ts";

/** What a user needs as whom messages are sent: as every program that sends. */
const PERMISSION = "http-api";
/** Made once, so that Home Assistant knows the installation again. */
const INSTALLATION = "mqtt.installation";

/** MQTT of a gateway, before it is known what it sends with. */
export interface GatewayMqtt {
  mqtt: Mqtt;
  /** Of a modem something has changed, or it has gone. */
  modemChanged(status: ModemStatus): void;
  modemRemoved(name: string): void;
  /** Begins with the gateway, and ends with it. */
  serve(parts: Parts): MqttDesk;
}

interface Parts {
  authenticator: Authenticator;
  access: Access;
  users: UserDirectory;
  submission: Submission;
}

/**
 * Makes it; nothing connects before `serve`.
 *
 * @param options.modems  as they are now
 * @throws StoreFailure
 */
export async function createGatewayMqtt(
  config: Pick<StartConfig, "mqttCa" | "publicUrl">,
  context: GatewayContext & { live: LiveConfig },
  { modems }: { modems: () => readonly ModemStatus[] },
): Promise<GatewayMqtt> {
  const { store, live, node, nodes, clock, log, events, lifecycle } = context;
  const alone = store.database === "sqlite";
  let sends: Sends | undefined;
  const mqtt = createMqtt({
    wanted: wantedConnection(config, { live, node, alone }),
    settings: {
      get texts() {
        return live.get("mqttTexts") === "on";
      },
      get discovery() {
        return live.get("mqttDiscovery") === "on";
      },
    },
    facts: {
      installation: await installationOf(store.settings),
      ...(alone ? {} : { node }),
      version: manifest.version,
      ...defined({ url: config.publicUrl?.url }),
      modems: () => modems().map(factsOf),
      groups: () => groupsOf(store.addressBook, live.get("mqttNotify")),
      async queue() {
        const { queued, sending, unknown } = await store.outbox.countByState();
        return { waiting: queued, sending, unknown };
      },
    },
    right: createPublisherRight({ settings: store.settings, turn: nodes.turn("mqtt"), alone, now: clock.now }),
    stream: store.stream,
    archive: store.archive,
    alarms: store.alarms,
    sends() {
      if (sends === undefined) throw new Error("MQTT is not served yet");
      return sends;
    },
    clock,
    log,
    events,
  });
  live.onChange(mqtt.settingsChanged);
  const told = new Map<string, string>();
  return {
    mqtt,
    modemChanged(status) {
      // The signal changes all the time: it is looked at every few seconds.
      const { signalDbm: _, ...facts } = factsOf(status);
      const text = JSON.stringify(facts);
      if (told.get(status.name) === text) return;
      told.set(status.name, text);
      mqtt.modemsChanged();
    },
    modemRemoved(name) {
      told.delete(name);
      mqtt.modemsChanged();
    },
    serve(parts) {
      sends = { submission: parts.submission, door: createDoor({ ...parts, live, events, clock }) };
      lifecycle.onClose(() => mqtt.stop());
      nodes.onOutdated(() => mqtt.stop());
      lifecycle.onStart(() => mqtt.start());
      return { state: mqtt.state, test: mqtt.test };
    },
  };
}

async function installationOf(settings: Store["settings"]): Promise<string> {
  const kept = await settings.keep(INSTALLATION, randomBytes(4).toString("hex"));
  return typeof kept === "string" && /^[\da-f]{8}$/.test(kept) ? kept : "0";
}

function factsOf({ name, state, since, identity, ...status }: ModemStatus): ModemFacts {
  const { problem, notice, operator, technology, signalDbm } = status;
  const known = defined({ problem, notice, operator, technology, signalDbm });
  return { name, state, since, ...known, ...defined({ manufacturer: identity?.manufacturer, model: identity?.model }) };
}

/** Those of the names that there are, as the address book calls them. */
async function groupsOf(book: Store["addressBook"], names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const group = await book.findGroup({ name });
    if (group !== undefined && !found.includes(group.name)) found.push(group.name);
  }
  return found;
}

function createDoor({
  authenticator,
  access,
  users,
  live,
  events,
  clock,
}: Parts & Pick<GatewayContext, "events" | "clock"> & { live: LiveConfig }): CommandDoor {
  const guard = createAccessGuard({
    name: "mqtt",
    permission: PERMISSION,
    authenticator,
    access,
    events,
    now: clock.now,
  });
  // Nobody knows where a client of the broker is.
  const address = "";
  return {
    async sender() {
      const name = live.get("mqttSender");
      if (name === undefined) {
        const message = "Refused: no system user is set as whom messages by MQTT are sent (--mqtt-sender)";
        return no({ reason: "no-permission", message });
      }
      const user = await users.byReference(name);
      if (user === undefined || user.disabled) {
        const message = `Refused: the user ${name} of --mqtt-sender ${user === undefined ? "does not exist" : "is disabled"}`;
        return no({ reason: "no-permission", message });
      }
      const refusal = await guard.authorize(user, address);
      if (refusal !== undefined) return no(refusal);
      return ok({ ...guard.senderOf(user, address), seesContacts: user.permissions.includes("contacts") });
    },
    record: (refusal) => void guard.record({ ...refusal, address }),
  };
}
