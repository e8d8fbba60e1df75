import { cronProblem } from "../cron.ts";
import { no, ok, type Result } from "../result.ts";
import { settingsOf, single } from "./option.ts";
import { parseDuration, parseWhole } from "./parsers.ts";

const general = settingsOf("general");
const FOREVER = "forever";
const ALL = "all";
const NEVER = "none";
const HOUR_MS = 3_600_000;
const MOST_ROWS = 1_000_000_000;

/** How long something is kept; `undefined`: for good. */
const age = (flag: string, documentation: string, fallback: string = FOREVER) =>
  general.now<number | undefined>({
    flag,
    placeholder: `TIME|${FOREVER}`,
    documentation,
    default: fallback,
    parse: single(parseAge),
  });

/** How many of something are kept; `undefined`: all. */
const most = (flag: string, documentation: string) =>
  general.now<number | undefined>({
    flag,
    placeholder: `N|${ALL}`,
    documentation,
    default: ALL,
    parse: single(parseMost),
  });

/** What the gateway deletes, and when. */
export const RETENTION_SETTINGS = {
  retentionCron: general.now<string | undefined>({
    flag: "retention-cron",
    placeholder: "CRON",
    documentation:
      "When the gateway deletes what is kept no longer: five cron fields, in the machine's time zone, or none. Of several gateways on a database one does it.",
    default: "30 3 * * *",
    parse: single(parseSchedule),
  }),
  keepSent: age(
    "keep-sent",
    "How long sent messages are kept after their end. What waits, is being sent, is unknown, or may still get a delivery report stays.",
  ),
  keepSentMost: most("keep-sent-most", "Sent messages that are kept; the oldest above that number are deleted."),
  keepIncoming: age("keep-incoming", "How long received messages are kept. What rules have still to see stays."),
  keepIncomingMost: most(
    "keep-incoming-most",
    "Received messages that are kept; the oldest above that number are deleted.",
  ),
  keepTexts: age(
    "keep-texts",
    "How long the texts of messages are kept, sent and received; the rest of the message stays. Jobs that are over go with the texts, since they hold them too.",
  ),
  keepEvents: age("keep-events", "How long the event log is kept."),
  keepEventsMost: most("keep-events-most", "Events that are kept; the oldest above that number are deleted."),
  keepJobs: age("keep-jobs", "How long jobs that were delivered (webhooks, mail, HTTP) are kept.", "7d"),
  keepJobsMost: most("keep-jobs-most", "Delivered jobs that are kept; the oldest above that number are deleted."),
  keepDeadJobs: age("keep-dead-jobs", "How long jobs that were given up, the dead letters, are kept.", "90d"),
  keepDeadJobsMost: most(
    "keep-dead-jobs-most",
    "Dead letters that are kept; the oldest above that number are deleted.",
  ),
  keepAudit: age(
    "keep-audit",
    "How long records of opt-outs are kept. The one by which a number is opted out now stays.",
  ),
  keepAuditMost: most(
    "keep-audit-most",
    "Records of opt-outs that are kept; the oldest above that number are deleted.",
  ),
};

function parseAge(given: string): Result<number | undefined> {
  if (given.trim() === FOREVER) return ok(undefined);
  const read = parseDuration(given.trim());
  if (!read.ok) return no(`must be a time such as 90d or 52w, or ${FOREVER}`);
  return read.value >= HOUR_MS
    ? read
    : no(`must be at least 1h, because people look at what was just sent, or ${FOREVER}`);
}

function parseMost(given: string): Result<number | undefined> {
  if (given.trim() === ALL) return ok(undefined);
  const read = parseWhole(1, MOST_ROWS)(given.trim());
  return read.ok ? read : no(`${read.problem}, or ${ALL}`);
}

function parseSchedule(given: string): Result<string | undefined> {
  if (given.trim() === NEVER) return ok(undefined);
  const problem = cronProblem(given);
  return problem === undefined ? ok(given.trim()) : no(`${problem}, or none`);
}
