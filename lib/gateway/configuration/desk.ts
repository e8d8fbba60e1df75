import { createHash } from "node:crypto";
import type { SecretBox } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import { damagedSetting, everySetting, readStoredTexts, STORED_SETTINGS } from "../../config/index.ts";
import { defined } from "../../defined.ts";
import { TEMPLATES_OF_ONE } from "../../limits.ts";
import {
  CONFIGURATION_SECTIONS,
  type Configuration,
  type ConfigurationPlan,
  type ConfigurationProblem,
  describeDamagedRow,
  type EventRecorder,
  notExported,
  type ConfigurationSection as Section,
} from "../../messages/index.ts";
import { checkSecretsOf } from "../../monitoring/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { ruleSecretsOf } from "../../routing/index.ts";
import type { Store } from "../../store/index.ts";
import type { SettingsDesk } from "../settings-desk.ts";
import { openerOf, type SecretKey } from "../stored-settings.ts";
import { type ConfigurationFile, type FileSecrets, fileText, LARGEST_CONFIGURATION } from "./file.ts";
import { mergeContacts, mergeGroups, mergeTemplates, mergeUsers } from "./merge-people.ts";
import { mergeSettings, withComing } from "./merge-settings.ts";
import { mergeChecks, mergeOptOuts, mergePolicies, mergeRules, mergeWebhooks, openedSecrets } from "./merge-work.ts";
import { lockSecrets, openSecrets, PASSPHRASE_CHARACTERS } from "./passphrase.ts";
import { createNotes, hasAny } from "./plan.ts";
import { readConfigurationFile } from "./read-file.ts";
import { readSecrets } from "./read-secrets.ts";
import { unopenedIn } from "./unopened.ts";

/** Who imports, and what of it. */
interface ImportBy {
  userName?: string;
  passphrase?: string;
  /** Why a part, or a setting, may not be changed by whoever asks. */
  refused?: (section: Section, name: string) => string | undefined;
  shutsOut?: Parameters<SettingsDesk["prepare"]>[1]["shutsOut"];
}

/** The configuration as a file. Every promise rejects with a StoreFailure when the database fails. */
export interface ConfigurationDesk {
  /** The text of a file. Without a passphrase no secret is in it, without `passwords` no hash of one. */
  export(options: {
    passwords: boolean;
    passphrase?: string;
    userName?: string;
  }): Promise<Result<string, ConfigurationProblem>>;
  /** What an import of this text would do; nothing is changed. */
  plan(text: string, by: ImportBy): Promise<Result<ConfigurationPlan, ConfigurationProblem>>;
  /** Does it in one transaction, if it still is the plan of this ID. */
  import(text: string, by: ImportBy & { plan?: string }): Promise<Result<ConfigurationPlan, ConfigurationProblem>>;
}

interface Parts {
  store: Pick<Store, "configuration" | "settings" | "users" | "addressBook" | "policies" | "damagedRows">;
  secretKey: SecretKey;
  settingsDesk: Pick<SettingsDesk, "prepare">;
  country: string;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  /** Called after an import, before it is answered. @throws StoreFailure */
  changed?: () => Promise<void>;
}

/** The desk over a database. */
export function createConfigurationDesk(parts: Parts): ConfigurationDesk {
  const { store, secretKey, settingsDesk, country, events, clock } = parts;

  async function work(text: string, by: ImportBy) {
    if (Buffer.byteLength(text) > LARGEST_CONFIGURATION) {
      return no<ConfigurationProblem>({ kind: "too-large", message: "The file is larger than 8 MiB" });
    }
    const read = readConfigurationFile(text);
    if (!read.ok) return no<ConfigurationProblem>({ kind: "invalid", faults: read.problem });
    const secrets = await secretsOf(read.value, by.passphrase);
    if (!secrets.ok) return no<ConfigurationProblem>({ kind: "passphrase", message: secrets.problem });
    const key = await secretKey();
    if (!key.ok) return no<ConfigurationProblem>({ kind: "no-key", message: key.problem });
    const current = await store.configuration.read();
    return ok(await merge(current, read.value, { ...by, text, secrets: secrets.value, box: key.value }));
  }

  async function merge(
    current: Configuration,
    given: ConfigurationFile,
    options: ImportBy & { text: string; secrets: FileSecrets | undefined; box: SecretBox },
  ) {
    const { secrets, box, refused } = options;
    const notes = createNotes();
    const file = allowed(given, refused, notes);
    const policies = mergePolicies(current, file, { notes });
    const contacts = mergeContacts(current, file, { country, notes });
    const groups = mergeGroups(current, file, { contacts: contacts.changes, policies: policies.changes, notes });
    const users = mergeUsers(current, file, notes);
    const templates = mergeTemplates(current, file, { users: users.changes, most: TEMPLATES_OF_ONE, notes });
    const rules = mergeRules(current, file, { secrets, box, notes });
    const webhooks = mergeWebhooks(current, file, { secrets, box, notes, now: clock.now() });
    const checks = mergeChecks(current, file, { secrets, box, notes });
    const optOuts = mergeOptOuts(current, file, { country });
    const names = withComing(store, { users: users.changes, groups: groups.changes, policies: policies.changes });
    const ofSettings = { secrets: allowedSecrets(secrets, refused), desk: settingsDesk, names, notes };
    const settings = await mergeSettings(current, file, { ...ofSettings, shutsOut: options.shutsOut });
    const merged = { users, contacts, policies, groups, templates, rules, webhooks, checks, optOuts, settings };
    const plan: ConfigurationPlan = {
      id: idOf(current, options, notes.conflicts),
      sections: CONFIGURATION_SECTIONS.map((section) => merged[section].plan),
      conflicts: notes.conflicts,
      missing: notes.missing,
    };
    const changes = Object.fromEntries(CONFIGURATION_SECTIONS.map((section) => [section, merged[section].changes]));
    return { current, plan, changes: changes as unknown as Configuration, ruleOrder: rules.order };
  }

  return {
    export: (options) => exportFile(parts, options),
    async plan(text, by) {
      const done = await work(text, by);
      return done.ok ? ok(done.value.plan) : done;
    },
    async import(text, { plan: id, ...by }) {
      const done = await work(text, by);
      if (!done.ok) return done;
      const { plan, changes, current, ruleOrder } = done.value;
      if (id !== undefined && id !== plan.id) return no({ kind: "changed-meanwhile", message: CHANGED });
      const added = plan.sections.reduce((sum, section) => sum + section.added.length, 0);
      const changed = plan.sections.reduce((sum, section) => sum + section.changed.length, 0);
      if (added + changed === 0) return ok(plan);
      const before = JSON.stringify(current);
      const written = await store.configuration.write(changes, {
        now: clock.now(),
        ruleOrder,
        ...defined({ userName: by.userName }),
        ifIs: (now) => JSON.stringify(now) === before,
      });
      if (!written.ok) {
        const message = written.problem === "changed-meanwhile" ? CHANGED : LAST_ADMINISTRATOR;
        return no({ kind: written.problem, message });
      }
      const leftOut = plan.conflicts.length;
      events.record({ kind: "configuration.imported", userName: by.userName, details: { added, changed, leftOut } });
      await parts.changed?.();
      return ok(plan);
    },
  };
}

/** @throws StoreFailure */
async function exportFile(
  { store, secretKey, events }: Pick<Parts, "store" | "secretKey" | "events">,
  { passwords, passphrase, userName }: Parameters<ConfigurationDesk["export"]>[0],
): Promise<Result<string, ConfigurationProblem>> {
  const weak = problemOf(passphrase);
  if (weak !== undefined) return no<ConfigurationProblem>({ kind: "passphrase", message: weak });
  const key = await secretKey();
  if (passphrase !== undefined && !key.ok) return no<ConfigurationProblem>({ kind: "no-key", message: key.problem });
  const damage = await damageOf(store);
  if (damage !== undefined) return no<ConfigurationProblem>({ kind: "damaged", message: damage });
  const current = await store.configuration.read();
  const values = new Map(Object.entries(current.settings).map(([name, value]) => [`${STORED_SETTINGS}${name}`, value]));
  const texts = readStoredTexts(values, await openerOf(values, secretKey));
  const box = key.ok ? key.value : undefined;
  const opened = passphrase === undefined || box === undefined ? undefined : everySecret(current, texts, box);
  const secretSettings = byFlag(texts).flatMap(([flag, { length }, isSecret]) =>
    isSecret ? [[flag, length > 0] as const] : [],
  );
  const unopened = opened && unopenedIn(current, opened, secretSettings);
  if (unopened !== undefined) return no<ConfigurationProblem>({ kind: "damaged", message: notExported(unopened) });
  const locked = opened && (await lockSecrets(JSON.stringify(opened), passphrase ?? ""));
  const file: ConfigurationFile = {
    ...current,
    users: current.users.map(({ passwordHash, ...user }) => (passwords ? { ...user, passwordHash } : user)),
    rules: current.rules.map(({ rule }) => rule),
    checks: current.checks.map(({ check }) => check),
    settings: new Map(
      byFlag(texts)
        .filter(([, , secret]) => !secret)
        .map(([flag, value]) => [flag, value]),
    ),
    ...defined({ secrets: locked }),
  };
  events.record({
    kind: "configuration.exported",
    userName,
    details: { passwords, secrets: passphrase !== undefined },
  });
  return ok(fileText(file));
}

/** What a file would lack without a word. @throws StoreFailure */
async function damageOf({
  damagedRows,
  settings,
}: Pick<Store, "damagedRows" | "settings">): Promise<string | undefined> {
  const row = (await damagedRows()).find(({ table }) => table !== "settings");
  const flag = damagedSetting(await settings.list(STORED_SETTINGS));
  if (row !== undefined) return notExported(describeDamagedRow(row));
  if (flag === undefined) return undefined;
  return notExported(
    `the stored setting --${flag} was damaged in the database. What to do: set it again, or remove it (aldis setting reset ${flag})`,
  );
}

const CHANGED = "The configuration here has changed since the plan was made: look at the plan again";
const LAST_ADMINISTRATOR =
  "After it nobody could manage users and permissions any more: give the file a user who holds both, or leave the users out";

/** What may not be changed is left out, and said. */
function allowed(
  file: ConfigurationFile,
  refused: ImportBy["refused"],
  notes: ReturnType<typeof createNotes>,
): ConfigurationFile {
  if (refused === undefined) return file;
  const kept: Record<string, unknown> = { ...file };
  for (const section of CONFIGURATION_SECTIONS.filter((each) => each !== "settings" && hasAny(file, each))) {
    const problem = refused(section, "");
    if (problem === undefined) continue;
    notes.conflicts.push({ section, name: "", problem });
    kept[section] = [];
  }
  const settings = [...file.settings].filter(([name]) => {
    const problem = refused("settings", name);
    if (problem !== undefined) notes.conflicts.push({ section: "settings", name, problem });
    return problem === undefined;
  });
  return { ...(kept as unknown as ConfigurationFile), settings: new Map(settings) };
}

function allowedSecrets(secrets: FileSecrets | undefined, refused: ImportBy["refused"]): FileSecrets | undefined {
  if (secrets === undefined || refused === undefined) return secrets;
  const settings = Object.entries(secrets.settings).filter(([name]) => refused("settings", name) === undefined);
  return { ...secrets, settings: Object.fromEntries(settings) };
}

/** The problem is a sentence. @throws Error when memory runs out */
async function secretsOf(
  { secrets }: ConfigurationFile,
  passphrase: string | undefined,
): Promise<Result<FileSecrets | undefined>> {
  if (passphrase === undefined || secrets === undefined) return ok(undefined);
  if (passphrase.length > PASSPHRASE_CHARACTERS.max) return no("The passphrase is too long");
  const opened = await openSecrets(secrets, passphrase);
  if (!opened.ok) return opened;
  const read = readSecrets(opened.value);
  return read === undefined ? no("What is locked in the file is not what this program locks") : ok(read);
}

function problemOf(passphrase: string | undefined): string | undefined {
  if (passphrase === undefined) return undefined;
  const { min, max } = PASSPHRASE_CHARACTERS;
  return passphrase.length >= min && passphrase.length <= max
    ? undefined
    : `A passphrase has ${min} to ${max} characters: whoever has the file can try as long as they like`;
}

function everySecret(current: Configuration, texts: ReturnType<typeof readStoredTexts>, box: SecretBox): FileSecrets {
  const some = <Value extends object>(entries: [string, Value][]) =>
    Object.fromEntries(entries.filter(([, value]) => Object.keys(value).length > 0));
  return {
    rules: some(current.rules.map((content) => [content.rule.name, ruleSecretsOf(content, box)])),
    checks: some(current.checks.map((content) => [content.check.name, checkSecretsOf(content, box)])),
    heartbeats: Object.fromEntries(
      current.checks.flatMap(({ check, beatKey }) => (beatKey === undefined ? [] : [[check.name, beatKey]])),
    ),
    webhooks: some(current.webhooks.map((webhook) => [webhook.name, openedSecrets(webhook, box)])),
    settings: Object.fromEntries(
      byFlag(texts).flatMap(([flag, value, secret]) => (secret && value.length > 0 ? [[flag, value]] : [])),
    ),
  };
}

/** Settings by their names, in order; whether each is a secret. */
const byFlag = (texts: ReturnType<typeof readStoredTexts>) =>
  everySetting()
    .flatMap(([key, { flag, secret }]) => {
      const value = texts.get(key);
      return value === undefined ? [] : [[flag, value, secret] as const];
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));

/** The same file makes the same plan as long as nothing here has changed, and whoever asks may do the same. */
function idOf(
  current: Configuration,
  { text, secrets }: { text: string; secrets: FileSecrets | undefined },
  conflicts: unknown,
): string {
  return createHash("sha256")
    .update(JSON.stringify([current, text, secrets !== undefined, conflicts]))
    .digest("base64url");
}
