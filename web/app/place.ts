import { useSyncExternalStore } from "react";
import { isUnsaved, leave } from "../parts/unsaved.ts";

/** Where the page is. It lags behind the address while the person is asked whether to leave. */
interface Place {
  path: string;
  search: string;
  /** Among the places of this tab, so that it is known how far *Back* went. */
  at: number;
}

const placeNow = (at: number): Place => ({ path: location.pathname, search: location.search, at });
const atOf = (state: unknown): number | undefined =>
  typeof state === "object" && state !== null && "at" in state && typeof state.at === "number" ? state.at : undefined;

if (atOf(history.state) === undefined) history.replaceState({ at: 0 }, "");
let place = placeNow(atOf(history.state) ?? 0);
/** The way back to the place that was not left has begun. */
let isReturning = false;
const listeners = new Set<() => void>();

function arrive(at: number): void {
  if (atOf(history.state) !== at) history.replaceState({ at }, "");
  place = placeNow(at);
  for (const listener of listeners) listener();
}

addEventListener("popstate", () => {
  if (isReturning) {
    isReturning = false;
    return;
  }
  const at = atOf(history.state);
  // Another part of the same page: what is written stays.
  if (location.pathname === place.path || !isUnsaved()) return arrive(at ?? place.at + 1);
  const steps = (at ?? place.at - 1) - place.at || -1;
  isReturning = true;
  history.go(-steps);
  leave(() => history.go(steps));
});

interface Navigation {
  replace?: boolean;
}

/** Goes to a path, after asking where that would lose something. */
function navigate(to: string, { replace = false }: Navigation = {}): void {
  const go = () => {
    const at = replace ? place.at : place.at + 1;
    history[replace ? "replaceState" : "pushState"]({ at }, "", to);
    arrive(at);
  };
  if (new URL(to, location.href).pathname === place.path) go();
  else leave(go);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For the router: the path, and how to change it. */
export const usePlace = (): [string, typeof navigate] => [useSyncExternalStore(listen, () => place.path), navigate];

/** For the router: the query. */
export const usePlaceSearch = (): string => useSyncExternalStore(listen, () => place.search);

/** Another one with each visit of a place, also of the same address again. */
export const useVisit = (): object => useSyncExternalStore(listen, () => place);
