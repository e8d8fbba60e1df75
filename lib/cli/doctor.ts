import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, MAIL_SETTINGS, type Resolved, type SettingKey } from "../config/index.ts";
import { examine } from "../gateway/index.ts";
import { createLog } from "../log.ts";
import { columns } from "../table.ts";
import { defineCommand } from "./command.ts";
import type { CommandIo } from "./io.ts";
import { toggle } from "./options.ts";
import { withStoredSettings } from "./stored-settings.ts";

const json = toggle("json", "Print the findings as JSON.");

/** With what is stored; a database that cannot be read is a finding, and the settings that this command got stand. Never rejects. */
async function withStored<K extends SettingKey>(own: Resolved<K>, io: CommandIo): Promise<Resolved<K>["config"]> {
  try {
    return (await withStoredSettings(own, io)).config;
  } catch {
    return own.config;
  }
}

/** `aldis doctor`: what goes wrong at a first installation, each with what to do. */
export const doctorCommand = defineCommand({
  path: ["doctor"],
  operands: [],
  summary: "look for what is wrong on this machine, and say what to do",
  details:
    "Looks at the data directory, the disk, the database, address and port, the certificate, the folder for backups and the last scheduled one, the clock, the devices of modems and who has them open, and what the running gateway knows of its modems. Asks the servers that the settings name, also those that are stored: name servers, the proxy of the environment, the public URL, Telegram, the mail server. Give it the settings of the gateway (--config). Exit status 0: nothing is wrong; 1: something is. Nothing is changed or sent, and no device is opened; in the folder for backups another folder is made and removed at once, since only a try tells.",
  settings: [
    ...COMMON_SETTINGS,
    "host",
    "port",
    "tls",
    "modems",
    "publicUrl",
    "telegramToken",
    "telegramApi",
    "oidcIssuer",
    "contactsUrl",
    "mqtt",
    "backupDir",
    "backupCron",
    ...MAIL_SETTINGS,
  ],
  readsStoredSettings: true,
  flags: { json },
  async run({ flags, io, ...own }) {
    const config = await withStored(own, io);
    const log = createLog({ level: "silent", format: "json", destination: { write: () => undefined } });
    const findings = await examine(config, { clock: systemClock, log });
    const hasProblem = findings.some(({ problem }) => problem !== undefined);
    io.out.write(
      flags.json
        ? `${JSON.stringify({ ok: !hasProblem, findings }, undefined, 2)}\n`
        : columns(
            findings.map(({ subject, problem }) => ["", problem === undefined ? "ok" : "!!", subject, problem ?? ""]),
          ),
    );
    return hasProblem ? 1 : 0;
  },
});
