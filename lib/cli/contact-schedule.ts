import { parseAddress, parseCron } from "../config/index.ts";
import { IMPORT_SETTING } from "../gateway/index.ts";
import { type ImportSchedule, readImportSchedule, shownAddress } from "../routing/index.ts";
import { BOOK_SETTINGS } from "./address-book.ts";
import { type Command, defineCommand } from "./command.ts";
import { clear, skipCertificateCheck } from "./contact-files.ts";
import { CliError } from "./error.ts";
import { option, toggle } from "./options.ts";
import { withStore, withStoreOrNew } from "./with-store.ts";

const NIGHTLY = "0 3 * * *";

/** `aldis contact schedule`: the scheduled import of a running gateway. */
export const contactScheduleCommand: Command = defineCommand({
  path: ["contact", "schedule"],
  operands: ["[URL]"],
  summary: "import contacts from a URL at set times; without URL, show the schedule",
  details:
    "Takes effect within a minute on a running gateway. --contacts-url takes precedence. Each import leaves an entry in the event log.",
  settings: BOOK_SETTINGS,
  flags: {
    cron: option("cron", "CRON", {
      documentation: `Five cron fields, in the machine's time zone; ${NIGHTLY} (every night at three) by default.`,
      parse: parseCron,
    }),
    clear,
    skipCertificateCheck,
    off: toggle("off", "No import any more."),
  },
  async run({ config, flags, operands: [url], io }) {
    const setsSomething = flags.cron !== undefined || flags.clear || flags.skipCertificateCheck;
    if (url === undefined && setsSomething) throw new CliError("usage", "URL: missing");
    if (url !== undefined && flags.off) throw new CliError("usage", "give a URL or --off, not both");
    const schedule = url === undefined ? undefined : readUrl(url, flags);
    const now = await (schedule === undefined ? withStore : withStoreOrNew)(config, io, async ({ settings }) => {
      if (schedule !== undefined) await settings.set({ [IMPORT_SETTING]: { ...schedule } });
      if (flags.off) await settings.remove(IMPORT_SETTING);
      return readImportSchedule(await settings.get(IMPORT_SETTING));
    });
    io.out.write(`${describe(now)}\n`);
    return 0;
  },
});

function readUrl(
  text: string,
  flags: { cron?: string; clear?: boolean; skipCertificateCheck?: boolean },
): ImportSchedule {
  const url = parseAddress(text);
  if (!url.ok) throw new CliError("usage", `URL: ${url.problem}`);
  return {
    url: url.value,
    cron: flags.cron ?? NIGHTLY,
    skipCertificateCheck: flags.skipCertificateCheck === true,
    clear: flags.clear === true,
  };
}

function describe(schedule: ImportSchedule | undefined): string {
  if (schedule === undefined) return "no import is scheduled";
  const options = [
    ...(schedule.clear ? ["contacts that the file does not name are removed"] : []),
    ...(schedule.skipCertificateCheck ? ["the server's certificate is not checked"] : []),
  ];
  return [`contacts are imported from ${shownAddress(schedule.url)} at ${schedule.cron}`, ...options].join("; ");
}
