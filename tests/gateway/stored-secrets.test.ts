import { expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eachDatabase } from "../support/database.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { sqlOn } from "../support/sql.ts";
import { problemOf } from "../support/v1.ts";

const NAME = "oidc-client-secret";
const SECRET = "Zq7-provider-secret-Zq7";
const OLD_URL = "https://reader:Xw9-password-Xw9@127.0.0.1:9/contacts.csv";

eachDatabase("secrets among the stored settings", (databases) => {
  async function start(): Promise<TestGateway> {
    const gateway = await startTestGateway("--database", await databases.create());
    await gateway.addUser("chief", "rest-api", "general", "network", "sim", "telegram");
    return gateway;
  }
  const set = (gateway: TestGateway, changes: Record<string, string>) =>
    gateway.as("chief")("/api/v1/settings", { method: "PATCH", body: JSON.stringify(changes) });
  const find = async (gateway: TestGateway, name: string) => {
    const { out } = await gateway.command(["setting", "list", name, "--json"]);
    return (JSON.parse(out) as { source: string; value?: string; problem?: string }[])[0];
  };
  const stored = async (gateway: TestGateway, name: string) =>
    String((await sqlOn(gateway.database, `select value from settings where key = 'option.${name}'`))[0]?.value);

  test("are sealed in the database, and count after a restart and in commands", async () => {
    await using gateway = await start();
    const set = await gateway.command(["setting", "set", NAME, "--value-stdin"], `${SECRET}\n`);
    expect(set).toMatchObject({ status: 0 });
    expect(await stored(gateway, NAME)).toMatch(/^\{"sealed":"[\w-]{60,}"\}$/);
    await gateway.restart();
    const found = await find(gateway, NAME);
    expect(found).toMatchObject({ source: "database", value: "•••" });
    expect(found).not.toHaveProperty("problem");
    expect(await gateway.events({ kind: "setting.unusable" }, 0)).toEqual([]);
    await gateway.stop();
    for (const file of readdirSync(gateway.data, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), "latin1")).not.toContain(SECRET);
    }
  });

  test("that an earlier version left plain are sealed at the start, and go on to count", async () => {
    await using gateway = await start();
    const plain = JSON.stringify([OLD_URL]);
    await sqlOn(gateway.database, `insert into settings (key, value) values ('option.contacts-url', '${plain}')`);
    await gateway.restart();
    expect(await stored(gateway, "contacts-url")).toStartWith('{"sealed":');
    expect(await find(gateway, "contacts-url")).toMatchObject({ source: "database", value: "•••" });
  });

  test("do not count on a gateway without the key, which says so, goes on, and stores no others", async () => {
    await using gateway = await start();
    expect((await gateway.command(["setting", "set", NAME, SECRET])).status).toBe(0);
    const before = await stored(gateway, NAME);
    rmSync(join(gateway.data, "secret.key"));
    await gateway.restart();
    const problem = "was sealed with another key than the file secret.key of this gateway has";
    expect(await find(gateway, NAME)).toMatchObject({ source: "default", problem });
    const [key] = await gateway.events({ kind: "secret-key.unusable" }, 1);
    expect(JSON.stringify(key)).toContain("copy it from the data directory that the database came from");
    const [unusable] = await gateway.events({ kind: "setting.unusable" }, 1);
    expect(JSON.stringify(unusable)).toContain(problem);
    const refused = await problemOf(await set(gateway, { "contacts-url": OLD_URL }), 409);
    expect(JSON.stringify(refused)).toContain(
      "contacts-url cannot be sealed. The secrets in the database need the key",
    );
    expect(await stored(gateway, "contacts-url")).toBe("undefined");
    expect((await set(gateway, { unknown: "hold" })).status).toBe(200);
    expect(await stored(gateway, NAME)).toBe(before);
  });
});
