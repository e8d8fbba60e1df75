import type { Log } from "../../log.ts";
import type { Unsolicited } from "../at/command.ts";

/** Hands unsolicited lines to whom they concern, in the order of arrival. */
export interface Router {
  /** Calls `take` for every line that matches. Returns what ends that. */
  on(pattern: RegExp, take: (unsolicited: Unsolicited) => void): () => void;
  /** Keeps lines back until `release`. */
  dispatch(unsolicited: Unsolicited): void;
  /** All routes of the start are there: gives out what was kept, and from now on everything at once. */
  release(): void;
}

/** A modem that chatters while it starts is not remembered forever. */
const MAX_HELD = 1_000;

/** Makes a router without routes that holds everything back. */
export function createRouter(log: Log): Router {
  const routes = new Set<{ pattern: RegExp; take: (unsolicited: Unsolicited) => void }>();
  let held: Unsolicited[] | undefined = [];

  function give(unsolicited: Unsolicited): void {
    const takers = [...routes].filter((route) => route.pattern.test(unsolicited.line));
    // Only its name: the rest may hold a telephone number.
    if (takers.length === 0) log.debug({ line: /^[^:\d"]{0,30}/.exec(unsolicited.line)?.[0] }, "the modem says");
    for (const route of takers) route.take(unsolicited);
  }

  return {
    on(pattern, take) {
      const route = { pattern, take };
      routes.add(route);
      return () => void routes.delete(route);
    },
    dispatch(unsolicited) {
      if (!held) give(unsolicited);
      else if (held.length < MAX_HELD) held.push(unsolicited);
      else log.warn("the modem sends more than can be kept while it starts");
    },
    release() {
      const kept = held ?? [];
      held = undefined;
      for (const unsolicited of kept) give(unsolicited);
    },
  };
}
