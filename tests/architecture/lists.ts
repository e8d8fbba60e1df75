/** What does not hold the rules yet, or never will. These lists may only shrink: an entry that is needed no longer fails. */

/** Files that read the machine's time besides `lib/clock.ts`, and why the clock that is passed in would not do. */
export const READS_TIME: Readonly<Record<string, string>> = {
  "lib/cli/output.ts": "the program's own output is retried, whatever clock the gateway runs on",
  "lib/cli/process.ts": "the end of the process is limited in real time",
  "lib/gateway/lifecycle.ts": "the end of the process is limited in real time, by a clock that nobody sets",
  "lib/gateway/listener.ts": "the end of the process is limited in real time",
  "lib/gateway/plain-listener.ts": "the end of the process is limited in real time",
  "lib/gateway/machine.ts": "makes the gateway's clock of the machine's monotonic one",
  "lib/http/access/refusals.ts": "a note that must not keep the process alive",
  "lib/modem/serial/descriptor.ts": "the operating system's buffer empties in real time",
  "lib/modem/serial/tcp.ts": "the operating system connects in real time",
  "lib/store/condition.ts": "a monotonic clock for how long a condition has lasted",
  "lib/store/events.ts": "the database recovers in real time",
  "lib/store/group-commit.ts": "measures what a transaction costs",
  "lib/routing/retention/run.ts": "measures what a step costs the disk",
  "lib/store/retention/step.ts": "measures what a step costs the database",
  "lib/turns.ts": "measures how long work has had the event loop",
  "lib/store/index.ts": "the end of the process is limited in real time",
  "lib/store/notifications.ts": "the database server comes back in real time",
  "lib/store/postgres-connections.ts": "the database server answers in real time",
  "lib/store/postgres.ts": "the database server answers in real time",
  "lib/store/sqlite-free.ts": "another process holds SQLite's lock in real time",
  "lib/store/sqlite-guard.ts": "looks at the file system in real time",
  "lib/store/sqlite-log.ts": "the disk answers in real time, and is judged by how soon",
  "lib/store/sqlite.ts": "another process holds SQLite's lock in real time",
};

/** Files of circles of imports that are still closed. */
export const CIRCLES: readonly string[] = [];

/** Lines of functions that are still too long. */
export const LONG_FUNCTIONS: Readonly<Record<string, number>> = {
  "lib/modem/simulator/modem.ts createSimulatedModem": 208,
  "lib/modem/supervision/supervisor.ts createModem": 171,
  "lib/routing/queue/message-sender.ts createMessageSender": 181,
  "lib/routing/queue/outbox.ts createOutbox": 158,
  "lib/routing/selection/budgets.ts createBudgets": 128,
  "lib/routing/telegram/sending/message-sender.ts createTelegramSender": 200,
  "lib/store/group-commit.ts createGroupCommit": 190,
  "tests/support/telegram/gateway.ts startTelegramGateway": 179,
};
