import type { Clock } from "../clock.ts";
import type { Config } from "../config/index.ts";
import { createLog, type Log } from "../log.ts";
import type { EventRecorder, MessageArchive } from "../messages/index.ts";
import { type CheckDesk, createCheckDesk } from "../monitoring/index.ts";
import {
  createMessageRouting,
  createNumberRules,
  createRuleDesk,
  createSubmission,
  type DryRun,
  type RuleDesk,
  type Submission,
} from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { ownNumbersOf } from "./message-routing.ts";
import { readModemSnapshot } from "./modem-snapshot.ts";
import { createMonitoringAlarms } from "./monitoring-alarms.ts";
import { openAlarms } from "./open-alarms.ts";
import { createSecretKey } from "./secret-key.ts";

type Settings = Pick<
  Config,
  "country" | "timeZone" | "telegramToken" | "numbersAllowed" | "numbersBlocked" | "emergencyAllowed"
>;

interface Parts {
  directory: string;
  store: Store;
  events: EventRecorder;
  clock: Clock;
}

/** What sends, for a command: a gateway that runs takes it from the queue. */
function openSubmission(config: Settings, { store, events, clock }: Parts, log: Log): Submission {
  const { country } = config;
  const rules = createNumberRules({
    country,
    allowed: config.numbersAllowed,
    blocked: config.numbersBlocked,
    emergency: config.emergencyAllowed,
  });
  return createSubmission({
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
}

const silentLog = () => createLog({ level: "silent", format: "json" });

/** The rules of a database, for a command: nothing is routed by it. */
export function openRules(
  config: Settings,
  options: Parts,
): { ruleDesk: RuleDesk; dryRun: DryRun; findIncoming: MessageArchive["findIncoming"] } {
  const { directory, store, events, clock } = options;
  const log = silentLog();
  // Of the gateway on this data directory, which alone knows what its modems were given.
  const own = ownNumbersOf(readModemSnapshot(directory)?.modems ?? []);
  const { dryRun } = createMessageRouting({
    rules: store.rules,
    store: store.routing,
    webhooks: store.webhooks,
    book: store.addressBook,
    submission: openSubmission(config, options, log),
    ownNumbers: () => own,
    country: config.country,
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

/** The checks of a database, for a command: gateways run them. */
export function openChecks(config: Settings & Parameters<typeof openAlarms>[0], options: Parts): CheckDesk {
  const { directory, store, events, clock } = options;
  const submission = openSubmission(config, options, silentLog());
  return createCheckDesk({
    store: store.checks,
    open: createSecretKey(directory, store.settings),
    alarms: createMonitoringAlarms({
      desk: openAlarms(config, options).alarmDesk,
      submission,
      book: store.addressBook,
      now: clock.now,
    }),
    events,
    clock,
    wake: () => undefined,
  });
}
