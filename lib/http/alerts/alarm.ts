import type { AlarmActor, AlarmSeverity } from "../../messages/index.ts";
import type { AlarmDesk } from "../../routing/index.ts";
import type { AlertGroup } from "./payload.ts";
import { describeAlerts } from "./text.ts";

/** Which policy calls people: one by name, or the one that a label names, and else the other. */
export interface AskedPolicy {
  policy?: string | undefined;
  /** Name of a label that all alerts of the group have. */
  label?: string | undefined;
}

/** What people write into the label `severity`; anything else, and none, is a warning. */
const SEVERITIES: Readonly<Record<string, AlarmSeverity>> = {
  ...named("critical", ["critical", "crit", "page", "error", "major", "high", "fatal", "emergency", "disaster"]),
  ...named("info", ["info", "information", "informational", "none", "low", "debug", "notice"]),
};

/**
 * Opens the alarm of a group of alerts, adds to it, or resolves it when none fires any more. Gives the problem, if there is
 * one.
 *
 * @throws what the store throws
 */
export async function raiseAlerts(
  group: AlertGroup,
  { desk, asked, source }: { desk: Pick<AlarmDesk, "raise" | "resolve">; asked: AskedPolicy; source: AlarmActor },
): Promise<"no-such-policy" | "too-many-open" | undefined> {
  const { firing, key } = group;
  const policies = [asked.label === undefined ? undefined : group.commonLabels[asked.label], asked.policy];
  if (firing.count === 0) {
    // Its policy may have been another one when it fired.
    if (key !== undefined) await desk.resolve({ key }, source);
    return undefined;
  }
  const text = describeAlerts(group);
  const title = text.split("\n", 1)[0]?.replace(/^FIRING(?: \d+)?: /, "");
  let problem: "no-such-policy" | "too-many-open" | undefined = "no-such-policy";
  for (const policy of policies) {
    if (policy === undefined || problem !== "no-such-policy") continue;
    const raised = await desk.raise({ policy, key, title, text, severity: severityOf(group), source });
    problem = raised.ok || raised.problem === "other-request" ? undefined : raised.problem;
  }
  return problem;
}

/** The worst of those that are shown. */
function severityOf({ firing, commonLabels }: AlertGroup): AlarmSeverity {
  const said = [commonLabels.severity, ...firing.first.map(({ labels }) => labels.severity)];
  const severities = new Set(said.flatMap((word) => (word === undefined ? [] : severityIn(word))));
  if (severities.has("critical")) return "critical";
  return severities.size === 1 && severities.has("info") ? "info" : "warning";
}

/** 32 characters: no word for a severity is longer. */
const severityIn = (word: string): AlarmSeverity => SEVERITIES[word.slice(0, 32).trim().toLowerCase()] ?? "warning";

function named(severity: AlarmSeverity, words: readonly string[]): Record<string, AlarmSeverity> {
  return Object.fromEntries(words.map((word) => [word, severity]));
}
