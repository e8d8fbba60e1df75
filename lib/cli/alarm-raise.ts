import { parseOneOf } from "../config/index.ts";
import { ALARM_KEY_CHARACTERS, ALARM_SEVERITIES, ALARM_TEXT_CHARACTERS, type AlarmEntry } from "../messages/index.ts";
import type { AlarmDesk } from "../routing/index.ts";
import { ALARM_SETTINGS, callerOf, policyNamed, withAlarms } from "./alarm-data.ts";
import { entryText } from "./alarm-text.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { json } from "./list-options.ts";
import { option, text } from "./options.ts";

/** 20 lines: whom the first step tells, and why somebody is not told. */
const LINES_SHOWN = 20;

const flags = {
  text: text("text", "TEXT", "What has happened. Its first line is the title, unless --title is given."),
  title: text("title", "TITLE", "What stands first in every message."),
  key: text("key", "KEY", "What it is about: the same key adds to the alarm that is open instead of opening another."),
  severity: option("severity", "SEVERITY", {
    documentation: "info, warning (default) or critical.",
    parse: parseOneOf(ALARM_SEVERITIES),
  }),
  json,
};

/** `aldis alarm raise`: opens an alarm. */
export const raiseCommand = defineCommand({
  path: ["alarm", "raise"],
  operands: ["POLICY"],
  summary: "raise an alarm: people are called until somebody takes it",
  details:
    "Prints the alarm's number, which people answer with, and who is told. A gateway that runs sends the messages. POLICY is its ID or its name. Programs elsewhere call POST /api/v1/alarms.",
  settings: ALARM_SETTINGS,
  flags,
  async run({ config, flags: given, operands: [which = ""], io }) {
    const { text: what = "", title, key, severity } = given;
    if (what.trim() === "") throw new CliError("usage", "--text: has no words");
    if (what.length > ALARM_TEXT_CHARACTERS)
      throw new CliError("usage", `--text: is longer than ${ALARM_TEXT_CHARACTERS} characters`);
    if (key !== undefined && (key === "" || key.length > ALARM_KEY_CHARACTERS))
      throw new CliError("usage", `--key: must have 1 to ${ALARM_KEY_CHARACTERS} characters`);
    const shown = await withAlarms(config, io, async ({ alarmDesk, policyDesk }) => {
      const { policy } = await policyNamed(policyDesk, which);
      const source = callerOf(io, undefined);
      const raised = await alarmDesk.raise({ policy: policy.name, title, text: what, key, severity, source });
      if (!raised.ok) throw new CliError("failed", WHY_NOT[raised.problem]);
      return { ...raised.value, lines: await linesOf(alarmDesk, raised.value.alarm.id) };
    });
    const { alarm, what: outcome, lines } = shown;
    if (given.json) {
      io.out.write(`${JSON.stringify({ ...alarm, outcome }, undefined, 2)}\n`);
      return 0;
    }
    io.out.write(`alarm ${alarm.number}: ${OUTCOMES[outcome]}\n`);
    if (outcome === "opened") for (const line of lines) io.out.write(`${line}\n`);
    return 0;
  },
});

/** Whom the first step tells. Rejects with a StoreFailure. */
async function linesOf({ store }: Pick<AlarmDesk, "store">, id: number): Promise<string[]> {
  const timeline = await store.timeline(id, { limit: LINES_SHOWN });
  return timeline.filter(({ kind }) => TELLS.includes(kind)).map(entryText);
}

const TELLS: readonly AlarmEntry["kind"][] = ["told", "joined", "held", "not-told"];

const OUTCOMES = {
  opened: "opened",
  "opened-again": "opened again, since nobody had answered",
  added: "raised again; nobody is told again",
  "severity-raised": "raised again with a higher severity",
} as const;

const WHY_NOT = {
  "no-such-policy": "no policy has this ID or name",
  "too-many-open": "too many alarms are not resolved: resolve some first",
  "only-told":
    "too many alarms of your source are not resolved: whom the policy calls first was told, but nobody is asked for an answer; resolve some first",
  "other-request": "the request was another one",
} as const;
