import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { eachDatabase } from "../support/database.ts";
import { startTestGateway } from "../support/gateway.ts";
import { sqlOn } from "../support/sql.ts";

const HANG_MS = 180_000;
const ERP = { name: "erp", url: "https://erp.example/", events: ["message.sent"] };
const URL = "https://erp.example/2";

eachDatabase("an import of a configuration without secrets", (databases) => {
  /** With a webhook that is switched on. */
  async function start() {
    const gateway = await startTestGateway("--database", await databases.create());
    await gateway.stop();
    expect((await gateway.command(["webhook", "add", ERP.name, ERP.url, "--events", "message.sent"])).status).toBe(0);
    const file = join(gateway.data, "file.json");
    writeFileSync(file, JSON.stringify({ aldis: "configuration", version: 1, webhooks: [{ ...ERP, url: URL }] }));
    const row = async () => (await sqlOn(gateway.database, "select url, enabled, events, secrets from webhooks"))[0];
    const damage = async (column: string, text: string) =>
      expect(await sqlOn(gateway.database, `update webhooks set ${column} = '${text}' returning id`)).toHaveLength(1);
    const damaged = async () =>
      (await gateway.command(["doctor", "--json"])).out.includes("in the database (table webhooks) is damaged");
    const imported = () => gateway.command(["config", "import", file, "--apply"]);
    return { gateway, row, damage, damaged, imported };
  }

  test.each(["{", '[{"sealed":17}]'])(
    "gives a webhook whose secrets are damaged (%s) another secret, and switches it off",
    async (text) => {
      const { gateway, row, damage, damaged, imported } = await start();
      await using _ = gateway;
      await damage("secrets", text);
      expect(await damaged()).toBe(true);
      expect(await imported()).toMatchObject({ status: 0, out: expect.stringContaining("erp") });
      const after = await row();
      expect([after?.url, Number(after?.enabled)]).toEqual([URL, 0]);
      expect(JSON.parse(String(after?.secrets))).toEqual([
        { sealed: expect.any(String), createdAt: expect.any(Number) },
      ]);
      expect(await damaged()).toBe(false);
      // It signs: an export with secrets is refused for one that does not.
      const passphrase = join(gateway.data, "passphrase");
      writeFileSync(passphrase, "a-passphrase-of-the-test", { mode: 0o600 });
      const exported = await gateway.command(["config", "export", "-", "--secrets-passphrase-file", passphrase]);
      expect(exported).toMatchObject({ status: 0 });
    },
    HANG_MS,
  );

  test(
    "leaves a webhook whose events are damaged its secret",
    async () => {
      const { gateway, row, damage, damaged, imported } = await start();
      await using _ = gateway;
      const before = await row();
      await damage("events", "{");
      expect(await imported()).toMatchObject({ status: 0 });
      expect(await row()).toEqual({ ...before, url: URL });
      expect(await damaged()).toBe(false);
    },
    HANG_MS,
  );
});
