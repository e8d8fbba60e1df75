import { useCallback, useEffect, useRef, useState } from "react";
import { keptForever, keptForTab } from "./kept.ts";

/** What was kept since the page was loaded: it has to last where the browser keeps nothing. */
const inMemory = new Map<string, unknown>();

/**
 * What somebody writes, kept over reloads; the key names the user. Each tab has its own, so that nobody writes into the field of another; a
 * new tab begins with what was kept last. What is done with in one tab is not offered in another that has not changed it.
 *
 * @returns the value, what keeps another one, and the value that was kept last
 */
export function useKept<Value>(key: string, empty: Value) {
  const [value, setValue] = useState(() => startOf(key, empty));
  const latest = useRef(value);
  const show = useCallback(
    (next: Value) => {
      latest.current = next;
      inMemory.set(key, next);
      setValue(next);
    },
    [key],
  );
  const keep = useCallback(
    (next: Value) => {
      const before = JSON.stringify(latest.current);
      show(next);
      const text = JSON.stringify(next);
      keptForTab.set(key, text);
      if (next !== empty) keptForever.set(key, text);
      // What another tab has kept since is not this one's to remove.
      else if (keptForever.get(key) === before) keptForever.remove(key);
    },
    [key, empty, show],
  );
  useEffect(() => {
    const forget = ({ key: changed, oldValue, newValue }: StorageEvent) => {
      if (changed !== key || newValue !== null || oldValue !== JSON.stringify(latest.current)) return;
      keptForTab.set(key, JSON.stringify(empty));
      show(empty);
    };
    addEventListener("storage", forget);
    return () => removeEventListener("storage", forget);
  }, [key, empty, show]);
  return [value, keep, latest] as const;
}

function startOf<Value>(key: string, empty: Value): Value {
  if (inMemory.has(key)) return inMemory.get(key) as Value;
  const text = keptForTab.get(key) ?? keptForever.get(key);
  try {
    return text === undefined ? empty : (JSON.parse(text) as Value);
  } catch {
    return empty;
  }
}

/** A preference, for all tabs that are opened from now on. */
export function usePreference<Value>(key: string, usual: Value) {
  const [value, setValue] = useState(() => startOf(key, usual));
  const keep = (next: Value) => {
    inMemory.set(key, next);
    keptForever.set(key, JSON.stringify(next));
    setValue(next);
  };
  return [value, keep] as const;
}
