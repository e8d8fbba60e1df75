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
    "FILE is a backup made by aldis backup, or a copy of a SQLite database. It is restored into the database that --database names. A backup of SQLite can be restored into PostgreSQL, and the other way round.\n\nOn another machine, also copy the file secret.key from the data directory that the backup came from. It opens the secrets in the database: PINs, second factors, and the secrets of settings, webhooks and rules. If the texts are encrypted, copy their key file too (--text-key-file).\n\nNothing of the backup is sent automatically, because it may have been sent since. Messages that were queued or being sent become unknown: aldis message resend sends them again. Waiting jobs become dead letters: aldis job retry runs them again. Open alarms call nobody else.",
  settings: COMMON_SETTINGS,
  flags: {
    force: toggle(
      "force",
      "Replace a database that has data. With SQLite, the old database is kept beside the new one.",
    ),
    resumeQueue: toggle(
      "resume-queue",
      "Continue the queue, jobs and alarms. Only for a backup that was made after the gateway was stopped: of any other, messages may be sent twice. Messages that were being sent still become unknown.",
    ),
    forgetTextKeys: toggle(
      "forget-text-keys",
      "Restore although every copy of a text key is lost. Texts encrypted with that key stay unreadable and are not sent.",
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
