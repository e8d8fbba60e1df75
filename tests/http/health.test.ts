import { expect, test } from "bun:test";
import { createHealth, type HealthCheck } from "../../lib/http/index.ts";
import { createLog } from "../../lib/log.ts";

const silent = createLog({ level: "silent", format: "json" });

async function ask(checks: Record<string, HealthCheck>, checkLimitMs = 1_000) {
  const time = { now: 0 };
  const app = createHealth({ version: "1.2.3", clock: { now: () => time.now }, checks, checkLimitMs, log: silent });
  time.now = 61_500;
  const response = await app.handle(new Request("http://gateway/health"));
  return { status: response.status, report: await response.json() };
}

test("ready when every part works", async () => {
  expect(await ask({ database: async () => undefined })).toEqual({
    status: 200,
    report: {
      status: "ok",
      live: true,
      ready: true,
      version: "1.2.3",
      uptimeSeconds: 61,
      checks: { database: "ok" },
    },
  });
});

test.each<[string, HealthCheck]>([
  ["rejects", () => Promise.reject(new Error("password=secret"))],
  ["does not answer", () => new Promise<void>(() => undefined)],
])("not ready, but alive, when a part %s", async (_, check) => {
  const { status, report } = await ask({ database: check, queue: async () => undefined }, 20);
  expect(status).toBe(503);
  expect(report).toMatchObject({
    status: "unavailable",
    live: true,
    ready: false,
    checks: { database: "failed", queue: "ok" },
  });
  expect(JSON.stringify(report)).not.toContain("secret");
});

test("degraded, and ready all the same, when a part fails that requests do not need", async () => {
  const lines: { msg: string; reason?: string }[] = [];
  const log = createLog({
    level: "info",
    format: "json",
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  let modems: HealthCheck = () => Promise.reject(new Error("no modem is ready"));
  let database: HealthCheck = async () => undefined;
  const app = createHealth({
    version: "1.2.3",
    clock: { now: () => 0 },
    checks: { database: () => database() },
    watched: { modems: () => modems() },
    log,
  });
  const asked = async () => {
    const response = await app.handle(new Request("http://gateway/health"));
    return { http: response.status, ...((await response.json()) as object) };
  };
  const failed = { database: "ok", modems: "failed" };
  expect(await asked()).toMatchObject({ http: 200, status: "degraded", ready: true, checks: failed });
  expect(lines).toMatchObject([{ reason: "no modem is ready", msg: expect.not.stringContaining("not ready") }]);
  database = () => Promise.reject(new Error("disk full"));
  expect(await asked()).toMatchObject({ http: 503, status: "unavailable", ready: false });
  database = async () => undefined;
  modems = async () => undefined;
  expect(await asked()).toMatchObject({ http: 200, status: "ok", checks: { database: "ok", modems: "ok" } });
});

test("the reason of a failed check is in the log: once, again when it changes, and when it passes again", async () => {
  const lines: { msg: string; check?: string; reason?: string }[] = [];
  const log = createLog({
    level: "info",
    format: "json",
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  let reason: string | undefined;
  const database = () => (reason === undefined ? Promise.resolve() : Promise.reject(new Error(reason)));
  const app = createHealth({ version: "1.2.3", clock: { now: () => 0 }, checks: { database }, log });
  for (const next of [undefined, "disk full", "disk full", "no connection", undefined, undefined]) {
    reason = next;
    await app.handle(new Request("http://gateway/health"));
  }
  expect(lines.map(({ check, reason }) => [check, reason])).toEqual([
    ["database", "disk full"],
    ["database", "no connection"],
    ["database", undefined],
  ]);
});
