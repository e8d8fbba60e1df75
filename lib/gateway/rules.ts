import type { Clock } from "../clock.ts";
import type { Config } from "../config/index.ts";
import { createLog } from "../log.ts";
import type { EventRecorder, MessageArchive } from "../messages/index.ts";
import {
  createMessageRouting,
  createNumberRules,
  createRuleDesk,
  createSubmission,
  type DryRun,
  type RuleDesk,
} from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { createSecretKey } from "./secret-key.ts";

/** The rules of a database, for a command: nothing is routed by it. */
export function openRules(
  config: Pick<
    Config,
    "country" | "timeZone" | "telegramToken" | "numbersAllowed" | "numbersBlocked" | "emergencyAllowed"
  >,
  options: { directory: string; store: Store; events: EventRecorder; clock: Clock },
): { ruleDesk: RuleDesk; dryRun: DryRun; findIncoming: MessageArchive["findIncoming"] } {
  const { directory, store, events, clock } = options;
  const { country } = config;
  const log = createLog({ level: "silent", format: "json" });
  const rules = createNumberRules({
    country,
    allowed: config.numbersAllowed,
    blocked: config.numbersBlocked,
    emergency: config.emergencyAllowed,
  });
  const submission = createSubmission({
    store: store.outbox,
    once: store.once,
    optOuts: store.optOuts,
    book: store.addressBook,
    events,
    log,
    clock,
    country,
    telegram: config.telegramToken !== undefined,
    rules: () => rules,
  });
  const { dryRun } = createMessageRouting({
    rules: store.rules,
    store: store.routing,
    webhooks: store.webhooks,
    book: store.addressBook,
    submission,
    ownNumbers: () => new Map(),
    country,
    timeZone: config.timeZone,
    laneOf: () => "",
    sent: () => undefined,
    added: () => undefined,
    alone: true,
    clock,
    log,
    events,
  });
  const open = createSecretKey(directory, store.settings);
  return {
    ruleDesk: createRuleDesk({ store: store.rules, open, events, clock }),
    dryRun,
    findIncoming: store.archive.findIncoming,
  };
}
