import type { AnyElysia } from "elysia";
import manifest from "../../package.json" with { type: "json" };
import type { Authenticator, Tokens, UserDirectory } from "../auth/index.ts";
import type { Clock } from "../clock.ts";
import { allowedLanguages, type Config } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { Access, BuildInfo, GatewayCommand, HealthChecks, RequestLimits, TelegramWebhook } from "../http/index.ts";
import type { Log } from "../log.ts";
import type { EventRecorder, MessageArchive } from "../messages/index.ts";
import type { DeviceSystem, ModemStatus } from "../modem/index.ts";
import {
  type AddressBook,
  type ContactFiles,
  createInbox,
  createMessageCounts,
  createOutbox,
  createRoutes,
  createSmsChannel,
  createSubmission,
  LONE_GATEWAY,
  type MessageCounts,
  type Submission,
} from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { createGatewayAccess } from "./access.ts";
import { BUILD } from "./build.ts";
import { createContacts } from "./contacts.ts";
import { databaseUrl, prepareDataDirectory } from "./data-directory.ts";
import { followDatabaseClock } from "./database-clock.ts";
import { databaseName } from "./database-name.ts";
import { createDiskUsage } from "./disk-usage.ts";
import { createStoredEvents, logEvents } from "./events.ts";
import { createFailureCounts } from "./failure-counts.ts";
import { claimData, removeInstance, writeInstance } from "./instance.ts";
import { listen } from "./listener.ts";
import { limitModemEvents } from "./modem-event-limit.ts";
import { createModemWatch } from "./modem-watch.ts";
import { createModems } from "./modems.ts";
import { failWith, modemsProblem, recordedNode, withProblem } from "./node.ts";
import { openData } from "./open-data.ts";
import { listenPlain } from "./plain-listener.ts";
import { createPowerHook } from "./power-hook.ts";
import { createEnding } from "./stop-deadline.ts";
import { createStoredPinMemory } from "./stored-pin-memory.ts";
import { createTelegram } from "./telegram.ts";
import { type CertificateFacts, loadTls, recordCertificate } from "./tls.ts";

/** What the app is made of. */
export interface AppParts extends HealthChecks {
  version: string;
  build: BuildInfo;
  log: Log;
  clock: Clock;
  events: EventRecorder;
  authenticator: Authenticator;
  access: Access;
  tokens: Tokens;
  users: UserDirectory;
  submission: Submission;
  archive: MessageArchive;
  book: AddressBook;
  contactFiles: ContactFiles;
  /** Home country of national numbers, ISO 3166-1. */
  country: string;
  /** The modems as they are now. */
  modems: () => readonly ModemStatus[];
  /** How many messages are in each state; may be asked at any rate. @throws StoreFailure */
  counts: () => Promise<MessageCounts>;
  /** Bytes that the data directory uses. @throws the file system's error */
  diskBytes: () => Promise<number>;
  ismsSends: Store["ismsSends"];
  /** Interfaces that can be switched off. */
  enabled: { checkPage: boolean; isms: boolean };
  /** Begins to end the gateway. */
  shutdown: (command: GatewayCommand) => void;
  limits: RequestLimits;
  /** Takes updates of the bot; absent when Telegram does not bring them. */
  telegram?: TelegramWebhook;
  /** Answers below `/api/v1/simulator/`; absent when no modem is simulated. @throws when a body does not arrive */
  simulator?: (request: Request) => Promise<Response>;
}

/** 80 % of the time to stop; the rest is for the parts that close after it. */
const PART_ON_WIRE = 0.8;

export type CreateApp = (parts: AppParts) => AnyElysia;

/** A gateway that runs. */
export interface Gateway {
  /** As a client on this machine reaches it, without a slash at the end. */
  url: string;
  /** Absolute. */
  directory: string;
  modems: readonly { name: string; spec: string }[];
  /** No modem was configured. */
  simulatedByDefault: boolean;
  /** As clients without HTTPS reach it. */
  httpUrl?: string;
  /** As iSMS clients reach it, on a port of their own. */
  ismsUrl?: string;
  /** Modems on USB are found by themselves. */
  looksForModems: boolean;
  /** With HTTPS. */
  certificate?: CertificateFacts;
  hasUsers: boolean;
  /**
   * Answers requests in progress and lets the part on the wire finish, both within `--stop-timeout`, and closes.
   *
   * @throws the error of a part that cannot be closed, SuppressedError for several
   */
  close(): Promise<void>;
}

/**
 * Puts the parts together and starts them: data, then the listener, then what sends. What was started is closed again
 * in the opposite order, also when a later step fails.
 *
 * @param parts.devices  where serial devices are looked for; this machine when left out
 * @param parts.shutdown  called when a client tells the gateway to end: its owner is to close it then
 * @throws GatewayError with what a person can do about it
 */
export async function startGateway(
  config: Config,
  {
    createApp,
    log,
    clock: ownClock,
    shutdown,
    devices,
  }: {
    createApp: CreateApp;
    log: Log;
    clock: Clock;
    shutdown: (command: GatewayCommand) => void;
    devices?: DeviceSystem | undefined;
  },
): Promise<Gateway> {
  await using started = new AsyncDisposableStack();
  const directory = prepareDataDirectory(config, log);
  started.use(claimData(directory, databaseUrl(config, directory)));
  const tls = await loadTls(config.tls, { directory, host: config.host, names: config.tlsNames, now: ownClock.now() });
  let now = ownClock.now;
  const store = await openData(config, { directory, log, now: () => now(), distrustsLog: true });
  started.defer(() => store.close());
  const events = createStoredEvents(store, log);
  logEvents(events, log);
  let stepped = () => {};
  const { clock, stop: stopClock } = await followDatabaseClock(store, {
    own: ownClock,
    events,
    log,
    stepped: () => stepped(),
  });
  now = clock.now;
  started.defer(stopClock);
  if (tls !== undefined) recordCertificate(tls, events);

  const ending = createEnding(config.stopTimeout);
  const node = recordedNode(directory, { events, database: store.database });
  const telegram = createTelegram(config, { store, keep: (part) => inbox.keep(part), events, clock, log, node });
  const sms = createSmsChannel();
  const outbox = createOutbox({
    store: store.outbox,
    transports: sms,
    ...defined({ telegram: telegram.bot?.transport }),
    clock,
    log,
    events,
    node,
    routes: createRoutes(config.routes),
    settings: {
      languages: allowedLanguages(config.languages, config.country),
      unknownPolicy: config.unknown,
      routePatienceMs: config.fallbackAfter,
      simPatienceMs: config.simPatience,
      budget: config.budget,
      timeZone: config.timeZone,
      ...(store.database === "sqlite" ? LONE_GATEWAY : {}),
      stopGraceMs: config.stopTimeout * PART_ON_WIRE,
    },
  });
  const modemEvents = limitModemEvents(events, clock);
  started.defer(() => modemEvents.close());
  const { recordReport } = outbox;
  const inbox = createInbox({ store: store.inbox, recordReport, clock, log, events: modemEvents });
  started.defer(() => inbox.stop());
  const watch = createModemWatch(directory, { events: modemEvents, clock, log });
  started.defer(() => watch.close());
  const { modems, ...park } = await createModems(
    config.modems,
    {
      clock,
      log,
      ...(config.modemPower === undefined
        ? {}
        : { cyclePower: createPowerHook(config.modemPower, { environment: process.env }) }),
      pinMemory: createStoredPinMemory(store.settings),
      handlers: {
        received: (pdu) => inbox.received(pdu),
        changed(status) {
          watch.changed(status);
          sms.changed();
        },
        incomingCall: ({ modem, number }) => modemEvents.record({ kind: "call.incoming", modem, number }),
      },
    },
    devices,
  );
  started.defer(() => park.close({ graceMs: ending.leftMs() }));
  for (const modem of modems) sms.add(modem);
  started.defer(() => telegram.bot?.stop());
  started.defer(() => outbox.stop());
  stepped = outbox.wake;

  const contacts = createContacts(config, { store, events, clock, log });
  started.defer(() => contacts.scheduled.stop());

  const gatewayAccess = await createGatewayAccess(config, { store, events, clock });
  const limits = { timeLimitMs: config.requestTimeout, bodyLimitBytes: config.requestSize };
  const app = createApp({
    version: manifest.version,
    build: BUILD,
    log,
    clock,
    events,
    ...gatewayAccess,
    submission: createSubmission({
      store: outbox,
      book: store.addressBook,
      events,
      log,
      clock,
      country: config.country,
      telegram: telegram.bot !== undefined,
      numbers: {
        allowed: config.numbersAllowed,
        blocked: config.numbersBlocked,
        emergency: config.emergencyAllowed,
      },
    }),
    archive: store.archive,
    book: contacts.book,
    contactFiles: contacts.files,
    country: config.country,
    // Who is told how the modems are wants to know whether they send.
    modems: () => modems.map(({ status }) => withProblem(status, outbox.problem)),
    counts: createMessageCounts(createFailureCounts(store, { windowMs: config.failedWindow, now: clock.now }), clock),
    diskBytes: createDiskUsage(directory, clock),
    ismsSends: store.ismsSends,
    enabled: { checkPage: config.checkPage === "on", isms: config.isms === "on" || config.ismsPort !== undefined },
    shutdown,
    limits,
    checks: { database: store.check, sending: () => failWith(outbox.problem) },
    watched: { modems: () => failWith(modemsProblem(modems.map(({ status }) => status))) },
    ...defined({ telegram: telegram.webhook, simulator: park.control }),
  });
  const listener = listen(app, config, { tls, limits });
  started.defer(() => listener.close(ending.leftMs()));
  const plain = await listenPlain(app, config, {
    access: gatewayAccess.access,
    main: listener.url,
    defer: (close) => started.defer(() => close(ending.leftMs())),
  });

  const database = databaseName(databaseUrl(config, directory));
  writeInstance(directory, { url: listener.url, database });
  started.defer(() => removeInstance(directory));
  await outbox.start();
  inbox.start();
  telegram.bot?.start();
  contacts.scheduled.start();
  for (const modem of modems) modem.start();
  park.look((modem) => {
    sms.add(modem);
    modem.start();
  });
  const hasUsers = (await store.users.count()) > 0;
  started.defer(() => {
    ending.begin();
    // The part on the wire has the same time as requests in progress; whether it ended is waited for in its turn.
    outbox.stop().catch(() => undefined);
  });

  const running = started.move();
  return {
    url: listener.url,
    directory,
    modems: modems.map((modem) => ({ name: modem.name, spec: modem.status.spec })),
    simulatedByDefault: config.modems.length === 0,
    ...defined({ httpUrl: plain.http?.url, ismsUrl: plain.isms?.url }),
    looksForModems: config.modems.some(({ kind }) => kind === "auto"),
    ...defined({ certificate: tls }),
    hasUsers,
    close: () => running.disposeAsync(),
  };
}
