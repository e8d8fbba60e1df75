import type { StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import { topicLevel, type WantedConnection } from "../mqtt/index.ts";
import type { LiveConfig } from "./live-config.ts";

/** Stands for the gateway's name in the client ID and the prefix. */
const NODE = "{node}";

/**
 * The connection that the settings ask for, of a gateway that is the publisher or is not: the same object until one of them has
 * changed.
 *
 * @param options.alone  no other gateway works on the database
 */
export function wantedConnection(
  config: Pick<StartConfig, "mqttCa">,
  { live, node, alone }: { live: LiveConfig; node: string; alone: boolean },
): (isPublisher: boolean) => WantedConnection | undefined {
  const read = (isPublisher: boolean): WantedConnection | undefined => {
    const url = live.get("mqtt");
    if (url === undefined) return undefined;
    const user = live.get("mqttUser") ?? url.user;
    const password = live.get("mqttPassword") ?? url.password;
    const prefix = live.get("mqttPrefix");
    return {
      broker: {
        host: url.host,
        port: url.port,
        tls: url.tls,
        ...defined({ caFile: config.mqttCa, user, password }),
        checksCertificate: live.get("mqttCertificate") === "check",
        clientId: live.get("mqttClientId").replaceAll(NODE, node),
      },
      base: prefix.replaceAll(NODE, topicLevel(node)),
      discoveryPrefix: live.get("mqttDiscoveryPrefix"),
      // Of gateways that share their topics, one has them.
      isPresent: alone || isPublisher || prefix.includes(NODE),
    };
  };
  const kept = new Map<boolean, WantedConnection | undefined>();
  const same = live.derive(() => {
    for (const isPublisher of [true, false]) {
      const now = read(isPublisher);
      if (JSON.stringify(now) !== JSON.stringify(kept.get(isPublisher))) kept.set(isPublisher, now);
    }
    // Where it makes no difference who publishes, the connection stays.
    if (JSON.stringify(kept.get(true)) === JSON.stringify(kept.get(false))) kept.set(false, kept.get(true));
    return kept;
  });
  return (isPublisher) => same().get(isPublisher);
}
