import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import dashboard from "../../deploy/grafana/aldis.json" with { type: "json" };
import { startPrometheus } from "../support/alertmanager.ts";
import { findClientProgram } from "../support/client-programs.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

const prometheus = findClientProgram("prometheus");
const promtool = findClientProgram("promtool");
const TOKEN = "a-token-of-the-metrics";
/** On a busy machine a Prometheus takes a while to start. */
const HANG_MS = 180_000;
const RULES = join(import.meta.dir, "../../deploy/prometheus/aldis.rules.yml");
const EXAMPLE = join(import.meta.dir, "../../deploy/prometheus/prometheus.yml");

/** Each series by its name and labels, as the text has it. */
const seriesOf = (text: string) =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line): [string, number] => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );

function metricsOf(gateway: TestGateway, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) {
  return fetch(`${gateway.url}/metrics`, { headers });
}

async function read(gateway: TestGateway): Promise<Map<string, number>> {
  const answer = await metricsOf(gateway);
  expect(answer.status).toBe(200);
  return seriesOf(await answer.text());
}

/** Waits until each of these is so. */
async function shows(gateway: TestGateway, expected: Readonly<Record<string, number>>): Promise<Map<string, number>> {
  let last: object = {};
  return eventually(`${JSON.stringify(expected)} in the metrics`, async () => {
    const series = await read(gateway);
    last = Object.fromEntries(Object.keys(expected).map((name) => [name, series.get(name)]));
    return Bun.deepEquals(last, expected) && series;
  }).catch((error) => {
    throw new Error(`${error} but ${JSON.stringify(last)}`);
  });
}

/** Has everything happen that metrics count: on a gateway with a receiver that refuses all. */
async function live(gateway: TestGateway, receiver: WebhookReceiver): Promise<void> {
  const grants = ["rest-api", "contacts", "alarms", "alarm-policies", "webhooks", "sim", "config-transfer"];
  await gateway.addUser("anna", ...grants);
  const call = async (method: string, path: string, body: object) => {
    const answer = await gateway.as("anna")(`/api/v1${path}`, { method, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: number };
  };
  await call("POST", "/webhooks", { name: "erp", url: receiver.hook, events: ["message.failed"] });
  await call("POST", "/contacts", { name: "Anna", number: "+491701234567" });
  await call("POST", "/policies", { name: "night", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"] }] });
  for (const to of ["+491701234501", "+491701234502"]) await call("POST", "/messages", { to: [to], text: "Hello" });
  await shows(gateway, { 'aldis_messages_delivered_total{channel="sms",modem="simulated"}': 2 });
  await call("POST", "/simulator/faults", { name: "cms-error", options: { error: 1 } });
  await call("POST", "/messages", { to: ["+491701234503"], text: "Hello" });
  await shows(gateway, { 'aldis_messages_failed_total{channel="sms",modem="simulated",reason="refused"}': 1 });
  await call("PATCH", "/simulator/state", { reports: "none" });
  await call("POST", "/simulator/faults", { name: "taken-then-error" });
  await call("POST", "/messages", { to: ["+491701234504"], text: "Hello" });
  await shows(gateway, { 'aldis_messages_unknown_total{channel="sms",modem="simulated"}': 1 });
  const planned = new Date(Date.now() + 3_600_000).toISOString();
  await call("POST", "/messages", { to: ["+491701234505"], text: "Later", sendAt: planned });
  await gateway.receive("+491701234501", "Yes");
  await call("POST", "/backups", {});
  const { id } = await call("POST", "/alarms", { policy: "night", text: "Disk full", severity: "critical" });
  await call("POST", `/alarms/${id}/take`, {});
  await call("POST", "/alarms", { policy: "night", text: "Fan broken", severity: "warning" });
}

const HAPPENED = {
  // Five by us, and two calls of alarms, of which the second waits for a minute to pass and is no message yet.
  'aldis_messages_accepted_total{channel="sms"}': 6,
  'aldis_messages_delivered_total{channel="sms",modem="simulated"}': 2,
  'aldis_message_delivered_seconds_count{channel="sms"}': 2,
  'aldis_messages_failed_total{channel="sms",modem="simulated",reason="refused"}': 1,
  'aldis_messages_received_total{channel="sms",modem="simulated"}': 1,
  'aldis_queue_messages{state="queued"}': 1,
  // The one that is planned is not late.
  aldis_queue_oldest_seconds: 0,
  'aldis_modem_state{modem="simulated",state="ready"}': 1,
  'aldis_modem_state{modem="simulated",state="gone"}': 0,
  'aldis_modem_registration{modem="simulated",registration="home"}': 1,
  'aldis_modem_recoveries_total{modem="simulated",step="reopen"}': 0,
  'aldis_modem_budget_limit_parts{modem="simulated",period="day"}': 500,
  'aldis_jobs_waiting{destination="webhook:erp"}': 1,
  'aldis_job_attempts_total{destination="webhook:erp",result="failed"}': 1,
  'aldis_alarms{state="acknowledged",severity="critical"}': 1,
  'aldis_alarms{state="open",severity="warning"}': 1,
  aldis_alarm_acknowledge_seconds_count: 1,
  'aldis_alarm_acknowledge_seconds_bucket{le="300"}': 1,
  aldis_database_up: 1,
};

const OPTIONS = ["--metrics-token", TOKEN, "--allow-targets", "localhost", "--budget", "perDay=500"];

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    receiver = await startWebhookReceiver((_event, response) => response.writeHead(500).end("no"));
    gateway = await startTestGateway(...(await database()), ...OPTIONS);
  });
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await receiver?.[Symbol.asyncDispose]();
  });

  test("what happened to messages, modems, jobs and alarms is in the metrics, and how long it took", async () => {
    expect((await read(gateway)).get('aldis_messages_sent_total{channel="sms",modem="simulated"}')).toBe(0);
    await live(gateway, receiver);
    const series = await shows(gateway, HAPPENED);
    const of = (name: string) => series.get(name) ?? Number.NaN;
    const sent = of('aldis_messages_sent_total{channel="sms",modem="simulated"}');
    expect(sent).toBeGreaterThanOrEqual(2);
    expect(of('aldis_message_sent_seconds_count{channel="sms"}')).toBe(sent);
    expect(of('aldis_message_sent_seconds_bucket{channel="sms",le="+Inf"}')).toBe(sent);
    expect(of('aldis_message_sent_seconds_sum{channel="sms"}')).toBeGreaterThan(0);
    expect(of('aldis_modem_budget_used_parts{modem="simulated",period="day"}')).toBeGreaterThanOrEqual(sent);
    expect(of('aldis_modem_signal_dbm{modem="simulated"}')).toBeLessThan(0);
    expect(of("aldis_commits_total")).toBeGreaterThan(10);
    expect(of("process_resident_memory_bytes")).toBeGreaterThan(10_000_000);
    expect(of("aldis_event_loop_delay_max_seconds")).toBeGreaterThanOrEqual(0);
    expect(of('aldis_jobs_oldest_seconds{destination="webhook:erp"}')).toBeGreaterThan(0);
  });

  test.skipIf(promtool === undefined)("promtool finds nothing to say about the metrics", async () => {
    const text = await (await metricsOf(gateway)).text();
    const check = Bun.spawn([promtool ?? "", "check", "metrics"], {
      stdin: new Blob([text]),
      stdout: "pipe",
      stderr: "pipe",
    });
    const said = (await check.stdout.text()) + (await check.stderr.text());
    expect({ code: await check.exited, said }).toEqual({ code: 0, said: "" });
  });
}

describe("on SQLite", () => claims(() => Promise.resolve([])));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));

describe("who may read the metrics", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway("--trusted-proxies", "127.0.0.1");
    await gateway.addUser("net", "rest-api", "network");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const from = (address: string, token?: string) =>
    metricsOf(gateway, {
      "x-forwarded-for": address,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    });
  const set = (settings: object) =>
    gateway.as("net")("/api/v1/settings", { method: "PATCH", body: JSON.stringify(settings) });

  test("nobody, without a setting; then networks without a token, and others with the token alone", async () => {
    expect((await from("192.0.2.7")).status).toBe(404);
    expect((await set({ "allow-metrics": ["192.0.2.0/24"] })).status).toBe(200);
    expect((await from("192.0.2.7")).status).toBe(200);
    expect((await from("198.51.100.7", TOKEN)).status).toBe(403);
    expect((await gateway.events({ kind: "metrics.refused" }))[0]).toMatchObject({
      details: { reason: "network-not-allowed" },
    });
    const short = await set({ "metrics-token": "too-short" });
    expect([short.status, await short.text()]).toEqual([422, expect.stringContaining("must be 16 to 512 ASCII")]);
    expect((await set({ "metrics-token": TOKEN })).status).toBe(200);
    expect((await from("198.51.100.7", TOKEN)).status).toBe(200);
    expect((await from("192.0.2.7")).status).toBe(200);
    const wrong = await from("198.51.100.7", `${TOKEN}x`);
    expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(gateway.output()).not.toContain(TOKEN);
  });

  test("whoever guesses tokens is held up after 20, and nobody from another network", async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 22; guess++) statuses.push((await from("203.0.113.9", `guess-${guess}`)).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(statuses.at(-1)).toBe(429);
    expect((await from("198.51.100.7", TOKEN)).status).toBe(200);
  });
});

const QUERIES = dashboard.panels.flatMap(({ title, targets }) =>
  (targets ?? []).map(({ expr }): [title: string, expression: string] => [
    title,
    expr.replaceAll("$instance", ".*").replaceAll("$job", "aldis").replaceAll("$__rate_interval", "1m"),
  ]),
);

describe.skipIf(prometheus === undefined || promtool === undefined)("with a real Prometheus", () => {
  test(
    "every query of the dashboard has data once a Prometheus has read the metrics, and no rule fails",
    async () => {
      const folder = temporaryDirectory();
      await using receiver = await startWebhookReceiver((_event, response) => response.writeHead(500).end("no"));
      await using gateway = await startTestGateway(...OPTIONS, "--backup-cron", "0 3 * * *");
      await using watching = await startPrometheus({
        program: prometheus ?? "",
        folder,
        target: new URL(gateway.url).host,
        rules: readFileSync(RULES, "utf8"),
        job: "aldis",
        token: TOKEN,
        interval: "250ms",
      });
      const ask = async (expression: string) => {
        const query = new URLSearchParams({ query: expression });
        const answer = await fetch(`${watching.url}/api/v1/query?${query}`).catch(() => undefined);
        // It is starting.
        if (answer === undefined || answer.status === 503) return [];
        const { data, error } = (await answer.json()) as {
          data?: { result: { value: [number, string] }[] };
          error?: string;
        };
        if (error !== undefined) throw new Error(`${expression}: ${error}`);
        return data?.result ?? [];
      };
      // Rates need a look at the zeros.
      await eventually(
        "the first look",
        async () => (await ask('aldis_messages_sent_total{modem="simulated"}')).length > 0,
      );
      await live(gateway, receiver);
      expect(QUERIES.length).toBeGreaterThan(30);
      for (const [title, expression] of QUERIES) {
        const isNumber = ({ value: [, text] }: { value: [number, string] }) => Number.isFinite(Number(text));
        await eventually(`data for ${title}: ${expression}`, async () => (await ask(expression)).some(isNumber));
      }
      const names = new Set(
        [...readFileSync(RULES, "utf8").matchAll(/\b(?:aldis|process)_\w+/g)].map(([name]) => name),
      );
      for (const name of names) expect([name, (await ask(name)).length > 0]).toEqual([name, true]);
      const rules = (await (await fetch(`${watching.url}/api/v1/rules`)).json()) as {
        data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
      };
      const all = rules.data.groups.flatMap((group) => group.rules);
      expect(all.length).toBeGreaterThan(10);
      expect(all.filter(({ health }) => health === "err")).toEqual([]);
      rmSync(folder, { recursive: true });
    },
    HANG_MS,
  );

  test("promtool takes the rules and the example of a configuration", () => {
    for (const [what, file] of [
      ["rules", RULES],
      ["config", EXAMPLE],
    ] as const) {
      const { exitCode, stdout, stderr } = Bun.spawnSync([promtool ?? "", "check", what, file]);
      expect({ what, exitCode, said: `${exitCode === 0 ? "" : stdout + String(stderr)}` }).toEqual({
        what,
        exitCode: 0,
        said: "",
      });
    }
  });

  test("of several databases the dashboard shows the oldest backup", () => {
    const folder = temporaryDirectory();
    const file = join(folder, "backups.yml");
    const series = (instance: string) =>
      `aldis_backup_last_success_timestamp_seconds{instance="${instance}",kind="scheduled"}`;
    const [, expr = ""] = QUERIES.find(([title]) => title === "Age of the last good backup") ?? [];
    const input_series = [
      { series: series("a"), values: "0x2" },
      { series: series("b"), values: "60x2" },
    ];
    const promql_expr_test = [{ expr, eval_time: "2m", exp_samples: [{ labels: '{kind="scheduled"}', value: 120 }] }];
    // JSON is YAML.
    writeFileSync(
      file,
      JSON.stringify({ rule_files: [], tests: [{ interval: "1m", input_series, promql_expr_test }] }),
    );
    const { exitCode, stdout, stderr } = Bun.spawnSync([promtool ?? "", "test", "rules", file]);
    expect({ exitCode, said: `${exitCode === 0 ? "" : stdout + String(stderr)}` }).toEqual({ exitCode: 0, said: "" });
    rmSync(folder, { recursive: true });
  });
});
