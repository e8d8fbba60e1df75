import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { startAlertmanager } from "../support/alertmanager.ts";
import { findClientProgram } from "../support/client-programs.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const alertmanager = findClientProgram("prometheus-alertmanager");
const HANG_MS = 180_000;

interface Shown {
  state: string;
  severity: string;
  count: number;
  key?: string;
}

describe.skipIf(alertmanager === undefined)("alarms of a real Alertmanager", () => {
  const folder = temporaryDirectory();
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
    await gateway.addUser("apiuser", "http-api", "rest-api", "alarms", "alarm-policies", "contacts");
    await post("/contacts", { name: "Anna", number: "+491701234567" });
    await post("/policies", { name: "night", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"] }] });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function post(path: string, body: object): Promise<void> {
    const answer = await gateway.as("apiuser")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) });
    expect(answer.status).toBe(201);
  }
  const alarms = async () =>
    ((await (await gateway.as("apiuser")("/api/v1/alarms")).json()) as { items: Shown[] }).items;
  const ofKind = async (alertname: string) => (await alarms()).filter(({ key }) => key?.includes(alertname));

  test(
    "three groups of alerts fire, gather and resolve: an alarm each follows them",
    async () => {
      await using started = await startAlertmanager({
        program: alertmanager ?? "",
        folder,
        webhook: `${gateway.url}/api/v1/alerts?policy=night`,
      });
      const alert = (alertname: string, instance: string, severity: string, more: object = {}) => ({
        labels: { alertname, instance, severity },
        annotations: { summary: `${alertname} at ${instance}` },
        ...more,
      });
      const tell = (...alerts: object[]) =>
        fetch(`${started.url}/api/v2/alerts`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(alerts),
        }).then(
          (response) => response.ok,
          () => false,
        );
      try {
        const disk = alert("DiskFull", "db1", "critical");
        const load = alert("HighLoad", "web1", "warning");
        const backup = alert("BackupMissing", "db2", "info");
        await eventually("Alertmanager takes alerts", () => tell(disk, load, backup));
        await eventually("each group has its alarm", async () => (await alarms()).length === 3);
        expect((await alarms()).map(({ severity }) => severity).toSorted()).toEqual(["critical", "info", "warning"]);

        await tell(alert("DiskFull", "db2", "critical"));
        await eventually("the second disk adds to its alarm", async () => (await ofKind("DiskFull"))[0]?.count === 2);
        expect(await alarms()).toHaveLength(3);

        const over = { endsAt: new Date(Date.now() - 1_000).toISOString() };
        await tell({ ...load, ...over }, { ...disk, ...over });
        await eventually("the load is over", async () => (await ofKind("HighLoad"))[0]?.state === "resolved");
        // One of its two alerts still fires.
        expect(await ofKind("DiskFull")).toMatchObject([{ state: "open" }]);
        await tell(alert("DiskFull", "db2", "critical", over), { ...backup, ...over });
        await eventually("all are over", async () => (await alarms()).every(({ state }) => state === "resolved"));
        expect(await alarms()).toHaveLength(3);
      } catch (error) {
        console.log(started.log());
        throw error;
      }
    },
    HANG_MS,
  );
});
