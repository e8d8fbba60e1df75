import { defined } from "../../defined.ts";
import { ALERTS_SHOWN } from "../../limits.ts";

/** One alert, of Alertmanager's webhook version 4 or of Grafana, which writes the same and more. */
export interface Alert {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

/** Alerts of one kind: the first of them, and how many there are. */
interface Alerts {
  first: readonly Alert[];
  count: number;
  /** What all of them have in the label `severity`, in lower case; empty for one without it. */
  severities: ReadonlySet<string>;
}

/** The alerts of one notification: those that Alertmanager put into one group. */
export interface AlertGroup {
  firing: Alerts;
  resolved: Alerts;
  /** Alerts of the group that were left out because of `max_alerts`. */
  truncated: number;
  /** What all alerts have in common. */
  commonLabels: Readonly<Record<string, string>>;
  /** What the group is about, the same from its first notification to its last. */
  key?: string;
}

/** Reads the JSON of a webhook; `undefined` when it is none of the two. What is not needed may have any form. */
export function readAlertGroup(json: unknown): AlertGroup | undefined {
  const payload = asObject(json);
  if (payload === undefined || !Array.isArray(payload.alerts) || payload.alerts.length === 0) return undefined;
  const firing = { first: [] as Alert[], count: 0, severities: new Set<string>() };
  const resolved = { first: [] as Alert[], count: 0, severities: new Set<string>() };
  for (const item of payload.alerts) {
    const alert = asObject(item);
    if (alert === undefined) return undefined;
    const kind = (alert.status ?? payload.status) === "resolved" ? resolved : firing;
    kind.count++;
    kind.severities.add(severityIn(alert));
    // A storm can have any number, and the text shows a few.
    if (kind.first.length < ALERTS_SHOWN) kind.first.push(readAlert(alert));
  }
  const { truncatedAlerts, alerts } = payload;
  const key = keyOf(payload.groupKey) ?? keyOf(asObject(alerts[0])?.fingerprint);
  return {
    firing,
    resolved,
    truncated: typeof truncatedAlerts === "number" && truncatedAlerts > 0 ? Math.floor(truncatedAlerts) : 0,
    commonLabels: readTexts(payload.commonLabels),
    ...defined({ key }),
  };
}

const keyOf = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value : undefined);

/** 32 characters: no word for a severity is longer. */
const SEVERITY_CHARACTERS = 32;

function severityIn({ labels }: Record<string, unknown>): string {
  const word = asObject(labels)?.severity;
  return typeof word === "string" ? word.slice(0, SEVERITY_CHARACTERS).trim().toLowerCase() : "";
}

function readAlert({ labels, annotations }: Record<string, unknown>): Alert {
  return { labels: readTexts(labels), annotations: readTexts(annotations) };
}

function readTexts(value: unknown): Record<string, string> {
  const texts = Object.entries(asObject(value) ?? {}).filter((pair): pair is [string, string] => {
    return typeof pair[1] === "string" && pair[1].trim() !== "";
  });
  return Object.fromEntries(texts);
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}
