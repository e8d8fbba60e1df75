import type { Clock } from "../clock.ts";
import type { Config, Resolved } from "../config/index.ts";
import { defined } from "../defined.ts";
import { createLog, type Log } from "../log.ts";
import type { EventRecorder, MessageArchive } from "../messages/index.ts";
import { type CheckDesk, createCheckDesk } from "../monitoring/index.ts";
import {
  createMessageRouting,
  createMissingNames,
  createNumberRules,
  createOptedOut,
  createOptOutReader,
  createRuleDesk,
  createSubmission,
  createWebhookDesk,
  type DryRun,
  type MissingNames,
  type OptedOut,
  type PolicyDesk,
  type RuleDesk,
  type Submission,
  type WebhookDesk,
} from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { type ConfigurationDesk, createConfigurationDesk } from "./configuration/desk.ts";
import { ownNumbersOf } from "./message-routing.ts";
import { readModemSnapshot } from "./modem-snapshot.ts";
import { createMonitoringAlarms } from "./monitoring-alarms.ts";
import { namedTargets } from "./named-targets.ts";
import { openAlarms } from "./open-alarms.ts";
import { optOutSettings } from "./opt-outs.ts";
import { createSecretKey } from "./secret-key.ts";
import { createSettingsDesk } from "./settings-desk.ts";

type Settings = Pick<
  Config,
  "country" | "timeZone" | "telegramToken" | "numbersAllowed" | "numbersBlocked" | "emergencyAllowed" | "allowTargets"
>;

interface Parts {
  directory: string;
  store: Store;
  events: EventRecorder;
  clock: Clock;
}

const numberRulesOf = ({ country, numbersAllowed, numbersBlocked, emergencyAllowed }: Settings) =>
  createNumberRules({ country, allowed: numbersAllowed, blocked: numbersBlocked, emergency: emergencyAllowed });

/** What sends, for a command: a gateway that runs takes it from the queue. */
function openSubmission(config: Settings, { store, events, clock }: Parts, log: Log): Submission {
  const { country } = config;
  const rules = numberRulesOf(config);
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
  config: Settings & Parameters<typeof optOutSettings>[0],
  options: Parts,
): { ruleDesk: RuleDesk; dryRun: DryRun; findIncoming: MessageArchive["findIncoming"]; missing: MissingNames } {
  const { directory, store, events, clock } = options;
  const log = silentLog();
  // Of the gateway on this data directory, which alone knows what its modems were given.
  const own = ownNumbersOf(readModemSnapshot(directory)?.modems ?? []);
  const words = optOutSettings(config);
  const numberRules = numberRulesOf(config);
  const asksOptOut = createOptOutReader({
    settings: () => words,
    country: config.country,
    rules: () => numberRules,
    laneOf: () => "",
  });
  const { dryRun } = createMessageRouting({
    asksOptOut,
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
    ruleDesk: createRuleDesk({ store: store.rules, open, events, clock, isNamed: namedBy(config) }),
    dryRun,
    findIncoming: store.archive.findIncoming,
    missing: missingNamesIn(store),
  };
}

const namedBy = ({ allowTargets }: Pick<Config, "allowTargets">) => namedTargets(() => allowTargets);

/** Says what a rule, policy or check names and is not there, as the API does. */
export const missingNamesIn = (
  { addressBook, policies, webhooks }: Pick<Store, "addressBook" | "policies" | "webhooks">,
  reach?: PolicyDesk["reach"],
): MissingNames => createMissingNames({ book: addressBook, policies, webhooks, ...defined({ reach }) });

/** Says who has opted out, as the API does. */
export const optedOutIn = ({ addressBook, optOuts }: Pick<Store, "addressBook" | "optOuts">): OptedOut =>
  createOptedOut({ book: addressBook, optOuts });

/** The targets of webhooks of a database, for a command: gateways send to them. */
export function openWebhooks(
  config: Pick<Config, "allowTargets">,
  { directory, store, events, clock }: Parts,
): WebhookDesk {
  return createWebhookDesk({
    store: store.webhooks,
    jobs: store.jobs,
    seals: createSecretKey(directory, store.settings),
    events,
    clock,
    wake: () => undefined,
    isNamed: namedBy(config),
  });
}

/** The checks of a database, for a command: gateways run them. */
export function openChecks(
  config: Settings & Parameters<typeof openAlarms>[0],
  options: Parts,
): { checkDesk: CheckDesk; missing: MissingNames } {
  const { directory, store, events, clock } = options;
  const submission = openSubmission(config, options, silentLog());
  const checkDesk = createCheckDesk({
    store: store.checks,
    isNamed: namedBy(config),
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
  return { checkDesk, missing: missingNamesIn(store) };
}

/** The configuration of a database as a file, for a command: a gateway that runs takes it up. */
export function openConfiguration(own: Resolved, { directory, store, events, clock }: Parts): ConfigurationDesk {
  const secretKey = createSecretKey(directory, store.settings);
  return createConfigurationDesk({
    store,
    secretKey,
    settingsDesk: createSettingsDesk({ settings: store.settings, names: store, secretKey, events, own, atStart: own }),
    country: own.config.country,
    events,
    clock,
  });
}
