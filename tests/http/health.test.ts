import { expect, test } from "bun:test";
import { createHealth, type HealthCheck } from "../../lib/http/index.ts";

async function ask(checks: Record<string, HealthCheck>, checkLimitMs = 1_000) {
  const time = { now: 0 };
  const app = createHealth({ version: "1.2.3", now: () => time.now, checks, checkLimitMs });
  time.now = 61_500;
  const response = await app.handle(new Request("http://gateway/health"));
  return { status: response.status, report: await response.json() };
}

test("ready when every part works", async () => {
  expect(await ask({ database: async () => true })).toEqual({
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
  ["says no", async () => false],
  ["rejects", () => Promise.reject(new Error("password=secret"))],
  ["does not answer", () => new Promise<boolean>(() => undefined)],
])("not ready, but alive, when a part %s", async (_, check) => {
  const { status, report } = await ask({ database: check, queue: async () => true }, 20);
  expect(status).toBe(503);
  expect(report).toMatchObject({
    status: "unavailable",
    live: true,
    ready: false,
    checks: { database: "failed", queue: "ok" },
  });
  expect(JSON.stringify(report)).not.toContain("secret");
});
