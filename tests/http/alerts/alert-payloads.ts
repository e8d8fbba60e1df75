/** Bodies of webhooks in the documented forms: Alertmanager's version 4, and Grafana's. */

interface Given {
  status?: "firing" | "resolved";
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** As Alertmanager 0.27 writes it. */
export function alertmanager(alerts: Given[], changes: Record<string, unknown> = {}) {
  const items = alerts.map(({ status = "firing", labels = {}, annotations = {} }) => ({
    status,
    labels: { alertname: "InstanceDown", job: "node", ...labels },
    annotations,
    startsAt: "2026-11-24T09:52:26.739Z",
    endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : "2026-11-24T10:02:26.739Z",
    generatorURL: "http://prometheus:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
    fingerprint: "1a30ba71cca2921f",
  }));
  return {
    receiver: "sms",
    status: items.some((item) => item.status === "firing") ? "firing" : "resolved",
    alerts: items,
    groupLabels: { alertname: "InstanceDown" },
    commonLabels: common(items.map((item) => item.labels)),
    commonAnnotations: {},
    externalURL: "http://alertmanager:9093",
    version: "4",
    groupKey: '{}:{alertname="InstanceDown"}',
    truncatedAlerts: 0,
    ...changes,
  };
}

/** As Grafana 11 writes it. */
export function grafana(alerts: Given[]) {
  const { receiver: _, ...body } = alertmanager(alerts);
  return {
    receiver: "SMS",
    orgId: 1,
    ...body,
    alerts: body.alerts.map((alert) => ({
      ...alert,
      labels: { ...alert.labels, grafana_folder: "Servers" },
      silenceURL: "https://grafana/alerting/silence/new?alertmanager=grafana",
      dashboardURL: "",
      panelURL: "",
      values: { B: 44.23, C: 1 },
      valueString: "[ var='B' labels={} value=44.23 ]",
    })),
    version: "1",
    title: "[FIRING:1] High memory usage",
    state: "alerting",
    message: "**Firing**\n\nValue: B=44.23\n",
  };
}

function common(labels: Record<string, string>[]): Record<string, string> {
  const [first = {}, ...others] = labels;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value)),
  );
}
