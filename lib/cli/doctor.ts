import { systemClock } from "../clock.ts";
import { type Resolved, SETTINGS, type SettingKey, type UnusableSetting } from "../config/index.ts";
import { examine } from "../gateway/index.ts";
import { createLog } from "../log.ts";
import { columns } from "../table.ts";
import { defineCommand } from "./command.ts";
import type { CommandIo } from "./io.ts";
import { toggle } from "./options.ts";
import { readWithStored } from "./stored-settings.ts";

const json = toggle("json", "Print the findings as JSON.");

/** With what is stored; a database that cannot be read is a finding, and the settings that this command got stand. Never rejects. */
async function withStored(own: Resolved, io: CommandIo): Promise<Resolved & { unusable: readonly UnusableSetting[] }> {
  try {
    return await readWithStored(own, io);
  } catch {
    return { ...own, unusable: [] };
  }
}

/** `aldis doctor`: what goes wrong at a first installation, each with what to do. */
export const doctorCommand = defineCommand({
  path: ["doctor"],
  operands: [],
  summary: "look for what is wrong on this machine, and say what to do",
  details:
    "Takes every option of aldis serve. Looks at the settings, also those that are stored, the data directory, the disk, the database, damaged rows of rules, checks, policies and webhooks, address and port, the certificate, the folder for backups and the last scheduled one, the clock, the devices of modems and who has them open, and what the running gateway knows of its modems. Asks the servers that the settings name: name servers, the proxy of the environment, the public URL, Telegram, the mail server. Give it the settings of the gateway (--config). Exit status 0: nothing is wrong; 1: something is. Nothing is changed or sent, and no device is opened; in the folder for backups another folder is made and removed at once, since only a try tells.",
  settings: Object.keys(SETTINGS) as SettingKey[],
  ignoresSettings: true,
  looksForProblems: true,
  readsStoredSettings: true,
  flags: { json },
  async run({ flags, io, problems, config: ownConfig, given }) {
    const { config, unusable } = await withStored({ config: ownConfig, given }, io);
    const log = createLog({ level: "silent", format: "json", destination: { write: () => undefined } });
    const findings = await examine({ config, problems, unusable }, { clock: systemClock, log });
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
