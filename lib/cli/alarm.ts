import { parseOneOf } from "../config/index.ts";
import { defined } from "../defined.ts";
import { ALARM_STATES, type Alarm, type AlarmState } from "../messages/index.ts";
import type { AlarmAct, AlarmDesk } from "../routing/index.ts";
import { ALARM_SETTINGS, alarmNamed, callerOf, WHICH_ALARM, withAlarms } from "./alarm-data.ts";
import { drillCommand } from "./alarm-drill.ts";
import { raiseCommand } from "./alarm-raise.ts";
import { alarmList, alarmStory } from "./alarm-text.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { json, limit, USUALLY_LISTED } from "./list-options.ts";
import { option, text } from "./options.ts";

const state = option("state", "STATE", {
  documentation: "Only open, acknowledged, unanswered or resolved ones.",
  parse: parseOneOf(ALARM_STATES),
});
const policy = text("policy", "NAME", "Only of this policy.");
const as = text("as", "NAME", "Who does it: those who were told learn the name. Your user name by default.");
/** 500 lines at once. */
const LINES_READ = 500;

/** `aldis alarm …`: what is wrong, who has it, and what was done about it. */
export const alarmCommands: readonly Command[] = [
  defineCommand({
    path: ["alarm", "list"],
    operands: [],
    summary: "list alarms, newest first",
    settings: ALARM_SETTINGS,
    flags: { state, policy, limit, json },
    async run({ config, flags, io }) {
      const filter = defined({ states: flags.state && [flags.state], policy: flags.policy });
      const alarms = await withAlarms(config, io, async ({ alarmDesk }) => {
        const page = await alarmDesk.store.page(filter, { limit: flags.limit ?? USUALLY_LISTED });
        return page.alarms;
      });
      io.out.write(flags.json ? `${JSON.stringify(alarms, undefined, 2)}\n` : alarmList(alarms));
      return 0;
    },
  }),
  defineCommand({
    path: ["alarm", "show"],
    operands: ["ALARM"],
    summary: "show an alarm and what has happened with it",
    details: WHICH_ALARM,
    settings: ALARM_SETTINGS,
    flags: { json },
    async run({ config, flags, operands: [which = ""], io }) {
      const { alarm, timeline } = await withAlarms(config, io, async ({ alarmDesk }) => {
        const found = await alarmNamed(alarmDesk, which);
        return { alarm: found, timeline: await wholeTimeline(alarmDesk, found.id) };
      });
      const shown = { ...alarm, timeline };
      io.out.write(flags.json ? `${JSON.stringify(shown, undefined, 2)}\n` : alarmStory(alarm, timeline));
      return 0;
    },
  }),
  raiseCommand,
  actCommand("ack", { kind: "take" }, "take an alarm: nobody else is called, and those who were told learn who has it"),
  actCommand("pass", { kind: "pass" }, "pass an alarm on: its policy's next step begins"),
  actCommand("resolve", { kind: "resolve" }, "resolve an alarm"),
  drillCommand,
];

/** Rejects with a StoreFailure. */
async function wholeTimeline({ store }: Pick<AlarmDesk, "store">, id: number) {
  const lines = await store.timeline(id, { limit: LINES_READ });
  for (let last = lines.at(-1); last !== undefined; ) {
    const more = await store.timeline(id, { limit: LINES_READ, after: last.id });
    lines.push(...more);
    last = more.at(-1);
  }
  return lines;
}

function actCommand(word: string, act: AlarmAct, summary: string): Command {
  return defineCommand({
    path: ["alarm", word],
    operands: ["ALARM"],
    summary,
    details: `${WHICH_ALARM} A gateway that runs tells the others within 30 s.`,
    settings: ALARM_SETTINGS,
    flags: { as },
    async run({ config, flags, operands: [which = ""], io }) {
      const done = await withAlarms(config, io, async ({ alarmDesk }) => {
        const { id } = await alarmNamed(alarmDesk, which);
        return alarmDesk.act(id, act, callerOf(io, flags.as));
      });
      if (!done.ok) {
        throw new CliError(
          "failed",
          done.problem.kind === "not-found" ? "the alarm is gone" : WHY_NOT[done.problem.state],
        );
      }
      io.out.write(`${sentenceOf(done.value)}\n`);
      return 0;
    },
  });
}

const sentenceOf = ({ number, state }: Alarm) => `alarm ${number}: ${state}`;

const WHY_NOT: Readonly<Record<AlarmState, string>> = {
  open: "the alarm is open",
  acknowledged: "somebody has the alarm",
  unanswered: "everybody was called: nobody is left to pass the alarm on to",
  resolved: "the alarm is resolved",
};
