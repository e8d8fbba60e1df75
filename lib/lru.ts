/** A map of at most `limit` entries that evicts the least recently used one. */
export interface Lru<Key, Value> {
  readonly size: number;
  /** Counts as use. */
  get(key: Key): Value | undefined;
  /** As {@link get}, but does not count as use. */
  peek(key: Key): Value | undefined;
  /** Counts as use. Returns the evicted key, if any. */
  set(key: Key, value: Value): Key | undefined;
  delete(key: Key): void;
  /** Does not count as use. */
  entries(): Iterable<[Key, Value]>;
}

/** Values must not be `undefined`: `get` returns that for a missing key. */
export function createLru<Key, Value>(limit: number): Lru<Key, Value> {
  const entries = new Map<Key, Value>();
  return {
    get size() {
      return entries.size;
    },
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    peek: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= limit) return undefined;
      const oldest = entries.keys().next().value;
      if (oldest !== undefined) entries.delete(oldest);
      return oldest;
    },
    delete(key) {
      entries.delete(key);
    },
    entries: () => entries.entries(),
  };
}
