import { ANY_LANE, askedLane, laneOfTargets, type NewMessage, type Target } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";

/** A rule on numbers: those that begin with `prefix` take these targets. */
export interface Route {
  /** `+49`, `22` for short codes, or `*` for every number that no other rule is for. */
  prefix: string;
  /** The best first; the next counts when no transport of those before has been fit for long. */
  targets: readonly Target[];
}

/** The rules of a gateway, ready to be asked. */
export interface Routes {
  readonly rules: readonly Route[];
  /**
   * Where a message queues. A modem that was asked for decides before the rule with the longest prefix, that before
   * the pool asked for, and that before the rule for every number. A rule that says `*` leaves it to what was asked.
   */
  laneOf(message: Pick<NewMessage, "recipient" | "pool" | "askedModem">): string;
}

const FORM = "must be PREFIX=TARGET, such as +49=pool:germany, +4917=modem:m1 or *=pool:germany|*";

/** Reads `+49=pool:germany`, `+4917=modem:m1|pool:germany|*`, `*=pool:main`. */
export function parseRoute(text: string): Result<Route> {
  const mark = text.indexOf("=");
  const prefix = text.slice(0, Math.max(0, mark)).trim();
  if (mark < 0) return no(FORM);
  if (!/^(\*|\+?\d{1,20})$/.test(prefix)) {
    return no(`must begin with a prefix such as +49, or with *: ${FORM}`);
  }
  if (prefix.startsWith("00")) return no("a prefix is written with + instead of 00");
  const targets: Target[] = [];
  for (const word of text.slice(mark + 1).split("|")) {
    const found = /^\s*(?:(pool|modem):\s*(\S(?:.*\S)?)|\*)\s*$/.exec(word);
    if (found === null) return no(`a target is pool:NAME, modem:NAME or *, with | between several`);
    targets.push(
      found[1] === undefined ? { kind: "any" } : { kind: found[1] as "pool" | "modem", name: found[2] ?? "" },
    );
  }
  return ok({ prefix, targets });
}

/** Makes the rules ready; of two with the same prefix the last counts. */
export function createRoutes(rules: readonly Route[]): Routes {
  const lanes = new Map(rules.map(({ prefix, targets }) => [prefix, laneOfTargets(targets)]));
  const longest = Math.max(0, ...[...lanes.keys()].map((prefix) => prefix.length));

  function ruleFor(recipient: string): string | undefined {
    for (let length = Math.min(longest, recipient.length); length > 0; length--) {
      const lane = lanes.get(recipient.slice(0, length));
      if (lane !== undefined) return lane;
    }
    return undefined;
  }

  return {
    rules,
    laneOf(message) {
      if (message.askedModem !== undefined) return askedLane(message);
      const rule = ruleFor(message.recipient);
      if (rule !== undefined && rule !== ANY_LANE) return rule;
      const asked = askedLane(message);
      return asked === ANY_LANE && rule === undefined ? (lanes.get("*") ?? ANY_LANE) : asked;
    },
  };
}
