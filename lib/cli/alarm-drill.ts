import { systemClock } from "../clock.ts";
import type { Policy } from "../messages/index.ts";
import { type AlarmDesk, drillWaits } from "../routing/index.ts";
import { ALARM_SETTINGS, callerOf, policyNamed, withAlarms } from "./alarm-data.ts";
import { entryText } from "./alarm-text.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { timeText } from "./message-text.ts";
import { toggle } from "./options.ts";

const LOOK_EVERY_MS = 1_000;
const LINES_READ = 500;

const fast = toggle("fast", "Wait 60 s at most for the answers to each step.");
const noWait = toggle("no-wait", "Print the alarm's ID and end; aldis alarm show says how it went.");

/** `aldis alarm drill`: rehearses a policy, and says who answered after how long. */
export const drillCommand = defineCommand({
  path: ["alarm", "drill"],
  operands: ["POLICY"],
  summary: "rehearse a policy, and print who is told and who answers after how long",
  details:
    "Everybody in the policy is told, step after step, once, with a text that begins with “Drill”. Each step waits as long as the policy says, which may be many minutes; --fast waits less. The gateway has to run. POLICY is its ID or its name. Exit status 1 if nobody answered.",
  settings: ALARM_SETTINGS,
  flags: { fast, noWait },
  run: ({ config, flags, operands: [which = ""], io }) =>
    withAlarms(config, io, async ({ alarmDesk, policyDesk }) => {
      const { policy } = await policyNamed(policyDesk, which);
      if (!flags.noWait) io.out.write(`${lengthText(policy, flags.fast === true)}\n`);
      const begun = await alarmDesk.drill(policy.name, callerOf(io, undefined), { fast: flags.fast });
      if (!begun.ok) throw new CliError("failed", WHY_NOT[begun.problem]);
      if (flags.noWait) {
        io.out.write(`id:${begun.value.id}\n`);
        return 0;
      }
      const answers = await follow(alarmDesk, begun.value.id, {
        signal: io.signal,
        tell: (line) => io.out.write(`${line}\n`),
      });
      return answers > 0 ? 0 : 1;
    }),
});

/** How long it takes, and how it takes less. */
function lengthText(policy: Policy, isFast: boolean): string {
  const waits = drillWaits(policy, { fast: isFast });
  const least = drillWaits(policy, { fast: true });
  const sum = waits.reduce((one, other) => one + other, 0);
  const steps = waits.length === 1 ? "its step waits" : `its ${waits.length} steps wait`;
  const faster = waits.some((wait, at) => wait !== least[at])
    ? ". --fast waits 60 s at most for each step; aldis alarm resolve ends a drill"
    : "";
  return `The drill takes up to ${spanText(sum)}: ${steps} ${waits.map(spanText).join(", ")} for answers${faster}.`;
}

const spanText = (seconds: number): string =>
  seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;

const WHY_NOT = {
  "no-such-policy": "no policy has this ID or name",
  "only-told": "too many alarms are not resolved: resolve some first",
  "too-many-open": "too many alarms are not resolved: resolve some first",
} as const;

/** Tells what happens until the drill is over. Gives how many have answered. Rejects with a StoreFailure. */
async function follow(
  { store }: Pick<AlarmDesk, "store">,
  id: number,
  { signal, tell }: { signal: AbortSignal; tell: (line: string) => void },
): Promise<number> {
  let after = 0;
  let answers = 0;
  while (true) {
    const alarm = await store.find(id);
    const lines = await store.timeline(id, { limit: LINES_READ, after });
    for (const line of lines) {
      tell(`${timeText(line.at)}  ${entryText(line)}`);
      if (line.kind === "answered") answers++;
      after = line.id;
    }
    if (alarm === undefined || alarm.state === "resolved") return answers;
    await systemClock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    if (signal.aborted) return answers;
  }
}
