import { createUserDirectory, type UserStore } from "../auth/index.ts";
import { type Config, SETTINGS, type SettingKey } from "../config/index.ts";
import type { Log } from "../log.ts";
import type { PolicyStore, StoredPolicy } from "../messages/index.ts";
import type { GatewayContext } from "./context.ts";
import type { GatewaySettings } from "./live-config.ts";

/** Where what settings name is looked up. */
export interface SettingNameStores {
  users: Pick<UserStore, "list" | "generation">;
  addressBook: { findGroup(reference: { name: string }): Promise<object | undefined> };
  policies: { findByName(name: string): Promise<object | undefined> };
}

/** A setting that names somebody who is not there. */
interface MissingInSettings {
  key: SettingKey;
  /** Follows the setting's name. */
  problem: string;
}

/** Settings that name users, groups or policies. */
const NAMING = ["smtpUser", "mqttSender", "mqttNotify", "gatewayAlarms"] as const satisfies readonly SettingKey[];
type Naming = Pick<Config, (typeof NAMING)[number]>;

/** Finds out what settings name that is not there. Rejects with a StoreFailure. @param keys  only of these settings */
export async function missingInSettings(
  config: Naming,
  { users, addressBook, policies }: SettingNameStores,
  keys: ReadonlySet<SettingKey> = new Set(NAMING),
): Promise<MissingInSettings[]> {
  const missing: MissingInSettings[] = [];
  for (const key of NAMING) {
    if (!keys.has(key)) continue;
    const problem = await problemOf(key);
    if (problem !== undefined) missing.push({ key, problem });
  }
  return missing;

  async function problemOf(key: (typeof NAMING)[number]): Promise<string | undefined> {
    switch (key) {
      case "smtpUser":
      case "mqttSender": {
        const name = config[key];
        if (name === undefined) return undefined;
        const found = await createUserDirectory(users).byReference(name);
        return found !== undefined ? undefined : `must name a system user, and there is none called ${name}`;
      }
      case "mqttNotify": {
        for (const name of config.mqttNotify) {
          if ((await addressBook.findGroup({ name })) === undefined) return noGroup(name);
        }
        return undefined;
      }
      case "gatewayAlarms": {
        const to = config.gatewayAlarms;
        if (to === undefined) return undefined;
        if ("group" in to) return (await addressBook.findGroup({ name: to.group })) ? undefined : noGroup(to.group);
        const found = await policies.findByName(to.policy);
        return found === undefined ? `must name a policy of alarms, and there is none called ${to.policy}` : undefined;
      }
      default:
        return key satisfies never;
    }
  }
}

/** Settings that name a policy, by a former name of it, too. @param options.to  whom `--gateway-alarms` names. Rejects with a StoreFailure. */
export async function settingsNaming(
  { id }: StoredPolicy,
  { to, policies }: { to: Config["gatewayAlarms"]; policies: Pick<PolicyStore, "findByName"> },
): Promise<string[]> {
  const named = to !== undefined && "policy" in to ? await policies.findByName(to.policy) : undefined;
  return named?.id === id ? ["the setting --gateway-alarms"] : [];
}

const noGroup = (name: string) => `must name groups of the address book, and there is none called ${name}`;

/** Says in the log what the settings name and is not there, so that what depends on it does nothing. Rejects with a StoreFailure. */
export async function warnOfMissing(
  config: Naming,
  { store, log }: { store: SettingNameStores; log: Log },
): Promise<void> {
  for (const { key, problem } of await missingInSettings(config, store)) {
    log.warn(
      { setting: SETTINGS[key].flag },
      `--${SETTINGS[key].flag} ${problem}: what needs it does nothing until then`,
    );
  }
}

/**
 * Says so again when a group has got another name or is gone, which the command line, the environment or the file name: what the database keeps
 * follows. @returns what ends it
 */
export function warnOfRenamed(
  settings: Pick<GatewaySettings, "refresh" | "now">,
  { store, events, log }: Pick<GatewayContext, "store" | "events" | "log">,
): () => Promise<void> {
  let looking: Promise<void> = Promise.resolve();
  const end = events.subscribe(({ kind }) => {
    if (kind !== "group.renamed" && kind !== "group.removed") return;
    looking = looking
      .then(() => settings.refresh())
      .then(() => warnOfMissing(settings.now().config, { store, log }))
      .catch((error: unknown) => log.debug({ err: error }, "what the settings name cannot be looked up"));
  });
  return () => {
    end();
    return looking;
  };
}
