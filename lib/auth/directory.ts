import { canonicalName } from "./names.ts";
import type { User, UserStore } from "./types.ts";

/** The users, for callers that show names or look for somebody. @throws StoreFailure from every method */
export interface UserDirectory {
  /** By ID. Somebody who was removed is not found. */
  byId(id: number): Promise<User | undefined>;
  /** By ID as text, else by name without case. */
  byReference(reference: string): Promise<User | undefined>;
}

/** Makes the directory. It reads the users again when any has changed. */
export function createUserDirectory(users: Pick<UserStore, "list" | "generation">): UserDirectory {
  let known: { generation: number; all: Promise<User[]> } | undefined;

  async function all(): Promise<User[]> {
    const generation = await users.generation();
    if (known?.generation !== generation) {
      const reading = { generation, all: users.list() };
      reading.all.catch(() => {
        if (known === reading) known = undefined;
      });
      known = reading;
    }
    return known.all;
  }

  return {
    byId: async (id) => (await all()).find((user) => user.id === id),
    async byReference(reference) {
      const name = canonicalName(reference.trim());
      if (name === undefined) return undefined;
      const list = await all();
      return list.find((user) => String(user.id) === name) ?? list.find((user) => canonicalName(user.name) === name);
    },
  };
}
