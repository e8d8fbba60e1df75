import { cronProblem } from "../cron.ts";
import { no, ok, type Result } from "../result.ts";
import { text } from "./kinds.ts";
import { settingsOf, single } from "./option.ts";
import { parseWhole } from "./parsers.ts";

const general = settingsOf("general");
const NEVER = "none";

/** Backups at set times. */
export const BACKUP_SETTINGS = {
  backupCron: general.now<string | undefined>({
    flag: "backup-cron",
    placeholder: "CRON",
    documentation:
      "When the gateway makes a backup: five cron fields, in the machine's time zone, or none. Of several gateways on a database one makes it.",
    default: NEVER,
    parse: single(parseSchedule),
  }),
  backupKeep: general.now<number>({
    flag: "backup-keep",
    placeholder: "N",
    documentation: "Backups that are kept of those that the gateway makes; older ones are deleted.",
    shape: "number",
    default: "7",
    parse: single(parseWhole(1, 1_000)),
  }),
  backupDir: general.machine<string | undefined>({
    flag: "backup-dir",
    placeholder: "DIR",
    documentation:
      "The folder for backups that the gateway makes, on another disk at best. As a service of systemd the gateway may write there once systemctl edit aldis says so, such as with ReadWritePaths=/mnt/usb/aldis below [Service].",
    defaultShown: "backups in the data directory",
    ...text,
  }),
};

function parseSchedule(given: string): Result<string | undefined> {
  if (given.trim() === NEVER) return ok(undefined);
  const problem = cronProblem(given);
  return problem === undefined ? ok(given.trim()) : no(`${problem}, or none`);
}
