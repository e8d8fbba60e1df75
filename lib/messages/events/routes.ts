import { describeTarget, type Target } from "../lanes.ts";
import type { OfModem } from "./fields.ts";
import { info, type Wordings, warning } from "./wording.ts";

export interface RouteEvents {
  /** Nothing was sent by the first targets of a route for too long: messages take the next. */
  "route.diverted": RouteTrouble & { target: Target };
  /** Nothing was sent by any target of a route for too long: messages wait. */
  "route.waiting": RouteTrouble;
  /** The first target of a route can send again. */
  "route.restored": { target: Target; affected: AffectedMessages };
  /** A modem failed again and again: it gets no messages for a while. */
  "breaker.opened": OfModem & { restMs: number; failures: number; error: string };
  /** A modem that had failed again and again gets messages again. */
  "breaker.closed": OfModem;
  /** A SIM has sent four fifths of what it may send in a period. */
  "budget.low": OfModem & { details: BudgetUse };
  /** A SIM has sent all that it may send in a period. */
  "budget.spent": OfModem & { details: BudgetUse };
}

interface RouteTrouble {
  /** Targets that could not send. */
  tried: readonly Target[];
  /** For how long. */
  forMs: number;
  /** Modems of these targets, and what is wrong with each; nothing when it has just come back. */
  modems: readonly { name: string; problem: string | undefined }[];
  affected: AffectedMessages;
}

/** Which messages a route is for: all, those to numbers that begin so, those that ask for its target. */
export type AffectedMessages = "all" | "asking" | { prefixes: readonly string[] };

type BudgetUse = {
  period: "minute" | "hour" | "day" | "month";
  /** Sent in this period. */
  parts: number;
  limit: number;
  /** What the SIM is known by: ICCID, IMSI, or the modem's IMEI or name. */
  sim: string;
};

export const ROUTE_WORDINGS: Wordings<RouteEvents> = {
  "route.diverted": warning((event) => `${routeTrouble(event)} now take ${describeTarget(event.target)}`),
  "route.waiting": warning((event) => `${routeTrouble(event)} wait`),
  "route.restored": info(
    ({ target, affected }) => `${sentenceStart(target)} can send again and takes ${messagesOf(affected)}`,
  ),
  "breaker.opened": warning(
    ({ modem, restMs, failures, error }) =>
      `${modem} gets no messages for ${seconds(restMs)}, then one trial message: it failed ${failures} times in a row, most recently with: ${error}`,
  ),
  "breaker.closed": info(({ modem }) => `${modem} sends again: the trial message was sent`),
  "budget.low": warning(
    ({ modem, details: { period, parts, limit } }) =>
      `The SIM in ${modem} has sent ${parts} of its ${limit} parts of this ${period}`,
  ),
  "budget.spent": warning(
    ({ modem, details: { period, parts, limit } }) =>
      `The SIM in ${modem} has sent ${parts} of its ${limit} parts of this ${period}: messages wait for the next ${period} or take another modem`,
  ),
};

function routeTrouble({ tried, forMs, modems, affected }: RouteTrouble): string {
  const minutes = Math.round(forMs / 60_000);
  const since = minutes > 0 ? `${minutes} min` : seconds(forMs);
  const whose = tried.map((each) => describeTarget(each)).join(" and ");
  return `Nothing could be sent by ${whose} for ${since} (${reasons(modems)}): ${messagesOf(affected)}`;
}

function reasons(modems: RouteTrouble["modems"]): string {
  if (modems.length === 0) return "no such modem";
  const shown = modems.slice(0, 4).map(({ name, problem }) => `${name} ${problem ?? "is ready again"}`);
  return modems.length > shown.length ? `${shown.join(", ")} and others` : shown.join(", ");
}

/** `messages to +49… and +41…`, `messages`. */
function messagesOf(affected: AffectedMessages): string {
  if (affected === "all") return "messages";
  if (affected === "asking") return "messages that ask for it";
  return `messages to ${affected.prefixes.map((prefix) => `${prefix}…`).join(" and ")}`;
}

function sentenceStart(target: Target): string {
  const text = target.kind === "any" ? "a modem" : describeTarget(target);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;
