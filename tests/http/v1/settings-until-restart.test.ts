import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";

const TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-12";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("chief", "rest-api", "general", "telegram");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const patch = (body: unknown) =>
    gateway.as("chief")("/api/v1/settings", { method: "PATCH", body: JSON.stringify(body) });
  async function find(name: string) {
    const { items } = (await (await gateway.as("chief")("/api/v1/settings")).json()) as {
      items: { name: string; value?: string | string[]; runningValue?: string | string[] }[];
    };
    return items.find((setting) => setting.name === name);
  }

  test("what applies after a restart says so until then", async () => {
    // However it is written, and whether it is stored or the default: the gateway works with it already.
    const running = String((await find("fallback-after"))?.value);
    const inSeconds = `${Number.parseInt(running, 10) * 60}s`;
    for (const [value, restartNeeded] of [
      ["6m", true],
      [inSeconds, false],
      [running, false],
    ] as const) {
      expect((await patch({ "fallback-after": value })).status).toBe(200);
      const found = await find("fallback-after");
      expect(found).toMatchObject({ value, source: "database", restartNeeded });
      expect(found?.runningValue).toBe(restartNeeded ? running : undefined);
    }
    await patch({ "fallback-after": "6m" });
    expect(await find("fallback-after")).toMatchObject({ value: "6m", restartNeeded: true });
    await gateway.restart();
    expect(await find("fallback-after")).toMatchObject({ value: "6m", source: "database", restartNeeded: false });
    await patch({ "fallback-after": "7m" });
    expect(await find("fallback-after")).toMatchObject({ value: "7m", runningValue: "6m" });
    await patch({ "fallback-after": null });
    expect(await find("fallback-after")).toMatchObject({ source: "default", runningValue: "6m" });
  });

  test("of a secret, what works until a restart is hidden too, and absent if it was none", async () => {
    await patch({ "telegram-token": TOKEN });
    expect(await find("telegram-token")).not.toHaveProperty("runningValue");
    await gateway.restart();
    const response = await patch({ "telegram-token": `${TOKEN.slice(0, -1)}3` });
    expect(await response.text()).not.toContain(TOKEN);
    expect(await find("telegram-token")).toMatchObject({ value: "•••", runningValue: "•••", restartNeeded: true });
    await patch({ "telegram-token": null });
  });
}

describe("settings on SQLite that apply after a restart", () => claims(() => Promise.resolve([])));

describe.skipIf(!hasPostgres())("settings on PostgreSQL that apply after a restart", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
