import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { databaseUrl, makeBackupFile, neededTextKeys, restoreData } from "../gateway/index.ts";
import { createLog } from "../log.ts";
import { isStoreFailure } from "../messages/index.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { toggle } from "./options.ts";
import { hasDatabase } from "./with-store.ts";

const logTo = (io: CommandIo) =>
  createLog({ level: "warn", format: "json", destination: { write: (line) => void io.err.write(line) } });

/** A small backup is not 0.0 MiB. */
const sizeOf = (octets: number) =>
  octets < 1_048_576 ? `${Math.ceil(octets / 1_024)} KiB` : `${(octets / 1_048_576).toFixed(1)} MiB`;

/** `aldis backup`: one file of everything, while the gateway runs. */
export const backupCommand = defineCommand({
  path: ["backup"],
  operands: ["FILE|DIR"],
  summary: "write a backup of the whole database, while the gateway runs",
  details:
    "The file has everything but sessions and the index of searches, and both databases can restore it. In a folder it gets a name by its time. It is read again to its end before it gets its name.\n\nSecrets are in it as the database has them: sealed. Keep the file secret.key of the data directory too, elsewhere. Texts that are encrypted (--text-key-file) stay so: without the key file the backup cannot be restored, so keep a copy of that elsewhere too.",
  settings: COMMON_SETTINGS,
  flags: {},
  async run({ config, operands: [to = ""], io }) {
    const directory = resolve(config.data);
    if (!hasDatabase(config, directory)) {
      throw new CliError("failed", `there is no database at ${directory}: name the data directory with --data`);
    }
    const url = databaseUrl(config, directory);
    try {
      const { file, octets, rows } = await makeBackupFile({
        url,
        to,
        directory,
        now: systemClock.now(),
        log: logTo(io),
      });
      io.out.write(`${file}: ${rows} rows, ${sizeOf(octets)}\n`);
      const needed = await neededTextKeys(config, { directory, log: logTo(io) });
      if (needed.length > 0)
        io.out.write(
          `its texts are encrypted with ${needed.join(", ")}: keep a copy of the key file (${config.textKeyFile ?? "--text-key-file"}) elsewhere, since without it the backup cannot be restored\n`,
        );
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      throw new CliError("failed", `no backup was made: ${error.message}`, { cause: error });
    }
    return 0;
  },
});

/** `aldis restore`: the database out of a backup. */
export const restoreCommand = defineCommand({
  path: ["restore"],
  operands: ["FILE"],
  summary: "restore a backup; the gateway must be stopped",
  details:
    "FILE is a backup made by aldis backup, or a copy of a SQLite database. It is restored into the database given by --database. A backup of SQLite can be restored into PostgreSQL, and the other way round.\n\nTo restore on another machine, also copy the file secret.key from the data directory of the gateway that made the backup. Without it the secrets in the database (PINs, second factors, and the secrets of settings, webhooks and rules) cannot be opened. A backup whose texts are encrypted also needs their key file (--text-key-file).\n\nNothing is sent by itself: messages that were queued or being sent are unknown, and wait for a person (aldis message resend); jobs that waited are dead letters (aldis job retry); alarms call nobody more.",
  settings: COMMON_SETTINGS,
  flags: {
    force: toggle("force", "Replace a database that has data. Of SQLite, the one before is kept beside it."),
    resumeQueue: toggle(
      "resume-queue",
      "The backup was made after the gateway was stopped, so nothing of it was sent since: the queue, jobs and alarms go on. What was being sent is unknown all the same.",
    ),
    forgetTextKeys: toggle(
      "forget-text-keys",
      "Every copy of a key that its texts are encrypted with is lost: restore it all the same. Those texts stay unreadable, and are not sent.",
    ),
  },
  async run({ config, operands: [file = ""], flags, io }) {
    const { force = false, resumeQueue = false, forgetTextKeys: forgetsKeys = false } = flags;
    const options = { file, force, resumeQueue, forgetsKeys, now: systemClock.now(), log: logTo(io) };
    const { header, rows, messages, jobs, database, before, keyProblem, forgotten } = await restoreData(
      config,
      options,
    );
    const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
    const lines = [
      `${database}: restored ${all} rows of ${new Date(header.madeAt).toISOString()}, made by version ${header.version}`,
      ...(before === undefined ? [] : [`the database before is ${before}`]),
      ...forgotten.map(
        (id) => `the key ${id} is given up: texts encrypted with it stay unreadable (aldis text-key check)`,
      ),
      ...(messages === 0
        ? []
        : [
            `messages that wait for a person: ${messages} (aldis message list --state unknown, then aldis message resend ID)`,
          ]),
      ...(jobs === 0
        ? []
        : [`jobs that are dead letters: ${jobs} (aldis job list --state dead, then aldis job retry ID)`]),
    ];
    io.out.write(`${lines.join("\n")}\n`);
    if (keyProblem !== undefined) io.err.write(`aldis: before the gateway starts: ${keyProblem}\n`);
    return 0;
  },
});
