import { laneOfTargets } from "../messages/index.ts";
import type { SimBudget } from "../modem/index.ts";
import { parseRoute, type Route } from "../routing/index.ts";
import { parseBudget } from "./budget.ts";
import { duration } from "./kinds.ts";
import { settingsOf, several, single } from "./option.ts";
import { parseTimeZone } from "./parsers.ts";

const general = settingsOf("general");
const sim = settingsOf("sim");

/** Which modem a message takes, and how much each may send. */
export const ROUTING_SETTINGS = {
  routes: general.restart<readonly Route[]>({
    flag: "route",
    placeholder: "PREFIX=TARGET",
    environment: "ALDIS_ROUTES",
    documentation:
      "Which modems send to which numbers: +49=pool:germany, +4917=modem:m1, *=pool:main for all other numbers. The longest prefix wins. After | comes the fallback, used when nothing before it could send for --fallback-after: +49=pool:germany|*, where * is any modem.",
    repeatable: true,
    defaultShown: "any modem",
    absent: [],
    parse: several(parseRoute),
    check: ambiguousRoutes,
  }),
  fallbackAfter: general.restart({
    flag: "fallback-after",
    documentation:
      "How long all modems of a --route may be unable to send before this is reported and the fallback after | is used.",
    default: "5m",
    ...duration({ minimum: "1s", maximum: "7d", because: "a modem that starts again needs some time" }),
  }),
  simPatience: general.restart({
    flag: "sim-patience",
    documentation:
      "How long the rest of a long message waits for the SIM that sent its first parts, because phones join only parts from one sender. After that the whole message goes by another SIM and is marked as a possible duplicate.",
    default: "2m",
    ...duration({ minimum: "1s", maximum: "7d", because: "a modem that starts again needs some time" }),
  }),
  budget: sim.restart<SimBudget>({
    flag: "budget",
    placeholder: "none|perDay=N,…",
    documentation:
      "How many parts each SIM may send: perMinute, perHour, perDay and perMonth, separated by commas. A modem's own setting takes precedence; none means no limit. Messages over the budget wait.",
    default: "none",
    parse: single(parseBudget),
  }),
  timeZone: general.restart({
    flag: "time-zone",
    placeholder: "ZONE",
    documentation: "Time zone of the gateway, such as Europe/Berlin: decides when days and months begin.",
    defaultShown: "that of the machine",
    absent: Intl.DateTimeFormat().resolvedOptions().timeZone,
    parse: single(parseTimeZone),
  }),
};

/** Each target has a place of its own in the queue, and each modem looks into those that it serves. */
const MOST_TARGETS = 32;

function ambiguousRoutes(routes: readonly Route[]): string | undefined {
  const prefixes = routes.map(({ prefix }) => prefix);
  const twice = prefixes.find((prefix, index) => prefixes.indexOf(prefix) !== index);
  if (twice !== undefined) return `there are two rules for ${twice}`;
  const targets = new Set(routes.map((route) => laneOfTargets(route.targets)));
  return targets.size > MOST_TARGETS ? `there are more than ${MOST_TARGETS} different targets` : undefined;
}
