import { describe, expect, test } from "bun:test";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eventually } from "./support/eventually.ts";
import { freePort } from "./support/free-port.ts";
import { startTestGateway } from "./support/gateway.ts";
import { hasPgBouncer } from "./support/pgbouncer.ts";
import { createTestDatabase, execute, hasPostgres } from "./support/postgres.ts";

const deploy = (file: string) => resolve(import.meta.dir, "../deploy", file);

async function check(url: string): Promise<number> {
  const child = Bun.spawn(["sh", deploy("keepalived/check-aldis"), url], { stdio: ["ignore", "ignore", "ignore"] });
  return child.exited;
}

describe("the script that keepalived runs", () => {
  test("says yes of a node that can do its work, and no of one without modems, and of none", async () => {
    await using gateway = await startTestGateway();
    await eventually("the node to be ready", async () => (await fetch(`${gateway.url}/readyz`)).status === 200);
    expect(await check(gateway.url)).toBe(0);
    await using ill = await startTestGateway("--modem", "tcp://127.0.0.1:1");
    expect(await check(ill.url)).not.toBe(0);
    expect(await check(`http://127.0.0.1:${await freePort()}`)).not.toBe(0);
    expect(await check("")).not.toBe(0);
  }, 180_000);

  test("is what the recipe names, and is asked often enough", () => {
    const recipe = readFileSync(deploy("keepalived/keepalived.conf"), "utf8");
    expect(recipe).toMatch(/script "\/usr\/local\/bin\/check-aldis http:\/\/127\.0\.0\.1:8080"/);
    expect(recipe.match(/\{/g)?.length).toBe(recipe.match(/\}/g)?.length ?? 0);
  });

  const keepalived = Bun.which("keepalived") ?? Bun.which("keepalived", { PATH: "/usr/sbin" });
  test.skipIf(keepalived === null)("stands in a recipe that keepalived takes", async () => {
    const child = Bun.spawn([keepalived ?? "", "--config-test", "-f", deploy("keepalived/keepalived.conf")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = await new Response(child.stderr).text();
    await child.exited;
    // The script is not installed here, and the interface is the reader's.
    expect(said.split("\n").filter((line) => /unknown keyword|syntax|missing/i.test(line))).toEqual([]);
  });
});

describe.skipIf(!hasPgBouncer() || !hasPostgres())("the recipe of PgBouncer", () => {
  test("lets clients in and keeps sessions", async () => {
    const database = new URL(await createTestDatabase());
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), "aldis-pgbouncer-"));
    const file = join(folder, "pgbouncer.ini");
    copyFileSync(deploy("pgbouncer/pgbouncer.ini"), file);
    const users = join(folder, "userlist.txt");
    writeFileSync(users, `"${database.username}" ""\n`);
    const recipe = readFileSync(file, "utf8")
      .replace(
        "host=db1 port=5432 dbname=aldis",
        `host=${database.hostname} port=${database.port} dbname=${database.pathname.slice(1)} user=${database.username}`,
      )
      .replace("listen_port = 6432", `listen_port = ${port}\nunix_socket_dir =`)
      .replace("/etc/pgbouncer/userlist.txt", users)
      // The test's server trusts everybody.
      .replace("scram-sha-256", "trust");
    writeFileSync(file, recipe);
    for (const [path, mode] of [
      [folder, 0o755],
      [file, 0o644],
      [users, 0o644],
    ] as const)
      chmodSync(path, mode);
    const asUser = process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
    const program = Bun.which("pgbouncer") ?? "/usr/sbin/pgbouncer";
    const child = Bun.spawn([...asUser, program, "-q", file], { stdio: ["ignore", "ignore", "ignore"] });
    try {
      const url = `postgres://${database.username}@127.0.0.1:${port}/aldis`;
      const rows = await eventually("an answer through it", () =>
        execute(url, "select 1 as one").catch(() => undefined),
      );
      expect(rows).toEqual([{ one: 1 }]);
      expect(recipe).toContain("pool_mode = session");
    } finally {
      child.kill("SIGTERM");
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});
