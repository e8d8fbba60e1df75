import type { DocumentDecoration } from "elysia";
import { ANSWERS, type AnswerName } from "../plumbing/texts.ts";

const example = {
  status: "firing",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "DiskFull", instance: "db1:9100", severity: "critical" },
      annotations: { summary: "/var is 98 % full" },
    },
  ],
};

/** `POST /api/v1/alerts` in the OpenAPI document. */
export const ALERTS_POST: DocumentDecoration = {
  summary: "Send a notification of Prometheus Alertmanager or Grafana",
  description:
    "The receiver for `webhook_configs` of Alertmanager and for webhook contact points of Grafana. One notification is one text with up to five alerts. Sign in by HTTP Basic, or with a token of `/api/signin`, as a user that holds *Access to the HTTP API*. Alertmanager tries again only after a 5xx answer, which is given when trying again can help.",
  tags: ["Sending"],
  operationId: "sendAlerts",
  security: [{ basic: [] }, { bearer: [] }],
  parameters: [
    parameter("to", {
      required: false,
      description:
        "The recipient, read as `mode` says, as with `/api.php`. Needed without `policy` and `policyLabel`. A group that names a policy of alarms is called as by `policy`.",
      example: "admins",
    }),
    parameter("policy", {
      required: false,
      description:
        "A policy by name: each group of alerts opens an alarm, adds to it as long as it fires, and resolves it when none of its alerts does. The label `severity` is the alarm's.",
      example: "night",
    }),
    parameter("policyLabel", {
      required: false,
      description: "A label of the group that names the policy; where it names none, `policy` counts.",
      example: "team",
    }),
    parameter("mode", {
      required: false,
      description: "How `to` is read: `number` (default), `user`, `group`, `telnumber`, `teluser` or `telgroup`.",
      example: "group",
    }),
  ],
  requestBody: {
    required: true,
    content: {
      "application/json": {
        schema: {
          type: "object",
          required: ["alerts"],
          properties: {
            status: { type: "string", enum: ["firing", "resolved"] },
            truncatedAlerts: { type: "integer" },
            commonLabels: { type: "object", additionalProperties: { type: "string" } },
            alerts: {
              type: "array",
              minItems: 1,
              items: {
                type: "object",
                properties: {
                  status: { type: "string", enum: ["firing", "resolved"] },
                  labels: { type: "object", additionalProperties: { type: "string" } },
                  annotations: { type: "object", additionalProperties: { type: "string" } },
                },
              },
            },
          },
        },
        example,
      },
    },
  },
  responses: {
    200: textAnswer("accepted", "Every recipient's message is stored durably."),
    400: textAnswer("noAlerts", "The body has no alerts, `to` is missing, or there is no recipient or no such policy."),
    401: textAnswer("signInNeeded", "Unknown user or wrong password; or too many wrong ones (`Retry-After`)."),
    403: textAnswer("forbidden", "The user does not hold the permission, or may not call from this address."),
    413: textAnswer("tooLarge", "The body is too large."),
    503: textAnswer(
      "tryAgain",
      "Not now: too many requests of the user in a minute, too many bodies at the same time, or not stored.",
    ),
  },
};

function parameter(name: string, rest: { required: boolean; description: string; example: string }) {
  return { name, in: "query" as const, schema: { type: "string" as const }, ...rest };
}

function textAnswer(name: AnswerName, meaning: string) {
  return {
    description: meaning,
    content: { "text/plain": { schema: { type: "string" as const }, example: ANSWERS[name].body } },
  };
}
