import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startAlertmanager, startPrometheus } from "../support/alertmanager.ts";
import { findClientProgram } from "../support/client-programs.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const prometheus = findClientProgram("prometheus");
const alertmanager = findClientProgram("prometheus-alertmanager");
const HANG_MS = 180_000;

/** Three groups, as people write them. */
const RULES = `
groups:
  - name: disks
    rules:
      - alert: DiskFull
        expr: disk_free_percent < 5
        labels:
          severity: critical
        annotations:
          summary: '{{ $labels.host }} has {{ $value }} % left'
  - name: load
    rules:
      - alert: HighLoad
        expr: load_average > 20
        labels:
          severity: warning
        annotations:
          summary: 'The load of {{ $labels.host }} is {{ $value }}'
  - name: backups
    rules:
      - alert: BackupMissing
        expr: backup_age_hours > 26
        labels:
          severity: info
        annotations:
          summary: 'The backup of {{ $labels.host }} is {{ $value }} hours old'
`;

interface Shown {
  state: string;
  severity: string;
  count: number;
  text: string;
  key?: string;
}

describe.skipIf(prometheus === undefined || alertmanager === undefined)("alarms of a real Prometheus", () => {
  const folder = temporaryDirectory();
  /** What hosts say of themselves. */
  const metrics = new Map<string, number>();
  let gateway: TestGateway;
  let hosts: ReturnType<typeof Bun.serve>;
  beforeAll(async () => {
    hosts = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch() {
        const lines = [...metrics].map(([name, value]) => `${name} ${value}\n`);
        return new Response(lines.join(""), { headers: { "content-type": "text/plain; version=0.0.4" } });
      },
    });
    gateway = await startTestGateway();
    await gateway.addUser("apiuser", "http-api", "rest-api", "alarms", "alarm-policies", "contacts");
    await post("/contacts", { name: "Anna", number: "+491701234567" });
    await post("/policies", { name: "night", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"] }] });
  });
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await hosts?.stop(true);
    rmSync(folder, { recursive: true });
  });

  async function post(path: string, body: object): Promise<void> {
    const answer = await gateway.as("apiuser")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) });
    expect(answer.status).toBe(201);
  }
  const alarms = async () =>
    ((await (await gateway.as("apiuser")("/api/v1/alarms")).json()) as { items: Shown[] }).items;
  const ofRule = async (alertname: string) => (await alarms()).filter(({ key }) => key?.includes(alertname));

  test(
    "a rule file of three groups fires into Alertmanager: an alarm each follows them to their end",
    async () => {
      metrics.set('disk_free_percent{host="db1"}', 3).set('disk_free_percent{host="db2"}', 40);
      metrics.set('load_average{host="web1"}', 31).set('backup_age_hours{host="db2"}', 27);
      mkdirSync(join(folder, "prometheus"));
      await using manager = await startAlertmanager({
        program: alertmanager ?? "",
        folder,
        webhook: `${gateway.url}/api/v1/alerts?policy=night`,
      });
      await using watching = await startPrometheus({
        program: prometheus ?? "",
        folder,
        target: `127.0.0.1:${hosts.port}`,
        rules: RULES,
        alertmanager: manager.url,
      });
      try {
        await eventually("each group has its alarm", async () => (await alarms()).length === 3, HANG_MS);
        const shown = (await alarms()).map(({ severity, text }) => `${severity}: ${text}`).toSorted();
        expect(shown).toEqual([
          expect.stringContaining("critical: FIRING: DiskFull"),
          expect.stringContaining("info: FIRING: BackupMissing"),
          expect.stringContaining("warning: FIRING: HighLoad"),
        ]);
        expect(shown[0]).toContain("db1 has 3 % left");

        metrics.set('disk_free_percent{host="db2"}', 1);
        await eventually("the second disk adds to its alarm", async () => (await ofRule("DiskFull"))[0]?.count === 2);
        metrics.set('load_average{host="web1"}', 2).set('disk_free_percent{host="db1"}', 30);
        await eventually("the load is over", async () => (await ofRule("HighLoad"))[0]?.state === "resolved");
        // One of the two disks is still full.
        expect(await ofRule("DiskFull")).toMatchObject([{ state: "open" }]);
        metrics.set('disk_free_percent{host="db2"}', 30).set('backup_age_hours{host="db2"}', 1);
        await eventually("all are over", async () => (await alarms()).every(({ state }) => state === "resolved"));
        expect(await alarms()).toHaveLength(3);
      } catch (error) {
        console.log(watching.log(), manager.log());
        throw error;
      }
    },
    HANG_MS,
  );
});
