import { describe, expect, test } from "bun:test";
import { readAlertGroup } from "../../../lib/http/alerts/payload.ts";
import { describeAlerts } from "../../../lib/http/alerts/text.ts";
import { startApi, unansweredAccept } from "../../support/api-server.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { alertmanager, grafana } from "./alert-payloads.ts";

type Api = Awaited<ReturnType<typeof startApi>>;
const basic = (pair: string) => `Basic ${btoa(pair)}`;

/** Posts a body as Alertmanager does. */
function post(api: Api, body: unknown, options: { query?: string; authorization?: string | undefined } = {}) {
  const { query = "to=00491701234567", authorization = basic("apiuser:secret") } = options;
  return fetch(`${api.url}/api/v1/alerts?${query}`, {
    method: "POST",
    headers: {
      "User-Agent": "Alertmanager/0.27.0",
      "Content-Type": "application/json",
      ...("authorization" in options && options.authorization === undefined ? {} : { authorization }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** The text that one notification becomes. */
async function textOf(body: unknown): Promise<string | undefined> {
  await using api = await startApi();
  expect((await post(api, body)).status).toBe(200);
  expect(api.accepted).toHaveLength(1);
  return api.accepted[0]?.text;
}

const down = (instance: string, changes: { status?: "resolved"; severity?: string; summary?: string } = {}) => ({
  status: changes.status ?? ("firing" as const),
  labels: { instance, ...(changes.severity ? { severity: changes.severity } : {}) },
  annotations: changes.summary === undefined ? {} : { summary: changes.summary },
});

describe("the text", () => {
  test("of one alert: what, where, how bad, and the summary", async () => {
    const alert = down("db1:9100", { severity: "critical", summary: "No answer for 5 minutes" });
    expect(await textOf(alertmanager([alert]))).toBe(
      "FIRING: InstanceDown on db1:9100 (critical)\nNo answer for 5 minutes",
    );
  });

  test("of one that is over", async () => {
    const alert = down("db1:9100", { status: "resolved", summary: "No answer for 5 minutes" });
    expect(await textOf(alertmanager([alert]))).toBe("RESOLVED: InstanceDown on db1:9100\nNo answer for 5 minutes");
  });

  test("of several of one kind: a line each", async () => {
    const alerts = [
      down("db1", { severity: "critical", summary: "No answer" }),
      down("db2"),
      down("web1", { status: "resolved" }),
    ];
    expect(await textOf(alertmanager(alerts))).toBe(
      "FIRING 2: InstanceDown\n- db1 (critical): No answer\n- db2\nRESOLVED: InstanceDown on web1",
    );
  });

  test("of several kinds names each", async () => {
    const disk = { labels: { alertname: "DiskFull", instance: "db1" }, annotations: { description: "98 %" } };
    expect(await textOf(alertmanager([down("db1"), disk]))).toBe("FIRING 2\n- InstanceDown db1\n- DiskFull db1: 98 %");
  });

  test("of hundreds has five, and counts the rest, those that Alertmanager left out too", async () => {
    const alerts = Array.from({ length: 300 }, (_, index) => down(`host${index}`));
    const text = await textOf(alertmanager(alerts, { truncatedAlerts: 40 }));
    expect(text?.split("\n")).toEqual([
      "FIRING 300: InstanceDown",
      ...[0, 1, 2, 3, 4].map((index) => `- host${index}`),
      "and 335 more",
    ]);
  });

  test("of many that are over beside many that are not: those that are not come first", async () => {
    const alerts = [
      ...Array.from({ length: 4 }, (_, index) => down(`over${index}`, { status: "resolved" })),
      ...Array.from({ length: 6 }, (_, index) => down(`on${index}`)),
    ];
    expect((await textOf(alertmanager(alerts)))?.split("\n")).toEqual([
      "FIRING 6: InstanceDown",
      ...[0, 1, 2, 3, 4].map((index) => `- on${index}`),
      "RESOLVED 4",
      "and 5 more",
    ]);
  });

  test("cuts long lines and flattens line ends", async () => {
    const text = await textOf(alertmanager([down("db1", { summary: `first\nsecond ${"x".repeat(500)}` })]));
    const [, line = ""] = text?.split("\n") ?? [];
    expect(line).toStartWith("first second xxx");
    expect(line).toHaveLength(160);
    expect(line).toEndWith("xxx...");
  });

  test("of Grafana says the place by the labels that differ", async () => {
    const alerts = ["us-1", "eu-1"].map((zone) => ({
      labels: { alertname: "High memory usage", team: "blue", zone },
      annotations: { summary: `Triggered for zone ${zone}`, description: "The system has high memory usage" },
    }));
    expect(await textOf(grafana(alerts))).toBe(
      "FIRING 2: High memory usage\n- zone=us-1: Triggered for zone us-1\n- zone=eu-1: Triggered for zone eu-1",
    );
    expect(await textOf(grafana(alerts.slice(0, 1)))).toBe(
      "FIRING: High memory usage on team=blue zone=us-1\nTriggered for zone us-1",
    );
  });

  test("of Grafana's test alert", async () => {
    const alert = {
      labels: { alertname: "TestAlert", instance: "Grafana" },
      annotations: { summary: "Notification test" },
    };
    expect(await textOf(grafana([alert]))).toBe("FIRING: TestAlert on Grafana\nNotification test");
  });

  test.each([
    ["no labels at all", { alerts: [{}] }, "FIRING: alert"],
    [
      "labels of other types",
      { alerts: [{ labels: { alertname: 5, instance: null }, annotations: [] }] },
      "FIRING: alert",
    ],
    [
      "a status for the whole group only",
      { status: "resolved", alerts: [{ labels: { alertname: "A" } }] },
      "RESOLVED: A",
    ],
  ])("with %s", async (_, body, text) => {
    expect(await textOf(body)).toBe(text);
  });
});

test("the recipient is read by mode, and the message knows where it came from", async () => {
  await using api = await startApi();
  const response = await post(api, alertmanager([down("db1")]), {
    query: "to=%2B491701234567&mode=telnumber&telauto=false",
  });
  expect(await response.text()).toBe("OK");
  expect(response.headers.get("x-message-id")).toBe("1");
  expect(api.accepted).toMatchObject([
    { recipient: "+491701234567", source: "alerts", channel: "telegram", userId: 1 },
  ]);
  expect(api.events.all).toEqual([]);
});

describe("with a token", () => {
  const good = alertmanager([down("db1")]);
  const tokenOf = async (api: Api, name: string) => {
    const issue = await api.tokens.prepare(name);
    const user = (await api.administration.list()).find((each) => each.name === name);
    return user && (await issue(user))?.jwt;
  };

  test("a user is let in as with the password", async () => {
    await using api = await startApi();
    expect((await post(api, good, { authorization: `Bearer ${await tokenOf(api, "apiuser")}` })).status).toBe(200);
    expect(api.accepted).toMatchObject([{ userId: 1 }]);
    const reader = await post(api, good, { authorization: `Bearer ${await tokenOf(api, "reader")}` });
    expect(reader.status).toBe(403);
    expect(api.events.all).toMatchObject([{ userName: "reader", details: { reason: "no-permission" } }]);
  });

  test("that is none, or not any more, nobody is", async () => {
    await using api = await startApi();
    const token = await tokenOf(api, "apiuser");
    await api.administration.changePassword("apiuser", "another");
    for (const authorization of [`Bearer ${token}`, "Bearer a.b.c"]) {
      expect((await post(api, good, { authorization })).status).toBe(401);
    }
    expect(api.accepted).toEqual([]);
    expect(api.events.all).toMatchObject(Array(2).fill({ details: { reason: "wrong-credentials" } }));
    expect(JSON.stringify(api.events.all)).not.toContain(String(token));
  });
});

describe("Alertmanager tries again only after 5xx, so what trying again cannot help is 4xx", () => {
  const good = alertmanager([down("db1", { summary: "a secret summary" })]);

  test.each<[string, unknown, Parameters<typeof post>[2], number, string]>([
    ["no credentials", good, { authorization: undefined }, 401, "credentials-missing"],
    ["a wrong password", good, { authorization: basic("apiuser:guess-4711") }, 401, "wrong-credentials"],
    ["a user without the permission", good, { authorization: basic("reader:secret") }, 403, "no-permission"],
    ["no recipient", good, { query: "mode=group" }, 400, "parameter-missing"],
    ["nobody", good, { query: "to=nobody&mode=group" }, 400, "no-such-group"],
    ["no JSON", "alerts=1", {}, 400, "malformed-body"],
    ["no alerts", { ...good, alerts: [] }, {}, 400, "malformed-body"],
    ["alerts that are none", { alerts: ["x"] }, {}, 400, "malformed-body"],
    ["an empty body", "", {}, 400, "malformed-body"],
    ["JSON of another kind", "[]", {}, 400, "malformed-body"],
  ])("%s", async (_, body, options, status, reason) => {
    await using api = await startApi();
    const response = await post(api, body, options);
    expect(response.status).toBe(status);
    expect(api.accepted).toEqual([]);
    expect(api.events.all).toMatchObject([{ kind: "alerts.refused", severity: "warning", details: { reason } }]);
    expect(JSON.stringify([api.events.all, api.logLines])).not.toMatch(/guess-4711|secret/);
  });

  test("a body that is too large", async () => {
    await using api = await startApi({ limits: { bodyLimitBytes: 1_000 } });
    const body = alertmanager(Array.from({ length: 5 }, (_, index) => down(`host${index}`)));
    expect((await post(api, body)).status).toBe(413);
    expect(api.events.all).toMatchObject([{ details: { reason: "request-too-large" } }]);
  });
});

describe("and what passes by itself is 503", () => {
  const good = alertmanager([down("db1")]);

  test("a message that could not be stored", async () => {
    await using api = await startApi({ accept: () => Promise.reject(new Error("database is locked")) });
    const response = await post(api, good);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("10");
    expect(await response.text()).not.toContain("locked");
    expect(api.events.all).toMatchObject([{ kind: "alerts.refused", details: { reason: "not-stored" } }]);
  });

  test("a store that does not answer in time", async () => {
    const clock = createManualClock();
    const { accept, asked } = unansweredAccept();
    await using api = await startApi({ clock, accept });
    const response = post(api, good);
    await asked;
    await clock.advance(30_000);
    expect((await response).status).toBe(503);
    expect(api.events.all).toMatchObject([{ userName: "apiuser", details: { reason: "time-limit" } }]);
  });

  test("more requests in a minute than the user may make", async () => {
    await using api = await startApi();
    await api.administration.change("apiuser", () => ({ limits: { requestsPerMinute: 1 } }));
    expect((await post(api, good)).status).toBe(200);
    const response = await post(api, good);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(api.events.all).toMatchObject([{ userName: "apiuser", details: { reason: "too-many-requests" } }]);
  });
});

test("of a storm of alerts a few are read, and all are counted", async () => {
  let read = 0;
  const alert = (status: string) =>
    Object.defineProperty({ status, labels: { alertname: "Down" } }, "annotations", {
      enumerable: true,
      get: () => {
        read++;
        return {};
      },
    });
  const alerts = Array.from({ length: 340_000 }, (_, index) => alert(index % 2 === 0 ? "firing" : "resolved"));
  const group = readAlertGroup({ alerts });
  if (group === undefined) throw new Error("no notification");
  expect(describeAlerts(group)).toMatch(/^FIRING 170000: Down\n(?:.*\n)*RESOLVED 170000\nand 339995 more$/);
  expect(read).toBe(10);
});

test("340,000 empty alerts in one body are one short text", async () => {
  await using api = await startApi();
  const body = `{"alerts":[${"{},".repeat(339_999)}{}]}`;
  const answer = await fetch(`${api.url}/api/v1/alerts?to=01701234567`, {
    method: "POST",
    body,
    headers: { authorization: `Basic ${btoa("apiuser:secret")}`, "content-type": "application/json" },
  });
  expect(answer.status).toBe(200);
  expect(api.accepted.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^FIRING 340000: alert\n(?:- .*\n){5}and 339995 more$/),
  ]);
});
