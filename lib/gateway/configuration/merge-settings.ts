import type { Permission } from "../../auth/index.ts";
import { everySetting } from "../../config/index.ts";
import type { Configuration, SectionPlan } from "../../messages/index.ts";
import type { SettingNameStores } from "../named-in-settings.ts";
import type { SettingsDesk } from "../settings-desk.ts";
import type { ConfigurationFile, FileSecrets } from "./file.ts";
import type { Notes } from "./plan.ts";

type ShutsOut = NonNullable<Parameters<SettingsDesk["prepare"]>[1]["shutsOut"]>;

/** Settings: those that something stronger gives, and those that cannot be, are left out. @throws StoreFailure */
export async function mergeSettings(
  current: Configuration,
  file: ConfigurationFile,
  {
    secrets,
    desk,
    names,
    shutsOut,
    notes,
  }: {
    secrets: FileSecrets | undefined;
    desk: Pick<SettingsDesk, "prepare">;
    names: SettingNameStores;
    shutsOut?: ShutsOut | undefined;
    notes: Notes;
  },
): Promise<{ changes: Record<string, unknown>; plan: SectionPlan }> {
  const wanted = new Map<string, readonly string[]>([
    ...file.settings,
    ...Object.entries(secrets?.settings ?? {}).filter(([name]) => isSecret(name)),
  ]);
  for (const name of wanted.keys()) if (isSecret(name) && file.settings.has(name)) wanted.delete(name);
  let left = wanted;
  for (;;) {
    const prepared = await desk.prepare(left, { names, ...(shutsOut && { shutsOut }) });
    if (prepared.ok) {
      const set = Object.fromEntries(prepared.value);
      const here = Object.keys(set);
      const [changed, added] = [
        here.filter((name) => name in current.settings),
        here.filter((name) => !(name in current.settings)),
      ];
      const plan: SectionPlan = {
        section: "settings",
        added,
        changed: changed.map((name) => ({ name, fields: ["value"] })),
        unchanged: left.size - here.length,
      };
      return { changes: set, plan };
    }
    const problems = new Map(prepared.problem.map(({ name, problem }) => [name, problem]));
    const before = left.size;
    left = new Map([...left].filter(([name]) => !problems.has(name)));
    // What clashes with a stored setting that the file does not have: none of them can be.
    if (left.size === before) left = new Map();
    for (const [name, problem] of problems) notes.conflicts.push({ section: "settings", name, problem });
  }
}

/** Names that settings may name, with those that come by the same import. */
export function withComing(
  store: SettingNameStores,
  coming: Pick<Configuration, "users" | "groups" | "policies">,
): SettingNameStores {
  const isIn = (named: readonly { name: string }[], name: string) =>
    named.some((each) => each.name.toLowerCase() === name.trim().toLowerCase());
  return {
    users: {
      async list() {
        const users = await store.users.list();
        const others = coming.users.filter(({ name }) => !isIn(users, name));
        return [...users, ...others.map((user) => ({ ...user, id: 0, permissions: user.permissions as Permission[] }))];
      },
      generation: store.users.generation,
    },
    addressBook: {
      findGroup: async ({ name }) => (isIn(coming.groups, name) ? { name } : store.addressBook.findGroup({ name })),
    },
    policies: {
      findByName: async (name) => (isIn(coming.policies, name) ? { name } : store.policies.findByName(name)),
    },
  };
}

const isSecret = (name: string) => everySetting().some(([, { flag, secret }]) => flag === name && secret);
