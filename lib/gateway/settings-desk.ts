import {
  type Config,
  conflictsIn,
  describeSettings,
  everySetting,
  type Resolved,
  readSetting,
  readStoredTexts,
  SETTINGS,
  type SettingDescription,
  type SettingKey,
  type SettingView,
  STORED_SETTINGS,
  type StoredTexts,
  sayTexts,
  storedKey,
  straySecrets,
  viewSettings,
  withStored,
} from "../config/index.ts";
import type { EventRecorder } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import type { SettingsStore } from "../store/index.ts";
import { missingInSettings, type SettingNameStores } from "./named-in-settings.ts";
import { openerOf, readStoredSettings, type SecretKey, sealTexts } from "./stored-settings.ts";

/** Why a setting was not changed: it is unknown, belongs to the machine, is given by something stronger, the value is not right, or the key for secrets is missing. */
interface SettingProblem {
  kind: "unknown" | "machine" | "given" | "invalid" | "unsealed";
  name: string;
  /** Follows the name: `must be on or off`. */
  problem: string;
}

/** What decides whether a request gets in. */
const NETWORK_KEYS = ["trustedProxies", "proxyHeader", "allowApi", "allowAdmin"] as const satisfies SettingKey[];
type NetworkSettings = Pick<Config, (typeof NETWORK_KEYS)[number]>;

/** New values by name, in the form of the file; `undefined` resets to the default. */
export type SettingChanges = ReadonlyMap<string, readonly string[] | undefined>;

/** Where settings are seen and changed. Every promise rejects with a StoreFailure when the database fails. */
export interface SettingsDesk {
  describe(): SettingDescription[];
  list(): Promise<SettingView[]>;
  /**
   * Changes all or none, and records an event for each that is another now.
   *
   * @param options.ifIs  looks at the settings right before they are changed; `false` leaves them alone
   * @param options.shutsOut  looks at what would decide who gets in; gives the address of the caller that it would shut out
   */
  change(
    changes: SettingChanges,
    options?: {
      userName?: string;
      ifIs?: (now: SettingView[]) => boolean;
      shutsOut?: (after: NetworkSettings) => string | undefined;
    },
  ): Promise<Result<SettingView[], "changed-meanwhile" | readonly SettingProblem[]>>;
  /**
   * What {@link change} would store of these, by name, and nothing is stored. What is stored so already is left out.
   *
   * @param options.names  where users, groups and policies are that a setting may name
   */
  prepare(
    changes: SettingChanges,
    options: { names: SettingNameStores; shutsOut?: ((after: NetworkSettings) => string | undefined) | undefined },
  ): Promise<Result<ReadonlyMap<string, unknown>, readonly SettingProblem[]>>;
}

/**
 * @param parts.own  what the command line, the environment and the file give
 * @param parts.atStart  what the gateway started with
 * @param parts.names  where users, groups and policies are that a setting may name
 * @param parts.changed  called after a change, before it is answered
 */
export function createSettingsDesk(parts: {
  settings: Pick<SettingsStore, "list" | "change">;
  secretKey: SecretKey;
  names: SettingNameStores;
  events: EventRecorder;
  own: Resolved;
  atStart: Resolved;
  changed?: () => Promise<void>;
}): SettingsDesk {
  const { settings, secretKey, events, own } = parts;
  const viewOf = (stored: StoredTexts) => viewSettings(withStored(own, stored), parts.atStart);

  /** Looks at what is to be stored, apart from what is stored. @throws StoreFailure */
  async function readChanges(changes: SettingChanges, names: SettingNameStores) {
    const read = [...changes].map(([name, texts]) => readChange(name, texts, own));
    const problems = read.filter((each) => !each.ok).map((each) => each.problem);
    if (problems.length > 0) return no(problems);
    const wanted = read.filter((each) => each.ok).map((each) => each.value);
    const given = new Map(wanted.flatMap(({ key, texts }) => (texts === undefined ? [] : [[key, texts] as const])));
    const missing = await missingInSettings(withStored(own, given).config, names, new Set(given.keys()));
    if (missing.length > 0) return no(missing.map(({ key, problem }) => invalid(key, problem)));
    const secret = wanted.find(({ setting, texts }) => setting.secret && texts !== undefined);
    const box = secret && (await secretKey());
    if (box?.ok === false) {
      const name = secret?.setting.flag ?? "";
      return no<SettingProblem[]>([{ kind: "unsealed", name, problem: `cannot be sealed. ${box.problem}` }]);
    }
    const storedAs = ({ setting, texts }: (typeof wanted)[number]) =>
      texts !== undefined && setting.secret && box ? sealTexts(box.value, setting.flag, texts) : texts;
    return ok({ wanted, renewed: new Set(given.keys()), storedAs });
  }

  return {
    describe: describeSettings,
    list: async () => viewOf(await readStoredSettings(settings, secretKey)),
    async prepare(changes, { names, shutsOut }) {
      const read = await readChanges(changes, names);
      if (!read.ok) return read;
      const { wanted, renewed, storedAs } = read.value;
      const before = await readStoredSettings(settings, secretKey);
      const others = wanted.filter(({ key, texts }) => !isSame(before.get(key), texts));
      const problems = problemsAfter(before, others, { own, renewed, shutsOut });
      if (problems.length > 0) return no(problems);
      return ok(new Map(others.map((each) => [each.setting.flag, storedAs(each)])));
    },
    async change(changes, { userName, ifIs, shutsOut } = {}) {
      const read = await readChanges(changes, parts.names);
      if (!read.ok) return read;
      const { wanted, renewed, storedAs } = read.value;
      const open = await openerOf(await settings.list(STORED_SETTINGS), secretKey);
      const decided = await settings.change(STORED_SETTINGS, (values) => {
        const before = readStoredTexts(values, open);
        if (ifIs?.(viewOf(before)) === false) return { set: {}, outcome: "changed-meanwhile" as const };
        const others = wanted.filter(({ key, texts }) => !isSame(before.get(key), texts));
        const problems = problemsAfter(before, others, { own, renewed, shutsOut });
        if (problems.length > 0) return { set: {}, outcome: { problems } };
        const set = Object.fromEntries(others.map((each) => [storedKey(each.setting), storedAs(each)]));
        return { set, outcome: { before, others } };
      });
      if (decided.outcome === "changed-meanwhile") return no("changed-meanwhile");
      if ("problems" in decided.outcome) return no(decided.outcome.problems);
      const { before, others } = decided.outcome;
      for (const { key, setting, texts } of others) {
        const said = { before: sayTexts(setting, before.get(key)), after: sayTexts(setting, texts) };
        events.record({ kind: "setting.changed", userName, details: { setting: setting.flag, ...said } });
      }
      await parts.changed?.();
      return ok(viewOf(await readStoredSettings(settings, secretKey)));
    },
  };
}

/** What would be wrong with all settings together. */
function problemsAfter(
  before: StoredTexts,
  others: readonly { key: SettingKey; texts: readonly string[] | undefined }[],
  {
    own,
    renewed,
    shutsOut,
  }: {
    own: Resolved;
    renewed: ReadonlySet<SettingKey>;
    shutsOut: ((after: NetworkSettings) => string | undefined) | undefined;
  },
): SettingProblem[] {
  const stored = new Map(before);
  for (const { key, texts } of others) {
    if (texts === undefined) stored.delete(key);
    else stored.set(key, texts);
  }
  const after = withStored(own, stored);
  const changed = new Set(others.map(({ key }) => key));
  const conflicts = [...conflictsIn(after, changed), ...straySecrets(withStored(own, before).config, after, renewed)];
  const problems = conflicts.map(({ key, problem }) => invalid(key, problem));
  const ofNetwork = NETWORK_KEYS.filter((key) => changed.has(key));
  const address = ofNetwork.length === 0 ? undefined : shutsOut?.(after.config);
  if (address === undefined) return problems;
  const problem = `would shut you out: you would call from ${address || "an unknown address"}, which may not use this API`;
  return [...problems, ...ofNetwork.map((key) => invalid(key, problem))];
}

const invalid = (key: SettingKey, problem: string): SettingProblem => ({
  kind: "invalid",
  name: SETTINGS[key].flag,
  problem,
});

/** A value may be removed even while something stronger gives another. */
function readChange(name: string, texts: readonly string[] | undefined, own: Resolved) {
  const found = everySetting().find(([, { flag }]) => flag === name);
  if (found === undefined) return no({ kind: "unknown", name, problem: "is not a setting" } as const);
  const [key, setting] = found;
  if (setting.applies === "machine") {
    const problem = `belongs to the machine: only --${name}, ${setting.environment} and the file give it`;
    return no({ kind: "machine", name, problem } as const);
  }
  const given = own.given.get(key);
  if (texts !== undefined && given !== undefined) {
    return no({ kind: "given", name, problem: `is given by ${given.name}, which wins over a stored value` } as const);
  }
  const checked = texts === undefined ? ok(undefined) : readSetting(setting, texts);
  return checked.ok ? ok({ key, setting, texts }) : no({ kind: "invalid", name, problem: checked.problem } as const);
}

const isSame = (one: readonly string[] | undefined, other: readonly string[] | undefined) =>
  JSON.stringify(one) === JSON.stringify(other);
