/** One alert, of Alertmanager's webhook version 4 or of Grafana, which writes the same and more. */
export interface Alert {
  isResolved: boolean;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

/** The alerts of one notification: those that Alertmanager put into one group. */
export interface AlertGroup {
  alerts: readonly Alert[];
  /** Alerts of the group that were left out because of `max_alerts`. */
  truncated: number;
  /** What all alerts have in common. */
  commonLabels: Readonly<Record<string, string>>;
}

/** Reads the JSON of a webhook; `undefined` when it is none of the two. What is not needed may have any form. */
export function readAlertGroup(json: unknown): AlertGroup | undefined {
  const payload = asObject(json);
  if (payload === undefined || !Array.isArray(payload.alerts) || payload.alerts.length === 0) return undefined;
  const alerts = payload.alerts.map((item) => readAlert(item, payload.status));
  if (!alerts.every((alert) => alert !== undefined)) return undefined;
  const { truncatedAlerts } = payload;
  return {
    alerts,
    truncated: typeof truncatedAlerts === "number" && truncatedAlerts > 0 ? Math.floor(truncatedAlerts) : 0,
    commonLabels: readTexts(payload.commonLabels),
  };
}

function readAlert(item: unknown, groupStatus: unknown): Alert | undefined {
  const alert = asObject(item);
  if (alert === undefined) return undefined;
  return {
    isResolved: (alert.status ?? groupStatus) === "resolved",
    labels: readTexts(alert.labels),
    annotations: readTexts(alert.annotations),
  };
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
