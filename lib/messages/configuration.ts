import type { Result } from "../result.ts";
import type { Policy } from "./alarms.ts";
import type { CheckContent } from "./checks.ts";
import type { OptOutDoor } from "./opt-outs.ts";
import type { RuleContent } from "./rule-store.ts";
import type { NewWebhook } from "./webhooks.ts";

/** A user with what they may do. What only they have (second factor, tokens, sessions) is not in it. */
export interface ConfiguredUser {
  name: string;
  disabled: boolean;
  permissions: readonly string[];
  networks?: readonly string[];
  requestsPerMinute?: number;
  /** Who they are at a provider of single sign-on. */
  identities: readonly { issuer: string; subject: string }[];
  passwordHash: string;
}

/** A contact. */
export interface ConfiguredContact {
  name: string;
  number?: string;
  email?: string;
  note?: string;
}

/** A group, with contacts and policy by their names. */
export interface ConfiguredGroup {
  name: string;
  timeZone?: string;
  policy?: string;
  members: readonly { contact: string; escalation?: number }[];
  /** `weekdays`: one bit per day, 1 is Monday; minutes after midnight. */
  shifts: readonly { contact: string; weekdays: number; fromMinute: number; toMinute: number }[];
  /** Milliseconds since 1970. */
  overrides: readonly { contact: string; insteadOf?: string; startsAt: number; endsAt: number }[];
}

/** A template; without an owner everybody sees it. */
export interface ConfiguredTemplate {
  owner?: string;
  name: string;
  text: string;
}

/** A number that opted out. `since`: milliseconds since 1970. */
export interface ConfiguredOptOut {
  number: string;
  since: number;
  door: OptOutDoor;
}

/**
 * What people have set, by names in place of IDs. Lists are in the order of their names, rules in their own. Secrets are sealed by the
 * installation's key.
 */
export interface Configuration {
  users: readonly ConfiguredUser[];
  contacts: readonly ConfiguredContact[];
  policies: readonly Policy[];
  groups: readonly ConfiguredGroup[];
  templates: readonly ConfiguredTemplate[];
  rules: readonly RuleContent[];
  webhooks: readonly NewWebhook[];
  checks: readonly (CheckContent & { beatKey?: string })[];
  optOuts: readonly ConfiguredOptOut[];
  /** By the setting's name, as the database keeps it. */
  settings: Readonly<Record<string, unknown>>;
}

/** Everything that people have set, at once. Every promise rejects with a StoreFailure when the database fails. */
export interface ConfigurationStore {
  /** As it is at one moment. */
  read(): Promise<Configuration>;
  /**
   * Adds what is not there by its name and makes the rest what is given, all or nothing; what is not given stays. `ifIs` looks at what
   * is there right before. Rules of `ruleOrder` (names) take the places that they have among all in this order.
   */
  write(
    changes: Configuration,
    options: {
      now: number;
      userName?: string;
      ruleOrder?: readonly string[];
      ifIs: (now: Configuration) => boolean;
    },
  ): Promise<Result<void, "changed-meanwhile" | "last-administrator">>;
}

/** The parts of a configuration, in the order of the file. */
export const CONFIGURATION_SECTIONS = [
  "users",
  "contacts",
  "policies",
  "groups",
  "templates",
  "rules",
  "webhooks",
  "checks",
  "optOuts",
  "settings",
] as const satisfies (keyof Configuration)[];
export type ConfigurationSection = (typeof CONFIGURATION_SECTIONS)[number];

/** What an import would do with the items of one part. */
export interface SectionPlan {
  section: ConfigurationSection;
  added: readonly string[];
  changed: readonly { name: string; fields: readonly string[] }[];
  unchanged: number;
}

/** An item that an import leaves out, and why; the reason follows the name. */
export interface ConfigurationConflict {
  section: ConfigurationSection;
  name: string;
  problem: string;
}

/** What an item may come without. */
export const CONFIGURATION_SECRETS = ["password", "secrets", "value"] as const;

/** An item that lacks a secret: it is added without, switched off where it would not work. */
export interface MissingSecret {
  section: ConfigurationSection;
  name: string;
  lacks: (typeof CONFIGURATION_SECRETS)[number];
}

/** What an import would do. */
export interface ConfigurationPlan {
  /** Stands for the file and for what is there: another plan has another one. */
  id: string;
  sections: readonly SectionPlan[];
  conflicts: readonly ConfigurationConflict[];
  missing: readonly MissingSecret[];
}

/** Why there is no export, plan or import. `message` is a sentence for people. */
export type ConfigurationProblem =
  | { kind: "invalid"; faults: readonly { pointer: string; message: string }[] }
  | {
      kind: "passphrase" | "no-key" | "changed-meanwhile" | "last-administrator" | "too-large" | "damaged";
      message: string;
    };
