import manifest from "../../package.json" with { type: "json" };
import { allowedLanguages, type StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { GatewayCommand } from "../http/index.ts";
import type { ModemStatus } from "../modem/index.ts";
import { countOpenFiles } from "../open-files.ts";
import {
  createCallingSubmission,
  createMessageCounts,
  createMessageDesk,
  createRoutes,
  createSubmission,
  createTemplates,
  startKeyExpiry,
} from "../routing/index.ts";
import type { SetTimes } from "../set-times.ts";
import { createGatewayAccess } from "./access.ts";
import { createBackups } from "./backups/index.ts";
import { BUILD } from "./build.ts";
import { createConfigurationDesk } from "./configuration/desk.ts";
import { createContacts } from "./contacts.ts";
import type { GatewayContext } from "./context.ts";
import { watchDamagedRows } from "./damaged-rows.ts";
import { createDiskUsage } from "./disk-usage.ts";
import { createEmail } from "./email-server.ts";
import { openErasure } from "./erasure.ts";
import { createFailureCounts } from "./failure-counts.ts";
import type { GatewaySettings } from "./live-config.ts";
import { startMessageRouting } from "./message-routing.ts";
import type { Messaging } from "./messaging.ts";
import { createMetrics } from "./metrics/index.ts";
import { createModemConflicts } from "./modem-conflicts.ts";
import { createModemDesk } from "./modem-desk.ts";
import { createModemDevices } from "./modem-devices.ts";
import { createModemHistory } from "./modem-history.ts";
import { startMonitoring } from "./monitoring.ts";
import { createMonitoringAlarms } from "./monitoring-alarms.ts";
import { failWith, modemsProblem, nodeIdOf, withProblem } from "./node.ts";
import { followNumberRules } from "./number-rules.ts";
import { createOnceAt } from "./once-at.ts";
import { watchOpenFiles } from "./open-files.ts";
import { watchOwnState } from "./own-watch.ts";
import { followReadiness } from "./readiness.ts";
import { openRetention } from "./retention.ts";
import { createSettingsDesk } from "./settings-desk.ts";
import { createStoredModems, type OpenBox } from "./stored-modems.ts";
import { makeSupportInfo } from "./support-info/index.ts";
import type { Tracing } from "./tracing.ts";

/** What the app is made of. What each part is for is said by the interfaces that take it. */
export type AppParts = Awaited<ReturnType<typeof createAppParts>>;

const OF_IMPORTS = {
  contactsUrl: "contactsUrl",
  contactsCron: "contactsCron",
  contactsCertificate: "contactsCertificate",
  contactsExisting: "contactsExisting",
} as const;

/**
 * Makes what the HTTP interfaces need of the gateway. What they share is here once.
 *
 * @param options.shutdown  begins to end the gateway
 * @throws StoreFailure
 */
export async function createAppParts(
  config: StartConfig,
  options: GatewayContext &
    Messaging & {
      settings: GatewaySettings;
      box: OpenBox;
      shutdown: (command: GatewayCommand) => void;
      tracing: Tracing | undefined;
    },
) {
  const { live, atStart } = options.settings;
  const { directory, store, events, clock, log, nodes, outbox, park, stored, box, shutdown, telegram, lifecycle } =
    options;
  const { contacts, backups, retentionDesk } = startAtSetTimes(config, options);
  // Who is told how the modems are wants to know whether they send.
  const sending = () => nodes.outdated ?? outbox.problem;
  const problem = () => store.fileProblem() ?? sending();
  const shown = (status: ModemStatus) => withProblem(status, problem());
  const languages = allowedLanguages(config.languages, config.country);
  const rules = followNumberRules(config, live);
  const access = await createGatewayAccess(config, { ...options, live });
  const { submission, calls } = createSending(config, { ...options, languages, rules });
  watchDamagedRows(options);
  watchOwnState({ ...options, live, alarms: calls, backups: backups.figures });
  lifecycle.onStart(() => lifecycle.onClose(watchOpenFiles({ files: countOpenFiles, clock, events })));
  const { modems, ...modemParts } = createModemParts({ ...options, shown });
  const counts = createMessageCounts(
    createFailureCounts(store, { windowMs: () => live.get("failedWindow"), now: clock.now }),
    clock,
  );
  return {
    version: manifest.version,
    publicPath: config.publicUrl?.path,
    build: BUILD,
    log,
    clock,
    events,
    ...access,
    submission,
    ...startMessageRouting(config, { ...options, submission, live }),
    ...startMonitoring({ ...options, live, alarms: calls }),
    mailDesk: await createEmail(config, { ...options, ...access, live, submission }),
    backupDesk: backups.desk,
    mqttDesk: options.mqtt.serve({ ...access, submission }),
    messageDesk: createDeskOfMessages(config, { ...options, rules }),
    alarmDesk: options.alarms.desk,
    policyDesk: options.policyDesk,
    jobDesk: options.jobDesk,
    webhookDesk: options.webhookDesk,
    optOutDesk: options.optOutDesk,
    retentionDesk,
    erasureDesk: openErasure(config, options),
    templates: createTemplates({ store: store.templates, events, clock }),
    archive: store.archive,
    outbox: store.outbox,
    book: contacts.book,
    contactFiles: contacts.files,
    once: store.once,
    country: config.country,
    languages,
    hasTelegram: options.hasTelegram,
    problem,
    searchesTexts: !store.textKeys.seals,
    modems,
    ...modemParts,
    backupFigures: backups.figures,
    metrics: createMetrics({ ...options, modems, counts, backups: backups.figures, version: manifest.version }),
    metricsAccess: live.view({ networks: "allowMetrics", token: "metricsToken" }),
    modemChanges: createStoredModems({
      store: store.modems,
      node: options.node,
      box,
      events,
      clock,
      ...createModemConflicts(park.list),
      changed: stored.refresh,
    }),
    counts,
    diskBytes: createDiskUsage(directory, clock),
    ismsSends: store.ismsSends,
    statistics: store.statistics,
    eventLog: store.events,
    timeZone: config.timeZone,
    ...createSettingDesks(config, options),
    supportInfo: () => makeSupportInfo({ ...options, settings: options.settings.now(), atStart }),
    hasCheckPage: () => live.get("checkPage") === "on",
    streamLog: store.stream,
    nodeId: nodeIdOf(options.node),
    findEvents: store.events.find,
    usersGeneration: store.users.generation,
    onEnding: options.lifecycle.onEnding,
    enabled: { isms: config.isms === "on" || config.ismsPort !== undefined },
    shutdown,
    limits: { timeLimitMs: config.requestTimeout, bodyLimitBytes: config.requestSize },
    nodes,
    readiness: followReadiness(config, { ...options, modems }),
    checks: { database: store.check, sending: () => failWith(sending()) },
    get watched() {
      const modems = () => failWith(modemsProblem(park.list().map(({ modem }) => modem.status)));
      const mqtt = options.mqtt.mqtt.state();
      if (mqtt.state === "off") return { modems };
      return { modems, mqtt: () => failWith(mqtt.state === "trouble" ? mqtt.problem : undefined) };
    },
    simulator: park.simulator,
    ...defined({ telegram }),
  };
}

/** The address book and the backups, with what happens to them at set times: on one of several nodes. */
function startAtSetTimes(config: StartConfig, options: GatewayContext & { settings: GatewaySettings }) {
  const { live } = options.settings;
  const { store, clock, log } = options;
  const contacts = createContacts(config, {
    ...options,
    imports: live.view(OF_IMPORTS),
    onceAt: createOnceAt("contacts-import", options),
  });
  options.lifecycle.onStart(() => {
    const expiry = startKeyExpiry({ once: store.once, clock, log });
    options.lifecycle.onClose(() => expiry.stop());
  });
  const backups = createBackups(config, {
    ...options,
    settings: live.view({ cron: "backupCron", keep: "backupKeep" }),
    onceAt: createOnceAt("backup", options),
  });
  const { desk: retentionDesk, schedule } = openRetention({ ...options, live });
  startWith(options, [contacts.scheduled, backups.schedule, schedule]);
  return { contacts, backups, retentionDesk };
}

/** What happens at times of the day goes on as long as the gateway runs. */
function startWith(
  { lifecycle, nodes }: Pick<GatewayContext, "lifecycle" | "nodes">,
  works: readonly SetTimes[],
): void {
  for (const work of works) {
    nodes.onOutdated(work.stop);
    lifecycle.onStart(() => {
      work.start();
      lifecycle.onClose(() => work.stop());
    });
  }
}

/** Where settings are changed, one by one and all together. */
function createSettingDesks(
  { country }: Pick<StartConfig, "country">,
  { store, box, events, clock, settings }: GatewayContext & { settings: GatewaySettings; box: OpenBox },
) {
  const { own, atStart, refresh: changed } = settings;
  const shared = { secretKey: box, events, changed };
  const settingsDesk = createSettingsDesk({ ...shared, settings: store.settings, names: store, own, atStart });
  return {
    settingsDesk,
    configurationDesk: createConfigurationDesk({ ...shared, store, settingsDesk, country, clock }),
  };
}

/** What everybody sends by, and how monitoring calls people. */
function createSending(
  { country }: Pick<StartConfig, "country">,
  options: GatewayContext &
    Messaging & {
      languages: ReturnType<typeof allowedLanguages>;
      rules: ReturnType<typeof followNumberRules>;
      tracing: Tracing | undefined;
    },
) {
  const { store, outbox, clock, hasTelegram } = options;
  const { desk } = options.alarms;
  const book = store.addressBook;
  const plain = createSubmission({
    ...options,
    store: outbox,
    once: store.once,
    book,
    optOuts: store.optOuts,
    country,
    telegram: hasTelegram,
  });
  const messages = options.tracing?.submission(plain) ?? plain;
  return {
    submission: createCallingSubmission({ ...options, submission: messages, desk, book }),
    calls: createMonitoringAlarms({ desk, submission: messages, book, now: clock.now }),
  };
}

/** What people do about messages. */
function createDeskOfMessages(
  { country, routes }: Pick<StartConfig, "country" | "routes">,
  { store, events, clock, outbox, rules }: GatewayContext & Messaging & { rules: ReturnType<typeof followNumberRules> },
) {
  return createMessageDesk({
    store: store.outbox,
    archive: store.archive,
    optOuts: store.optOuts,
    events,
    clock,
    country,
    rules,
    laneOf: createRoutes(routes).laneOf,
    wake: outbox.wake,
  });
}

/** How the modems are, how they were, and what people do with them. */
function createModemParts({
  park,
  store,
  outbox,
  clock,
  shown,
}: Pick<GatewayContext & Messaging, "park" | "store" | "outbox" | "clock"> & {
  shown: (status: ModemStatus) => ModemStatus;
}) {
  const modems = () => park.list().map(({ modem }) => shown(modem.status));
  return {
    modems,
    modemDesk: createModemDesk({ list: park.list, shown }),
    modemDevices: createModemDevices(park.list),
    modemHistory: createModemHistory({ events: store.events, outbox, statuses: modems, now: clock.now }),
    modemTrace: (name: string) =>
      park
        .list()
        .find(({ modem }) => modem.name === name)
        ?.trace.lines(),
  };
}
