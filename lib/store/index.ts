import type {
  ApiTokenStore,
  CountStore,
  IdentityStore,
  KnownAddressStore,
  SecondFactorStore,
  SessionStore,
  SetupStore,
  UserStore,
} from "../auth/index.ts";
import { systemClock } from "../clock.ts";
import { defined } from "../defined.ts";
import type {
  AddressBookStore,
  AlarmChatStore,
  AlarmStore,
  Backlog,
  CheckStore,
  ConfigurationStore,
  ErasureStore,
  HistoryStore,
  InboxStore,
  JobStore,
  MessageArchive,
  ModemStore,
  NodeStore,
  OnceStore,
  OptOutStore,
  OutboxStore,
  PolicyStore,
  RetentionStore,
  RoutingStore,
  RuleStore,
  StatisticsStore,
  StreamLog,
  Tally,
  TelegramStore,
  TemplateStore,
  TextKeyStore,
  WebhookStore,
} from "../messages/index.ts";
import { createAddressBookStore } from "./address-book/index.ts";
import { createAlarmChatStore } from "./alarms/chats.ts";
import { createAlarmStore } from "./alarms/index.ts";
import { createPolicyStore } from "./alarms/policies.ts";
import { createApiTokenStore } from "./api-tokens.ts";
import { createMessageArchive } from "./archive/index.ts";
import type { Backend } from "./backend.ts";
import { createCheckStore } from "./checks/index.ts";
import { type ClockStore, createClockStore } from "./clock.ts";
import { createConfigurationStore } from "./configuration/index.ts";
import { createCountStore } from "./counts/index.ts";
import { createErasureStore } from "./erasure/index.ts";
import { createEventStore, type EventStore } from "./events.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createHistoryStore } from "./history/index.ts";
import { createIdentityStore } from "./identities.ts";
import { createInboxStore } from "./inbox/index.ts";
import { createIsmsSends, type IsmsSends } from "./isms.ts";
import { createJobStore } from "./jobs/index.ts";
import { createKnownAddressStore } from "./known-addresses.ts";
import { appliedTo, migrateToLatest } from "./migrate.ts";
import { createModemStore } from "./modems.ts";
import { createNodeStore } from "./nodes.ts";
import { createOnceStore } from "./once.ts";
import { databaseFileOf, openBackend } from "./open-backend.ts";
import { createOptOutStore } from "./opt-outs/index.ts";
import { createOutboxStore } from "./outbox/index.ts";
import { untilIdle } from "./quiet.ts";
import { read } from "./read.ts";
import { createRetentionStore } from "./retention/index.ts";
import { createRoutingStore, createRuleStore } from "./rules/index.ts";
import { createTextKeyStore, hasGivenUpKeys, NO_KEYS, openNotingKeys, requireKeys } from "./sealing/index.ts";
import { createSecondFactorStore } from "./second-factors.ts";
import { createSessionStore } from "./sessions.ts";
import { createSettingsStore, type SettingsStore } from "./settings.ts";
import { createSetupStore } from "./setup.ts";
import { createStatisticsStore } from "./statistics.ts";
import { createStreamLog } from "./stream/index.ts";
import { createStreamRecorder } from "./stream/recorder.ts";
import { findBacklog } from "./tally/backlog.ts";
import { createTally } from "./tally/index.ts";
import { createTelegramStore } from "./telegram.ts";
import { createTemplateStore } from "./templates.ts";
import { createTrial, type Trial } from "./trial.ts";
import { type UpgradeOptions, upgradeTogether } from "./upgrade.ts";
import { createUserStore } from "./users.ts";
import { createUsersGeneration } from "./users-generation.ts";
import { createWebhookStore } from "./webhooks/index.ts";
import { createWebhookRecorder } from "./webhooks/recorder.ts";
import { createWriteGate } from "./write-gate.ts";

/** Everything kept on disk: the queue, the inbox, users, settings and events, on SQLite or PostgreSQL. */
export {
  checkBackupInThread,
  holdsData,
  inspectBackup,
  kindOfFile,
  makeBackup,
  makeBackupInThread,
  type Restored,
  restoreBackup,
} from "./backup/index.ts";
export type { ClockMark } from "./clock.ts";
export type { EventFilter, StoredEvent } from "./events.ts";
export { createForeignTables, openForeign } from "./foreign/index.ts";
export { NEWEST_MIGRATION } from "./migrate.ts";
export { databaseFileOf } from "./open-backend.ts";
export type { TextKeys } from "./sealing/sealed-texts.ts";
export type { SettingsStore } from "./settings.ts";
export { compactSqlite, foldSqlite } from "./sqlite-compact.ts";
export type { UpgradeOptions } from "./upgrade.ts";
export { SECRETS_SHAPE as WEBHOOK_SECRETS_SHAPE } from "./webhooks/index.ts";

export interface Store extends Trial, Pick<Backend, "fileProblem"> {
  readonly database: "sqlite" | "postgres";
  readonly outbox: OutboxStore;
  readonly inbox: InboxStore;
  readonly jobs: JobStore;
  readonly rules: RuleStore;
  readonly routing: RoutingStore;
  readonly optOuts: OptOutStore;
  readonly alarms: AlarmStore;
  readonly alarmChats: AlarmChatStore;
  readonly policies: PolicyStore;
  readonly addressBook: AddressBookStore;
  readonly archive: MessageArchive;
  readonly history: HistoryStore;
  readonly ismsSends: IsmsSends;
  readonly once: OnceStore;
  readonly textKeys: TextKeyStore;
  readonly users: UserStore;
  readonly apiTokens: ApiTokenStore;
  readonly sessions: SessionStore;
  readonly setup: SetupStore;
  readonly secondFactors: SecondFactorStore;
  readonly identities: IdentityStore;
  readonly knownAddresses: KnownAddressStore;
  readonly telegram: TelegramStore;
  readonly templates: TemplateStore;
  readonly webhooks: WebhookStore;
  readonly modems: ModemStore;
  readonly checks: CheckStore;
  readonly nodes: NodeStore;
  /** Where there may be several gateways. */
  readonly counts: CountStore | undefined;
  readonly retention: RetentionStore;
  readonly erasure: ErasureStore;
  readonly configuration: ConfigurationStore;
  readonly settings: SettingsStore;
  readonly events: EventStore;
  readonly statistics: StatisticsStore;
  readonly clock: ClockStore;
  readonly stream: StreamLog;
  /** What this process has done since it opened the store. */
  readonly tally: Tally;
  /** What waits. @throws StoreFailure */
  backlog(): Promise<Backlog>;
  /** Whether anybody has made tables: the first start, or the first command, does. @throws StoreFailure */
  hasTables(): Promise<boolean>;
  /** Applies missing migrations and returns their names. @throws StoreFailure */
  migrate(): Promise<string[]>;
  /** From now on every write but of {@link nodes} fails as if the database were away, with this sentence. */
  closeToWrites(why: string): void;
  /** The clock of the database's server, milliseconds since 1970; `undefined` when the database is in this process. @throws StoreFailure */
  time(): Promise<number | undefined>;
  /** Moves SQLite's write-ahead log into the database file, so that the file can be copied. @throws SQLite's error */
  checkpoint(): Promise<void>;
  /** Transactions committed so far: many calls share one. */
  commits(): number;
  /**
   * Resolves when every request is answered and the answers led to no new requests. Waits without limit for a database
   * that does not answer. Never rejects.
   */
  idle(): Promise<void>;
  /** Completes requests in progress, then closes; after 5 s the rest fails. @throws the driver's error */
  close(): Promise<void>;
}

/** 5 s: enough for a commit on a slow disk, without waiting for a database that does not answer. */
const CLOSE_MS = 5_000;

/**
 * Opens a database and brings its schema up to date.
 *
 * @param options.url  `sqlite:FILE`, `sqlite::memory:`, `postgres://…` or `postgresql://…`
 * @param options.log  gets what no caller sees: connections that open and break
 * @param options.now  dates events; milliseconds since 1970
 * @param options.migrate  `false` leaves the schema alone; else it is upgraded as {@link UpgradeOptions} say
 * @param options.lockWaitMs  how long a write waits for another process before it fails with `locked`
 * @param options.gateway  `true`: writes the log of changes as a gateway; commands write what a gateway asked for
 * @param options.distrustsLog  SQLite's write-ahead log is on the disk, whoever left it, before anything is written
 * @param options.texts  the keys of encrypted texts, unless nobody reads or writes texts
 * @param options.isAlone  for a command on SQLite: whether no gateway works on the file; absent: none does
 * @param options.lacksKeys  opens it also where texts need keys that are not there: for whoever reads no texts
 * @throws StoreFailure kind "newer-schema" when a newer version of the program wrote it
 */
export async function openStore(
  options: Parameters<typeof openBackend>[0] & {
    now?: () => number;
    migrate?: boolean;
    gateway?: boolean;
    isAlone?: () => boolean;
    lacksKeys?: boolean;
  } & UpgradeOptions,
): Promise<Store> {
  const now = options.now ?? systemClock.now;
  const gateway = options.gateway === true;
  const isAlone = options.isAlone ?? (() => true);
  const backend = await (gateway ? openBackend(options) : openNotingKeys(options, { isAlone, now }));
  const recorder = createStreamRecorder(backend, { gateway, now });
  const webhooks = createWebhookRecorder(recorder.backend, { gateway, now });
  const tallied = createTally(webhooks.backend);
  const always = createGroupCommit(tallied.backend);
  const { writer, close: closeToWrites } = createWriteGate(always);
  const { begin, ...stream } = createStreamLog(backend, writer, { recorder, gateway, now });
  let isGivenUp = false;
  try {
    if (options.migrate !== false) {
      await upgradeTogether(backend, { ...options, now });
      if (options.lacksKeys !== true) await read(backend, requireKeys);
      isGivenUp = options.texts === undefined && (await read(backend, hasGivenUpKeys));
    }
    if (!isGivenUp) await begin();
  } catch (error) {
    await backend.close();
    throw error;
  }
  if (isGivenUp) return backend.close().then(() => openStore({ ...options, texts: NO_KEYS }));
  const events = createEventStore(backend, writer, { now, ...defined({ log: options.log }) });
  const generation = createUsersGeneration(backend, writer);
  const signIns = { generation, ...defined({ log: options.log }) };
  let closing: Promise<void> | undefined;
  return {
    database: backend.kind,
    outbox: createOutboxStore(backend, writer, now),
    inbox: createInboxStore(backend, writer),
    jobs: createJobStore(backend, writer, webhooks),
    rules: createRuleStore(backend, writer),
    routing: createRoutingStore(backend, writer),
    optOuts: createOptOutStore(backend, writer),
    alarms: createAlarmStore(backend, writer),
    alarmChats: createAlarmChatStore(backend, writer),
    policies: createPolicyStore(backend, writer),
    addressBook: createAddressBookStore(backend, writer, now),
    archive: createMessageArchive(backend, writer),
    history: createHistoryStore(backend, writer),
    ismsSends: createIsmsSends(backend, writer),
    once: createOnceStore(backend, writer),
    textKeys: createTextKeyStore(backend, writer, { now, isAlone, ...defined({ file: databaseFileOf(options.url) }) }),
    users: createUserStore(backend, generation),
    apiTokens: createApiTokenStore(backend, writer, signIns),
    secondFactors: createSecondFactorStore(backend, writer, generation),
    identities: createIdentityStore(backend, generation),
    setup: createSetupStore(backend, generation),
    sessions: createSessionStore(backend, writer, signIns),
    knownAddresses: createKnownAddressStore(backend, writer, { now, ...defined({ log: options.log }) }),
    telegram: createTelegramStore(backend, writer),
    templates: createTemplateStore(backend, writer),
    webhooks: createWebhookStore(backend, writer, webhooks),
    modems: createModemStore(backend, writer),
    checks: createCheckStore(backend, writer),
    nodes: createNodeStore(backend, always, now),
    counts: createCountStore(backend),
    retention: createRetentionStore(backend, writer),
    erasure: createErasureStore(backend, writer, defined({ file: databaseFileOf(options.url) })),
    configuration: createConfigurationStore(backend, generation),
    settings: createSettingsStore(backend, writer),
    statistics: createStatisticsStore(backend, writer),
    clock: createClockStore(backend, writer),
    stream,
    tally: tallied.tally,
    backlog: () => read(backend, (db) => findBacklog(db, now())),
    events,
    hasTables: () => read(backend, async (db) => (await appliedTo(backend, db)).length > 0),
    migrate: () => migrateToLatest(backend),
    ...createTrial(backend, writer),
    fileProblem: backend.fileProblem,
    closeToWrites,
    time: () => read(backend, backend.time),
    checkpoint: () => backend.checkpoint(),
    commits: () => writer.commits,
    idle: () => untilIdle(backend, writer),
    close: () => {
      closing ??= (async () => {
        const limit = setTimeout(backend.abandon, CLOSE_MS);
        try {
          await events.close();
          await writer.close();
          await backend.close();
        } finally {
          clearTimeout(limit);
        }
      })();
      return closing;
    },
  };
}
