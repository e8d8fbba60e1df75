import type { AlarmActor, AlarmSeverity } from "../../messages/index.ts";
import type { AlarmDesk, Trouble } from "../../routing/index.ts";
import type { AlertGroup } from "./payload.ts";
import { describeAlerts } from "./text.ts";

/** Which policy calls people: one by name, or the one that a label names, and else the other. */
export interface AskedPolicy {
  policy?: string | undefined;
  /** Name of a label that all alerts of the group have. */
  label?: string | undefined;
}

/** What people write into the label `severity`; anything else, and none, is a warning. */
const SEVERITIES: ReadonlyMap<string, AlarmSeverity> = new Map([
  ...named("critical", ["critical", "crit", "page", "error", "major", "high", "fatal", "emergency", "disaster"]),
  ...named("info", ["info", "information", "informational", "none", "low", "debug", "notice"]),
]);

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
  const { key, title, severity, state } = troubleOf(group);
  const policies = [asked.label === undefined ? undefined : group.commonLabels[asked.label], asked.policy];
  if (state === "unclear") return undefined;
  if (state === "over") {
    // Of other senders, and of other webhooks of this one, a group may have the same key. Alerts whose label names a policy
    // may have had less in common when they fired.
    const policy = asked.label === undefined ? asked.policy : undefined;
    const ended = key === undefined ? undefined : await desk.resolve({ key, policy, source }, source);
    return ended === undefined || ended.ok ? undefined : ended.problem;
  }
  const text = describeAlerts(group);
  let problem: "no-such-policy" | "too-many-open" | undefined = "no-such-policy";
  for (const policy of policies) {
    if (policy === undefined || problem !== "no-such-policy") continue;
    const raised = await desk.raise({ policy, key, title, text, severity, source });
    const why = raised.ok ? undefined : raised.problem;
    // Where people get it as a message, the sender would repeat it for ever.
    problem = why === "only-told" || why === "other-request" ? undefined : why;
  }
  return problem;
}

/** What a group of alerts says about its alarm. Alerts that were left out of it may fire. */
export function troubleOf(group: AlertGroup): Trouble {
  const { firing, key, truncated } = group;
  return {
    key,
    title: (describeAlerts(group).split("\n", 1)[0] ?? "").replace(/^FIRING(?: \d+)?: /, ""),
    severity: severityOf(group),
    state: firing.count > 0 ? "lasts" : truncated > 0 ? "unclear" : "over",
  };
}

/** The worst of all that fire. */
function severityOf({ firing }: AlertGroup): AlarmSeverity {
  const severities = new Set([...firing.severities].map((word) => SEVERITIES.get(word) ?? "warning"));
  if (severities.has("critical")) return "critical";
  return severities.size === 1 && severities.has("info") ? "info" : "warning";
}

function named(severity: AlarmSeverity, words: readonly string[]): [string, AlarmSeverity][] {
  return words.map((word) => [word, severity]);
}
