import type { Log } from "../../log.ts";
import type { Unsolicited } from "../at/command.ts";

/** Passes unsolicited lines to their handlers, in order of arrival. */
export interface Router {
  /** Calls `take` for every matching line. Returns the function that removes the route. */
  on(pattern: RegExp, take: (unsolicited: Unsolicited) => void): () => void;
  /** Routes a line; holds it back before `release`. */
  dispatch(unsolicited: Unsolicited): void;
  /** All routes of the start exist: routes the lines held back, and every later line at once. */
  release(): void;
}

/** 1,000 lines: more than a start produces; a modem that chatters must not fill the memory. */
const MAX_HELD = 1_000;

/** Creates a router without routes that holds everything back. */
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
      else log.warn("the modem sends too many lines while it starts: some are dropped");
    },
    release() {
      const kept = held ?? [];
      held = undefined;
      for (const unsolicited of kept) give(unsolicited);
    },
  };
}
