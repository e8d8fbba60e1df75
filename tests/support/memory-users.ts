import {
  canonicalName as canonical,
  type Permission,
  type StoredUser,
  type User,
  type UserStore,
} from "../../lib/auth/index.ts";
import { no, ok } from "../../lib/result.ts";

const canonicalName = (name: string) => canonical(name) ?? "nobody can be called so";

/** A user store in memory that keeps every promise of the contract, and counts its lookups. */
export function createMemoryUsers(): UserStore & { lookups: number } {
  const users = new Map<string, StoredUser>();
  let generation = 1;
  let lastId = 0;

  const ADMINISTRATION: Permission[] = ["users", "permissions"];
  const shown = ({ passwordHash: _, revision: __, ...user }: StoredUser): User => user;

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
    async change(who, decide) {
      const user = [...users.values()].find(
        ({ id, name }) => id === who || canonicalName(name) === canonicalName(String(who)),
      );
      if (user === undefined) return no("not-found");
      const decided = decide(shown(user));
      if (!decided.ok) return decided;
      const { value: change } = decided;
      const after = change === "remove" ? undefined : { ...user, ...change, revision: user.revision + 1 };
      const rest = [...users.values()].filter((other) => other !== user);
      const remaining = after === undefined ? rest : [...rest, after];
      const isHeld = (all: StoredUser[], permission: Permission) =>
        all.some((other) => !other.disabled && other.permissions.includes(permission));
      if (ADMINISTRATION.some((p) => isHeld([...users.values()], p) && !isHeld(remaining, p))) {
        return no("last-administrator");
      }
      const key = canonicalName(user.name);
      if (after === undefined) users.delete(key);
      else users.set(key, after);
      generation++;
      return ok({ before: shown(user), after: shown(after ?? user) });
    },
    count: async () => users.size,
    generation: async () => generation,
  };
}
