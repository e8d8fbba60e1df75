import type { ByUser } from "./fields.ts";
import { error, info, type Wordings, warning } from "./wording.ts";

export interface RuleEvents {
  /** Somebody added a rule of message routing. */
  "rule.added": OfRule & { details: { after: string } };
  /** Somebody changed a rule of message routing; of a long rule the beginning is kept. */
  "rule.changed": OfRule & { details: { before: string; after: string } };
  /** Somebody removed a rule of message routing. */
  "rule.removed": OfRule & { details: { before: string } };
  /** Somebody put the rules of message routing into another order. */
  "rules.reordered": ByPerson & { details: { before: string; after: string } };
  /** Somebody imported rules of message routing. */
  "rules.imported": ByPerson & { details: { added: number; changed: number; removed: number } };
  /** A stored rule cannot be understood, and is not used. */
  "rule.unusable": { rule: string; problem: string };
  /** A message went in a circle: a rule did not forward it once more. */
  "routing.loop": { rule: string; details: { incoming: number; forwarded: number } };
  /** A rule, or one of its destinations, failed by a mistake in the gateway; the others were done. Or an encrypted text did not open: nothing was done. */
  "routing.failed": { rule: string | undefined; details: { incoming: number } };
}

interface ByPerson extends ByUser {
  /** The client's. */
  address?: string | undefined;
}

interface OfRule extends ByPerson {
  /** Its name. */
  rule: string;
}

export const RULE_WORDINGS: Wordings<RuleEvents> = {
  "rule.added": info(({ rule }) => `Rule ${rule} was added`),
  "rule.changed": info(({ rule }) => `Rule ${rule} was changed`),
  "rule.removed": info(({ rule }) => `Rule ${rule} was removed`),
  "rules.reordered": info(() => "The rules were put into another order"),
  "rules.imported": info(
    ({ details: { added, changed, removed } }) =>
      `Rules were imported: ${added} added, ${changed} changed, ${removed} removed`,
  ),
  "rule.unusable": error(({ rule, problem }) => `Rule ${rule} is not used: ${problem}`),
  "routing.loop": warning(
    ({ rule, details: { incoming, forwarded } }) =>
      `Rule ${rule} did not forward incoming message in-${incoming}: its text was forwarded ${forwarded} times and keeps coming back`,
  ),
  "routing.failed": error(({ rule, details: { incoming } }) =>
    rule === undefined
      ? `Incoming message in-${incoming} could not be routed: see the log`
      : `Rule ${rule} could not do all that it says with incoming message in-${incoming}: see the log`,
  ),
};
