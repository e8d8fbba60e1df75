import { cronProblem } from "../cron.ts";
import { no, ok, type Result } from "../result.ts";
import { addressProblem } from "../routing/index.ts";
import { choice } from "./kinds.ts";
import { settingsOf, single } from "./option.ts";

const general = settingsOf("general");

/** The import of contacts at set times. */
export const CONTACTS_SETTINGS = {
  contactsUrl: general.now<string | undefined>({
    flag: "contacts-url",
    placeholder: "URL",
    documentation:
      "URL of a CSV file from which contacts are imported automatically; takes precedence over aldis contact schedule.",
    secret: true,
    defaultShown: "none",
    parse: single(parseAddress),
  }),
  contactsCron: general.now({
    flag: "contacts-cron",
    placeholder: "CRON",
    documentation: "When contacts are imported: five cron fields, in the machine's time zone.",
    default: "0 3 * * *",
    parse: single(parseCron),
  }),
  contactsCertificate: general.now({
    flag: "contacts-certificate",
    documentation: "Whether the server's certificate is checked against the authorities that this machine trusts.",
    default: "check",
    ...choice("check", "skip"),
  }),
  contactsExisting: general.now({
    flag: "contacts-existing",
    documentation: "Whether contacts and groups that the file does not name are kept or removed.",
    default: "keep",
    ...choice("keep", "clear"),
  }),
};

/** Where a file can be fetched from; the problem does not show it. */
export function parseAddress(text: string): Result<string> {
  const problem = addressProblem(text);
  return problem === undefined ? ok(text) : no(problem);
}

/** Five fields of cron. */
export function parseCron(text: string): Result<string> {
  const problem = cronProblem(text);
  return problem === undefined ? ok(text.trim()) : no(problem);
}
