import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { startCli, temporaryDirectory } from "../support/run-cli.ts";

async function readyz({ url }: Pick<TestGateway, "url">) {
  const answer = await fetch(`${url}/readyz`);
  const { ready, reasons } = (await answer.json()) as { ready: boolean; reasons: { check: string; reason: string }[] };
  return { status: answer.status, ready, checks: reasons.map(({ check }) => check), reasons };
}

const until = (gateway: Pick<TestGateway, "url">, ...checks: string[]) =>
  eventually(`/readyz to name ${checks.join(", ") || "nothing"}`, async () => {
    const answer = await readyz(gateway);
    return answer.checks.join() === checks.join() && answer;
  });

describe("/readyz", () => {
  test("is 200 with a modem that is ready, and the answer is not kept by anybody", async () => {
    await using gateway = await startTestGateway();
    expect(await until(gateway)).toEqual({ status: 200, ready: true, checks: [], reasons: [] });
    expect((await fetch(`${gateway.url}/readyz`)).headers.get("cache-control")).toBe("no-store");
  });

  test("is 503 while the only modem is not there, which /health takes for ready", async () => {
    await using gateway = await startTestGateway("--modem", "tcp://127.0.0.1:1");
    expect(await until(gateway, "modems")).toMatchObject({
      status: 503,
      ready: false,
      reasons: [{ check: "modems", reason: "The modem is not ready." }],
    });
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });

  test("says why the modem is not ready: a SIM that waits for its PIN", async () => {
    const folder = temporaryDirectory();
    const link = join(folder, "modem");
    const simulator = startCli(createCommandLine({ createApp }), ["simulator", "--pty", link, "--pin", "4711"]);
    try {
      await simulator.printed(/ready at/);
      await using gateway = await startTestGateway("--modem", link);
      const reason = "The modem is not ready. The SIM asks for its PIN: add ?pin=… to the modem's setting.";
      const said = await eventually("the reason", async () => {
        const { reasons } = await readyz(gateway);
        return reasons[0]?.reason === reason && reasons;
      });
      expect(said).toEqual([{ check: "modems", reason }]);
    } finally {
      await simulator.stop();
      rmSync(folder, { recursive: true });
    }
  });

  test("is 503 where modems are looked for and there is none", async () => {
    await using gateway = await startTestGateway("--modem", "auto");
    expect(await until(gateway, "modems")).toMatchObject({ status: 503 });
  });
});

describe.skipIf(!hasPostgres())("/readyz on PostgreSQL", () => {
  test("is 503 while the database is away, with a reason that names no host, and 200 when it is back", async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    await using gateway = await startTestGateway("--database", proxy.url);
    await until(gateway);
    proxy.refuse();
    const away = await until(gateway, "database");
    expect(away.status).toBe(503);
    expect(JSON.stringify(away)).not.toMatch(/127\.0\.0\.1|ECONN|postgres/i);
    proxy.heal();
    expect(await until(gateway)).toMatchObject({ status: 200 });
  }, 180_000);
});
