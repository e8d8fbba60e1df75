import {
  canonicalName as canonical,
  type Permission,
  type StoredUser,
  type User,
  type UserStore,
} from "../../lib/auth/index.ts";

const canonicalName = (name: string) => canonical(name) ?? "nobody can be called so";

/** A user store in memory that keeps every promise of the contract, and counts its lookups. */
export function createMemoryUsers(): UserStore & { lookups: number } {
  const users = new Map<string, StoredUser>();
  let generation = 1;
  let lastId = 0;

  const ADMINISTRATION: Permission[] = ["users", "permissions"];
  const shown = ({ passwordHash: _, revision: __, ...user }: StoredUser): User => user;

  function replace(name: string, next: (user: StoredUser) => StoredUser | undefined) {
    const key = canonicalName(name);
    const user = users.get(key);
    if (user === undefined) return "not-found";
    const after = next(user);
    const rest = [...users.values()].filter((other) => other !== user);
    const remaining = after === undefined ? rest : [...rest, after];
    const isHeld = (all: StoredUser[], permission: Permission) =>
      all.some((other) => !other.disabled && other.permissions.includes(permission));
    if (ADMINISTRATION.some((p) => isHeld([...users.values()], p) && !isHeld(remaining, p)))
      return "last-administrator";
    if (after === undefined) users.delete(key);
    else users.set(key, { ...after, revision: user.revision + 1 });
    generation++;
    return "changed";
  }

  return {
    lookups: 0,
    async findByName(name) {
      this.lookups++;
      return users.get(canonicalName(name));
    },
    list: async () => [...users.values()].map(shown),
    async add({ name, passwordHash, permissions }) {
      const key = canonicalName(name);
      if (users.has(key)) return "name-taken";
      const user: StoredUser = { id: ++lastId, name, disabled: false, permissions, passwordHash, revision: 0 };
      users.set(key, user);
      generation++;
      return shown(user);
    },
    setPassword: async (name, passwordHash) => replace(name, (user) => ({ ...user, passwordHash })) === "changed",
    setDisabled: async (name, disabled) => replace(name, (user) => ({ ...user, disabled })),
    setPermissions: async (name, permissions) => replace(name, (user) => ({ ...user, permissions })),
    setLimits: async (name, limits) => replace(name, (user) => ({ ...user, limits })) === "changed",
    remove: async (name) => replace(name, () => undefined),
    count: async () => users.size,
    generation: async () => generation,
  };
}
