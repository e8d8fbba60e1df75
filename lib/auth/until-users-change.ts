import type { UserStore } from "./types.ts";

/** What was found, by key, until anything about users changes. It owns it. */
interface Memory<Value> {
  /** What is remembered, or else what `look` finds. What it does not find is looked for again the next time. @throws StoreFailure; what `look` throws */
  recall(key: string, look: () => Promise<Value | undefined>): Promise<Value | undefined>;
  forget(key: string): void;
}

/**
 * Makes a memory that any change of users empties, in this process or another, for one look at their generation, which
 * requests of a turn share. Give it only keys that a secret proves: it then holds at most as many as there are secrets.
 */
export function rememberUntilUsersChange<Value>(users: Pick<UserStore, "generation">): Memory<Value> {
  let known = new Map<string, Promise<Value | undefined>>();
  let generation: number | undefined;
  return {
    async recall(key, look) {
      const current = await users.generation();
      if (current !== generation) {
        generation = current;
        known = new Map();
      }
      const found = known.get(key);
      if (found !== undefined) return found;
      const memory = known;
      const looking = look();
      memory.set(key, looking);
      const forget = () => void memory.delete(key);
      looking.then((value) => value === undefined && forget(), forget);
      return looking;
    },
    forget: (key) => void known.delete(key),
  };
}
