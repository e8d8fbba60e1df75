/** What is looked at of this gateway and its machine. Times are milliseconds since 1970. */
export interface OwnState {
  modems: readonly { name: string; isOut: boolean; problem?: string | undefined }[];
  /** Limits of SIMs, with what counts against them. */
  budgets: readonly { modem: string; period: string; parts: number; limit: number }[];
  /** Of the file system with the data; absent where it does not say. */
  disk?: { freeBytes: number; totalBytes: number } | undefined;
  /** Files and connections of the process; absent where the system does not say. */
  files?: { open: number; limit: number } | undefined;
  /** Of HTTPS. */
  certificateEndsAt?: number | undefined;
}

/** What is looked at of what all gateways on the database share. */
export interface SharedState {
  /** When the message that has waited longest in the queue was due; absent while nothing waits. */
  waitsSince?: number | undefined;
  /** Why the last backup at a set time was not made. */
  backupProblem?: string | undefined;
  /** Of each row that was damaged, what it does no longer, and what to do. */
  damagedRows: readonly string[];
}

/** Something about the gateway itself that somebody has to know of. */
export interface OwnProblem {
  /** The same from its start to its end: `modem:m1`, `queue`, `budget:m1:day`, `disk`, `files`, `backup`, `rows`, `certificate`. */
  key: string;
  /** One line. */
  title: string;
  text: string;
  severity: "warning" | "critical";
  /** It has to last so long before anybody is told. */
  afterMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 5 minutes: the ladder of recovery takes so long, and most modems are back by then. */
const MODEM_OUT_MS = 5 * MINUTE_MS;
/** 15 minutes: a message that is due and was not sent in that time waits for something that does not come by itself. */
const QUEUE_STUCK_MS = 15 * MINUTE_MS;
/** 200 MB and 5 %: what the log of SQLite, a copy of the database or a burst of events may need at once. */
const DISK_LEAST_BYTES = 200_000_000;
const DISK_LEAST_SHARE = 0.05;
/** 90 %: time to look who has opened them, before new connections have to wait. */
const FILES_MOST_SHARE = 0.9;
/** 14 days, and the last three: time to get another certificate. */
const CERTIFICATE_DAYS = 14;
const CERTIFICATE_LAST_DAYS = 3;

/** What is wrong with this gateway now. Pure. */
export const ownProblems = (state: OwnState, now: number): OwnProblem[] => [
  ...modemProblems(state),
  ...budgetProblems(state),
  ...diskProblems(state),
  ...filesProblems(state),
  ...certificateProblems(state, now),
];

/** What is wrong now with what gateways share. Pure. */
export const sharedProblems = (state: SharedState, now: number): OwnProblem[] => [
  ...queueProblems(state, now),
  ...backupProblems(state),
  ...rowProblems(state),
];

function modemProblems({ modems }: OwnState): OwnProblem[] {
  const isAlone = modems.every(({ isOut }) => isOut);
  return modems
    .filter(({ isOut }) => isOut)
    .map(({ name, problem }) => ({
      key: `modem:${name}`,
      title: `Modem ${name} is out of service`,
      text: problem ?? "it does not answer",
      severity: isAlone ? ("critical" as const) : ("warning" as const),
      afterMs: MODEM_OUT_MS,
    }));
}

function queueProblems({ waitsSince }: SharedState, now: number): OwnProblem[] {
  if (waitsSince === undefined || now - waitsSince < QUEUE_STUCK_MS) return [];
  const minutes = Math.floor((now - waitsSince) / MINUTE_MS);
  const text = `a message has waited for ${minutes} min`;
  return [{ key: "queue", title: "The queue does not move", text, severity: "critical", afterMs: 0 }];
}

const budgetProblems = ({ budgets }: OwnState): OwnProblem[] =>
  budgets
    .filter(({ parts, limit }) => parts >= limit)
    .map(({ modem, period, parts, limit }) => ({
      key: `budget:${modem}:${period}`,
      title: `The budget of the SIM in ${modem} is spent`,
      text: `${parts} of ${limit} parts this ${period}; it sends nothing more until the next`,
      severity: "warning" as const,
      afterMs: 0,
    }));

function diskProblems({ disk }: OwnState): OwnProblem[] {
  if (disk === undefined) return [];
  const { freeBytes, totalBytes } = disk;
  if (freeBytes >= DISK_LEAST_BYTES || freeBytes >= totalBytes * DISK_LEAST_SHARE) return [];
  const text = `${Math.floor(freeBytes / 1_000_000)} MB are free: without room no message is accepted`;
  return [{ key: "disk", title: "The disk is almost full", text, severity: "critical", afterMs: 0 }];
}

function filesProblems({ files }: OwnState): OwnProblem[] {
  if (files === undefined || files.open < files.limit * FILES_MOST_SHARE) return [];
  const text = `${files.open} of ${files.limit} are open: beyond that new connections wait`;
  const title = "Almost all files and connections that the system allows are open";
  return [{ key: "files", title, text, severity: "critical", afterMs: 0 }];
}

function backupProblems({ backupProblem: text }: SharedState): OwnProblem[] {
  if (text === undefined) return [];
  return [{ key: "backup", title: "The scheduled backup failed", text, severity: "warning", afterMs: 0 }];
}

function rowProblems({ damagedRows: [first, ...others] }: SharedState): OwnProblem[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : `. There are ${others.length} more: aldis doctor names them`;
  const title = "The database is damaged";
  return [{ key: "rows", title, text: `${first}${more}`, severity: "critical", afterMs: 0 }];
}

function certificateProblems({ certificateEndsAt }: OwnState, now: number): OwnProblem[] {
  if (certificateEndsAt === undefined) return [];
  const days = Math.floor((certificateEndsAt - now) / DAY_MS);
  if (days >= CERTIFICATE_DAYS) return [];
  const text = days < 0 ? "it has ended: clients refuse it" : `it ends in ${days === 1 ? "1 day" : `${days} days`}`;
  const severity = days < CERTIFICATE_LAST_DAYS ? ("critical" as const) : ("warning" as const);
  return [{ key: "certificate", title: "The gateway's certificate ends", text, severity, afterMs: 0 }];
}
