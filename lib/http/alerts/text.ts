import { ALERTS_SHOWN } from "../../limits.ts";
import type { Alert, AlertGroup } from "./payload.ts";

/** 160 characters per line: one text message; five lines still fit into a few. */
const LONGEST_LINE = 160;
/** Labels that say where it happens, the best first. */
const PLACES = ["instance", "host", "hostname", "node", "nodename", "pod", "service", "device"];
/** Labels that say nothing about the place. */
const NO_PLACE = /^(?:alertname|severity|job|monitor|prometheus|grafana_folder|datasource_uid|ref_id|__.*)$/;
/** 3 labels tell where it happens; with more, an alert would not fit into its line. */
const MOST_LABELS = 3;

/**
 * The text message for a group of alerts. Typographic characters are not added: one of them would double the number of
 * parts.
 *
 * ```
 * FIRING: ProbeFailure on server.example.org (critical)      FIRING 2: High CPU usage
 * No answer for 5 minutes                                    - web1 (critical): 98 % for 10 minutes
 *                                                            - web2: 91 % for 10 minutes
 *                                                            RESOLVED: Disk full on db1
 * ```
 */
export function describeAlerts(group: AlertGroup): string {
  const { firing, resolved } = group;
  // How many there are besides is said.
  const shownFiring = firing.first.slice(0, ALERTS_SHOWN);
  const shownResolved = resolved.first.slice(0, ALERTS_SHOWN - shownFiring.length);
  const more = firing.count + resolved.count - shownFiring.length - shownResolved.length + group.truncated;
  return [
    ...section("FIRING", { shown: shownFiring, count: firing.count, group }),
    ...section("RESOLVED", { shown: shownResolved, count: resolved.count, group }),
    ...(more > 0 ? [`and ${more} more`] : []),
  ]
    .map((line) => cut(line.replace(/\s+/g, " ").trim()))
    .join("\n");
}

function section(
  word: string,
  { shown, count, group }: { shown: readonly Alert[]; count: number; group: AlertGroup },
): string[] {
  const [first] = shown;
  if (first === undefined) return count === 0 ? [] : [`${word} ${count}`];
  const place = (alert: Alert) => placeOf(alert, group);
  if (count === 1) {
    const where = place(first);
    const summary = summaryOf(first);
    return [
      `${word}: ${nameOf(first)}${where === "" ? "" : ` on ${where}`}${severityOf(first)}`,
      ...(summary === "" ? [] : [summary]),
    ];
  }
  const name = nameOf(first);
  const areOfOneKind = shown.every((alert) => nameOf(alert) === name);
  const lines = shown.map((alert) => {
    const subject = [areOfOneKind ? "" : nameOf(alert), place(alert)].filter((part) => part !== "").join(" ");
    const summary = summaryOf(alert);
    return `- ${subject || name}${severityOf(alert)}${summary === "" ? "" : `: ${summary}`}`;
  });
  return [`${word} ${count}${areOfOneKind ? `: ${name}` : ""}`, ...lines];
}

const nameOf = ({ labels }: Alert) => labels.alertname ?? "alert";
const severityOf = ({ labels }: Alert) => (labels.severity === undefined ? "" : ` (${labels.severity})`);
const summaryOf = ({ annotations }: Alert) =>
  annotations.summary ?? annotations.message ?? annotations.description ?? "";

/** The label that says where; without one, those labels that set this alert apart from the others. */
function placeOf({ labels }: Alert, { firing, resolved, commonLabels }: AlertGroup): string {
  const place = PLACES.find((name) => labels[name] !== undefined);
  if (place !== undefined) return labels[place] ?? "";
  return Object.entries(labels)
    .filter(
      ([name, value]) => !NO_PLACE.test(name) && (firing.count + resolved.count === 1 || commonLabels[name] !== value),
    )
    .slice(0, MOST_LABELS)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function cut(line: string): string {
  const characters = [...line];
  return characters.length <= LONGEST_LINE
    ? line
    : `${characters
        .slice(0, LONGEST_LINE - 3)
        .join("")
        .trimEnd()}...`;
}
