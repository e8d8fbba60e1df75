import { createContext, useContext, useLayoutEffect, useSyncExternalStore } from "react";

/** What is on the page and would be lost with it: written and not saved, or shown for the only time. */
const held = new Set<object>();
/** What somebody wants to do that would lose it. */
let wanted: (() => void) | undefined;
const listeners = new Set<() => void>();

const warn = (event: BeforeUnloadEvent) => event.preventDefault();

/** Asks from now on before the page is left or closed. Gives what ends that. */
export function holdUnsaved(): () => void {
  const each = {};
  held.add(each);
  addEventListener("beforeunload", warn);
  return () => {
    held.delete(each);
    if (held.size === 0) removeEventListener("beforeunload", warn);
  };
}

export const isUnsaved = (): boolean => held.size > 0;

/** Leaves the page, after asking where something would be lost with it. */
export function leave(go: () => void): void {
  if (held.size === 0) go();
  else want(go);
}

function want(go: (() => void) | undefined): void {
  wanted = go;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The question to ask before the page is left. */
export function useLeaving() {
  return {
    isAsked: useSyncExternalStore(listen, () => wanted !== undefined),
    stay: () => want(undefined),
    go() {
      const go = wanted;
      want(undefined);
      held.clear();
      removeEventListener("beforeunload", warn);
      go?.();
    },
  };
}

/** What a sheet knows of what is in it. */
interface InSheet {
  /** What ends each of its holds. */
  holds: Set<() => void>;
  /** Closes it, after asking. */
  close: () => void;
}

export const SheetContext = createContext<InSheet | undefined>(undefined);

/** Something is written and not saved: the sheet around asks before it closes, and the page before it is left. Not while it is being saved. */
export function useUnsaved(isWritten: boolean): void {
  const holds = useContext(SheetContext)?.holds;
  // With the drawing, so that what is done right after saving is not asked about.
  useLayoutEffect(() => {
    if (!isWritten) return undefined;
    const free = holdUnsaved();
    holds?.add(free);
    return () => {
      free();
      holds?.delete(free);
    };
  }, [holds, isWritten]);
}
