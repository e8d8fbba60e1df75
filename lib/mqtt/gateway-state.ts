import type { Log } from "../log.ts";
import type { IncomingMessage } from "../messages/index.ts";
import type { WantedConnection } from "./connection.ts";
import { type DiscoveryFacts, discoveryMessages, discoveryOwners } from "./discovery.ts";
import { type ModemFacts, modemPayload, receivedPayload } from "./payloads.ts";
import { createRetained, type RetainedMessages } from "./retained.ts";
import { ONLINE, TOPICS } from "./topics.ts";

/** What the settings say now; read whenever it is asked for. */
export interface MqttSettings {
  /** Texts of messages may leave. */
  readonly texts: boolean;
  readonly discovery: boolean;
}

/** What the gateway looks like at this moment. */
export interface MqttFacts extends Pick<DiscoveryFacts, "installation" | "node" | "version" | "url"> {
  modems(): readonly ModemFacts[];
  /** Groups with a *notify* entity, as the address book calls them. Rejects with a StoreFailure. */
  groups(): Promise<readonly string[]>;
  /** How many messages wait. Rejects with a StoreFailure. */
  queue(): Promise<Readonly<Record<string, number>>>;
}

/** What the gateway keeps at the broker: its states, and how Home Assistant finds it. */
interface GatewayState {
  readonly retained: RetainedMessages;
  /** Of the retained messages that may be there. */
  filters(connection: WantedConnection): string[];
  /** Reads what nobody tells of. Rejects with a StoreFailure. */
  look(): Promise<void>;
  /** An incoming message was told of. */
  received(message: IncomingMessage): void;
  /** This gateway is the publisher from now on, or no more. */
  publisherChanged(): void;
}

/**
 * @param options.wanted  the connection that the settings ask for
 * @param options.isPublisher  whether this gateway tells of what all on a database share
 */
export function createGatewayState(options: {
  wanted: () => WantedConnection | undefined;
  isPublisher: () => boolean;
  settings: MqttSettings;
  facts: MqttFacts;
  log: Log;
}): GatewayState {
  const { wanted, isPublisher, settings, facts, log } = options;
  let groups: readonly string[] = [];
  let queue: Readonly<Record<string, number>> | undefined;
  let lastReceived: IncomingMessage | undefined;
  const owners = discoveryOwners(facts);
  const isShared = (topic: string) => isOwnedBy(topic, owners.shared);

  function retainedNow(): Map<string, string> {
    const now = new Map<string, string>();
    const connection = wanted();
    if (connection?.isPresent !== true) return now;
    const { base, discoveryPrefix: prefix } = connection;
    const modems = facts.modems();
    now.set(TOPICS.status(base), ONLINE);
    for (const modem of modems) now.set(TOPICS.modem(base, modem.name), JSON.stringify(modemPayload(modem)));
    if (isPublisher()) addShared(now, base);
    if (!settings.discovery) return now;
    const { installation, node, version, url } = facts;
    const about = {
      installation,
      version,
      ...(node === undefined ? {} : { node }),
      ...(url === undefined ? {} : { url }),
    };
    const messages = discoveryMessages({ ...about, prefix, base, modems, isPublisher: isPublisher(), groups });
    for (const [topic, message] of messages) now.set(topic, JSON.stringify(message));
    return now;
  }

  function addShared(now: Map<string, string>, base: string): void {
    if (queue !== undefined) now.set(TOPICS.queue(base), JSON.stringify(queue));
    if (lastReceived === undefined) return;
    const { event_type: _, ...shown } = receivedPayload(lastReceived, settings);
    now.set(TOPICS.lastReceived(base), JSON.stringify(shown));
  }

  function mayBeOwn(topic: string): boolean {
    const base = wanted()?.base;
    if (isOwnedBy(topic, owners.own) || (isPublisher() && isShared(topic))) return true;
    if (base === undefined) return false;
    return (
      (topic.startsWith(`${base}/modem/`) && topic.endsWith("/state")) ||
      topic === TOPICS.queue(base) ||
      topic === TOPICS.lastReceived(base)
    );
  }

  const retained = createRetained({ wanted: retainedNow, mayBeOwn, log });
  return {
    retained,
    filters: ({ base, discoveryPrefix }) => [
      `${base}/modem/+/state`,
      TOPICS.queue(base),
      TOPICS.lastReceived(base),
      `${discoveryPrefix}/+/${owners.own}/+/config`,
      ...(isPublisher() ? [`${discoveryPrefix}/+/${owners.shared}/+/config`] : []),
    ],
    async look() {
      groups = await facts.groups();
      queue = isPublisher() ? await facts.queue() : undefined;
      await retained.follow();
    },
    received(message) {
      lastReceived = message;
      void retained.follow();
    },
    publisherChanged() {
      if (isPublisher()) return;
      [queue, lastReceived] = [undefined, undefined];
      // They are the next publisher's.
      retained.leaveAlone(isShared);
    },
  };
}

/** Of a topic of discovery: `homeassistant/sensor/aldis_1f2e/queue/config`. */
const isOwnedBy = (topic: string, owner: string) => topic.endsWith("/config") && topic.split("/").at(-3) === owner;
