/** What the browser keeps for the page. Where it refuses, because the user blocks it or it is full, nothing is kept. */
interface Kept {
  get(key: string): string | undefined;
  /** Whether it is kept now. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  keys(): string[];
}

/** The browser refuses by throwing, already when its storage is only named. */
function tryTo<Value>(work: () => Value, otherwise: Value): Value {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

const guarded = (storage: () => Storage): Kept => ({
  get: (key) => tryTo(() => storage().getItem(key) ?? undefined, undefined),
  set: (key, value) =>
    tryTo(() => {
      storage().setItem(key, value);
      return true;
    }, false),
  remove: (key) => tryTo(() => storage().removeItem(key), undefined),
  keys: () => tryTo(() => Object.keys(storage()), []),
});

/** For all tabs, until it is removed. */
export const keptForever = guarded(() => localStorage);

/** For this tab, while it is open. */
export const keptForTab = guarded(() => sessionStorage);
