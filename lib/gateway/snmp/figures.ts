import type { Backlog, Tallied, Tally } from "../../messages/index.ts";
import type { ModemState, ModemStatus, Registration } from "../../modem/index.ts";
import type { BackupFigures } from "../backups/figures.ts";

/** What waits on the database. */
export interface Waiting extends Backlog {
  queued: number;
  sending: number;
  unknown: number;
  backups: BackupFigures;
}

/** One modem, as its row of the table has it. */
interface ModemFigures {
  name: string;
  state: number;
  /** 0 while it is unknown. */
  signalDbm: number;
  registration: number;
  sent: number;
  failed: number;
  received: number;
  /** Steps of the recovery ladder. */
  recoveries: number;
}

/** The figures of ALDIS-MIB. */
export interface Figures {
  queued: number;
  sending: number;
  unknown: number;
  oldestSeconds: number;
  isDatabaseUp: boolean;
  /** Those that are not resolved, and those of them that nobody has answered. */
  alarms: number;
  unansweredAlarms: number;
  jobs: number;
  /** `AldisBackupStateValue` of the MIB. */
  backupState: number;
  /** Of the last good one of either kind; {@link NEVER} where there is none. */
  backupAgeSeconds: number;
  /** For how long a scheduled one has been due. */
  backupOverdueSeconds: number;
  totals: Readonly<Record<"accepted" | "sent" | "delivered" | "failed" | "received" | "commits", number>>;
  memoryKb: number;
  modems: readonly ModemFigures[];
}

/** `AldisModemStateValue` of the MIB. */
const STATES: Readonly<Record<ModemState, number>> = {
  starting: 1,
  ready: 2,
  searching: 3,
  "out-of-service": 4,
  gone: 5,
  stopped: 6,
};
/** `AldisRegistrationValue` of the MIB. */
const REGISTRATIONS: Readonly<Record<Registration, number>> = {
  home: 1,
  roaming: 2,
  searching: 3,
  denied: 4,
  "emergency-only": 5,
  "no-sms": 6,
  "not-registered": 7,
  unknown: 8,
};
/** `AldisBackupStateValue` of the MIB. */
const BACKUP_STATES = { unscheduled: 1, good: 2, failed: 3 } as const;
/** The largest Gauge32: older than any limit that somebody sets. */
const NEVER = 2 ** 32 - 1;
/** Of a Counter32 and a Gauge32. */
const WRAP = 2 ** 32;

/**
 * Pure but for reading the tally.
 *
 * @param given.waiting  `undefined` while the database does not answer: all of it is 0 then
 */
export function figuresOf(given: {
  waiting: Waiting | undefined;
  tally: Tally;
  modems: readonly Pick<ModemStatus, "name" | "state" | "signalDbm" | "registration" | "recoveries">[];
  commits: number;
  memoryBytes: number;
  now: number;
}): Figures {
  const { waiting, tally, modems, now } = given;
  const total = (what: Tallied, modem?: string) =>
    sum(
      tally
        .counts(what)
        .filter(({ labels }) => modem === undefined || labels.modem === modem)
        .map(({ count }) => count),
    ) % WRAP;
  const { queued = 0, sending = 0, unknown = 0, oldestQueuedAt = now, alarms = [], jobs = [] } = waiting ?? {};
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const inState = (state: string) => alarms.filter((alarm) => alarm.state === state);
  return {
    queued,
    sending,
    unknown,
    oldestSeconds: Math.max(0, Math.floor((now - oldestQueuedAt) / 1_000)),
    isDatabaseUp: waiting !== undefined,
    alarms: sum(alarms.map(({ count }) => count)),
    unansweredAlarms: sum(inState("unanswered").map(({ count }) => count)),
    jobs: sum(jobs.map(({ waiting }) => waiting)),
    ...backupsOf(waiting?.backups, now),
    memoryKb: Math.floor(given.memoryBytes / 1_024),
    totals: {
      accepted: total("accepted"),
      sent: total("sent"),
      delivered: total("delivered"),
      failed: total("failed"),
      received: total("received"),
      commits: given.commits % WRAP,
    },
    modems: modems.map(({ name, state, signalDbm, registration, recoveries = {} }) => ({
      name,
      state: STATES[state],
      signalDbm: Math.round(signalDbm ?? 0),
      registration: REGISTRATIONS[registration],
      sent: total("sent", name),
      failed: total("failed", name),
      received: total("received", name),
      recoveries: sum(Object.values(recoveries)) % WRAP,
    })),
  };
}

function backupsOf(
  backups: BackupFigures | undefined,
  now: number,
): Pick<Figures, "backupState" | "backupAgeSeconds" | "backupOverdueSeconds"> {
  if (backups === undefined)
    return { backupState: BACKUP_STATES.unscheduled, backupAgeSeconds: 0, backupOverdueSeconds: 0 };
  const { histories, dueAt } = backups;
  const goodAt = Object.values(histories).flatMap((history) => history.goodAt ?? []);
  const since = (at: number) => Math.max(0, Math.floor((now - at) / 1_000));
  const state = histories.scheduled.last?.problem === undefined ? "good" : "failed";
  return {
    backupState: BACKUP_STATES[dueAt === undefined ? "unscheduled" : state],
    backupAgeSeconds: goodAt.length === 0 ? NEVER : since(Math.max(...goodAt)),
    backupOverdueSeconds: dueAt === undefined ? 0 : since(dueAt),
  };
}
