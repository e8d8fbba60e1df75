import { defined } from "../../defined.ts";
import type {
  Check,
  ConfiguredContact,
  ConfiguredGroup,
  ConfiguredOptOut,
  ConfiguredTemplate,
  ConfiguredUser,
  NewWebhook,
  Policy,
  Rule,
} from "../../messages/index.ts";
import type { LockedSecrets } from "./passphrase.ts";

/** 8 MiB: 10,000 contacts and everything else that there may be; more is not looked at. */
export const LARGEST_CONFIGURATION = 8 * 1_048_576;
/** The version of the file. One with a higher number is refused. */
export const VERSION = 1;

/** What a file says, read and checked. What it does not have is absent. */
export interface ConfigurationFile {
  users: readonly FileUser[];
  contacts: readonly ConfiguredContact[];
  policies: readonly Policy[];
  groups: readonly ConfiguredGroup[];
  templates: readonly ConfiguredTemplate[];
  /** With their secrets masked. */
  rules: readonly Rule[];
  webhooks: readonly FileWebhook[];
  /** With their secrets masked. */
  checks: readonly Check[];
  optOuts: readonly ConfiguredOptOut[];
  /** Texts by name; without those that are secret. */
  settings: ReadonlyMap<string, readonly string[]>;
  secrets?: LockedSecrets;
}

export type FileUser = Omit<ConfiguredUser, "passwordHash"> & { passwordHash?: string };
type FileWebhook = Omit<NewWebhook, "secrets">;

/** What is locked in a file. */
export interface FileSecrets {
  /** By the rule's name, then as the rule names them. */
  rules: Readonly<Record<string, Readonly<Record<string, string>>>>;
  checks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the URL of a heartbeat ends with, by the check's name. */
  heartbeats: Readonly<Record<string, string>>;
  /** The newest first; milliseconds since 1970. */
  webhooks: Readonly<Record<string, readonly { secret: string; createdAt: number; until?: number }[]>>;
  settings: Readonly<Record<string, readonly string[]>>;
}

/** How each part looks in the file. A value that is usual is left out. Pure. */
export const SHOWN = {
  users: ({ name, disabled, permissions, networks, requestsPerMinute, identities, passwordHash }: FileUser) => ({
    name,
    ...(disabled ? { disabled } : {}),
    permissions: permissions.toSorted(),
    ...defined({ networks, requestsPerMinute }),
    ...(identities.length > 0 ? { identities } : {}),
    ...defined({ passwordHash }),
  }),
  contacts: ({ name, number, email, note }: ConfiguredContact) => ({ name, ...defined({ number, email, note }) }),
  policies: (policy: Policy) => policy,
  groups: ({ name, timeZone, policy, members, shifts, overrides }: ConfiguredGroup) => ({
    name,
    ...defined({ timeZone, policy }),
    members,
    ...(shifts.length === 0
      ? {}
      : {
          shifts: shifts.map(({ contact, weekdays, fromMinute, toMinute }) => ({
            contact,
            weekdays: [1, 2, 3, 4, 5, 6, 7].filter((day) => (weekdays & (1 << (day - 1))) !== 0),
            from: clockOf(fromMinute),
            to: clockOf(toMinute),
          })),
        }),
    ...(overrides.length === 0
      ? {}
      : {
          overrides: overrides.map(({ contact, insteadOf, startsAt, endsAt }) => ({
            contact,
            ...defined({ insteadOf }),
            from: new Date(startsAt).toISOString(),
            to: new Date(endsAt).toISOString(),
          })),
        }),
  }),
  templates: ({ owner, name, text }: ConfiguredTemplate) => ({ ...defined({ owner }), name, text }),
  rules: (rule: Rule) => rule,
  webhooks: ({ name, url, events, enabled, isOrdered }: FileWebhook) => ({
    name,
    url,
    events,
    enabled,
    ordered: isOrdered,
  }),
  checks: (check: Check) => check,
  optOuts: ({ number, since, door }: ConfiguredOptOut) => ({ number, since: new Date(since).toISOString(), door }),
} as const;

/** The text of a file: the same configuration is the same text, but for what is locked. Pure. */
export function fileText(file: ConfigurationFile): string {
  const document = {
    aldis: "configuration",
    version: VERSION,
    users: file.users.map(SHOWN.users),
    contacts: file.contacts.map(SHOWN.contacts),
    policies: file.policies,
    groups: file.groups.map(SHOWN.groups),
    templates: file.templates.map(SHOWN.templates),
    rules: file.rules,
    webhooks: file.webhooks.map(SHOWN.webhooks),
    checks: file.checks,
    optOuts: file.optOuts.map(SHOWN.optOuts),
    settings: Object.fromEntries(file.settings),
    ...defined({ secrets: file.secrets }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** `08:05` */
const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
