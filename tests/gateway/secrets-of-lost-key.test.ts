import { expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eachDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { sqlOn } from "../support/sql.ts";
import { problemOf } from "../support/v1.ts";

const HANG_MS = 180_000;
const CHECK = {
  name: "shop",
  probe: { http: { url: "https://192.0.2.1/", username: "me", password: "hidden-pass" } },
};
const forget = ["secret-key", "forget"];

eachDatabase("a secret.key that was given up", (databases) => {
  /** With its secrets. */
  function exported(gateway: TestGateway) {
    const passphrase = join(gateway.data, "passphrase");
    writeFileSync(passphrase, "a-passphrase-of-the-test", { mode: 0o600 });
    return gateway.command(["config", "export", "-", "--secrets-passphrase-file", passphrase]);
  }

  test(
    "leaves secrets that no export leaves out without a word, also for names that every object has",
    async () => {
      await using gateway = await startTestGateway("--database", await databases.create());
      const rule = {
        name: "constructor",
        then: [{ http: { url: "https://192.0.2.1/", secretHeaders: { Authorization: "Bearer abc" } } }],
      };
      expect((await gateway.command(["rule", "add", "-"], JSON.stringify(rule))).status).toBe(0);
      const check = JSON.stringify({ ...CHECK, name: "toString" });
      expect((await gateway.command(["check", "add", "-"], check)).status).toBe(0);
      expect((await gateway.command(["webhook", "add", "constructor", "https://192.0.2.1/"])).status).toBe(0);
      await gateway.stop();
      rmSync(join(gateway.data, "secret.key"));
      expect((await gateway.command([...forget, "--yes"])).status).toBe(0);
      const refused = async () => {
        const { status, err } = await exported(gateway);
        return [status, /^aldis: Nothing was exported: (.+)\. What to do: /.exec(err)?.[1]];
      };
      const otherwise = "sealed with another key of this installation";
      expect(await refused()).toEqual([1, `the secrets of rule constructor were ${otherwise}`]);
      expect((await gateway.command(["rule", "delete", "constructor"])).status).toBe(0);
      expect(await refused()).toEqual([1, `the secrets of check toString were ${otherwise}`]);
      expect((await gateway.command(["check", "remove", "toString"])).status).toBe(0);
      expect(await refused()).toEqual([1, `the secret of webhook constructor is missing, or was ${otherwise}`]);
      expect((await gateway.command(["webhook", "rotate", "constructor"])).status).toBe(0);
      expect((await exported(gateway)).status).toBe(0);
    },
    HANG_MS,
  );

  test(
    "sealed secrets of a rule and a check: both are switched off and renamed as before, and their secrets stay",
    async () => {
      await using gateway = await startTestGateway("--database", await databases.create());
      await gateway.addUser("chief", "rest-api,message-routing,monitoring");
      const url = "https://192.0.2.1/";
      const rule = { name: "erp", then: [{ http: { url, secretHeaders: { Authorization: "Bearer abc" } } }] };
      expect((await gateway.command(["rule", "add", "-"], JSON.stringify(rule))).status).toBe(0);
      expect((await gateway.command(["check", "add", "-"], JSON.stringify(CHECK))).status).toBe(0);
      const sealed = () =>
        sqlOn(
          gateway.database,
          "select secrets_sealed from rules union all select secrets_sealed from checks order by 1",
        );
      const before = await sealed();
      expect(before.every(({ secrets_sealed: text }) => typeof text === "string")).toBe(true);
      await gateway.stop();
      rmSync(join(gateway.data, "secret.key"));
      const off = { status: 0, out: "" };
      // Neither needs a key.
      expect(await gateway.command(["rule", "disable", "erp"])).toMatchObject(off);
      expect((await gateway.command([...forget, "--yes"])).status).toBe(0);
      expect(await gateway.command(["rule", "enable", "erp"])).toMatchObject(off);
      expect(await gateway.command(["rule", "disable", "erp"])).toMatchObject(off);
      await gateway.restart();
      const patch = async (path: string, body: object) => {
        const answer = await gateway.as("chief")(`/api/v1/${path}`, { method: "PATCH", body: JSON.stringify(body) });
        return [answer.status, await answer.text()];
      };
      expect(await patch("rules/1", { name: "ERP 2" })).toEqual([
        200,
        expect.stringContaining('"Authorization":"•••"'),
      ]);
      const named = expect.stringContaining('"name":"shop 2"');
      expect(await patch("checks/1", { enabled: false, name: "shop 2" })).toEqual([200, named]);
      expect(await sealed()).toEqual(before);
      // The mask of another server stands for nothing.
      const elsewhere = [{ http: { url: "https://192.0.2.2/", secretHeaders: { Authorization: "•••" } } }];
      const refused = [422, expect.stringContaining("write the secret itself")];
      expect(await patch("rules/1", { then: elsewhere })).toEqual(refused);
      const probe = { http: { ...CHECK.probe.http, username: "you", password: "•••" } };
      expect(await patch("checks/1", { probe })).toEqual(refused);
      const again = { http: { url, secretHeaders: { Authorization: "Bearer new" } } };
      expect((await patch("rules/1", { then: [again] }))[0]).toBe(200);
      expect(await sealed()).not.toEqual(before);
    },
    HANG_MS,
  );

  test(
    "sealed secrets of a rule and a check: an import of the configuration leaves both as they are, and their secrets",
    async () => {
      await using gateway = await startTestGateway("--database", await databases.create());
      await gateway.stop();
      const http = { url: "https://192.0.2.1/", secretHeaders: { Authorization: "Bearer abc" } };
      const rule = JSON.stringify({ name: "erp", then: [{ http }] });
      expect((await gateway.command(["rule", "add", "-"], rule)).status).toBe(0);
      expect((await gateway.command(["check", "add", "-"], JSON.stringify(CHECK))).status).toBe(0);
      rmSync(join(gateway.data, "secret.key"));
      expect((await gateway.command([...forget, "--yes"])).status).toBe(0);
      const rows = (table: string) => sqlOn(gateway.database, `select definition, secrets_sealed from ${table}`);
      const kept = async () => [...(await rows("rules")), ...(await rows("checks"))];
      const before = await kept();
      const sealed = before.map((row) => row.secrets_sealed);
      expect(sealed).toEqual([expect.any(String), expect.any(String)]);
      const file = join(gateway.data, "file.json");
      const imported = () => gateway.command(["config", "import", file, "--apply"]);
      expect((await gateway.command(["config", "export", file])).status).toBe(0);
      expect((await imported()).status).toBe(0);
      expect(await kept()).toEqual(before);
      const { rules, checks, ...rest } = JSON.parse(readFileSync(file, "utf8"));
      const changed = { rules: [{ ...rules[0], stop: true }], checks: [{ ...checks[0], everySeconds: 3_600 }] };
      writeFileSync(file, JSON.stringify({ ...rest, ...changed }));
      expect((await imported()).status).toBe(0);
      expect(await kept()).not.toEqual(before);
      expect((await kept()).map((row) => row.secrets_sealed)).toEqual(sealed);
      // The mask of another server stands for nothing.
      const url = "https://192.0.2.2/";
      const elsewhere = {
        rules: [{ ...rules[0], then: [{ http: { ...http, url, secretHeaders: { Authorization: "•••" } } }] }],
        checks: [{ ...checks[0], probe: { http: { ...checks[0].probe.http, url } } }],
      };
      writeFileSync(file, JSON.stringify({ ...rest, ...elsewhere }));
      expect((await imported()).status).toBe(0);
      expect((await kept()).map((row) => row.secrets_sealed)).toEqual([null, null]);
    },
    HANG_MS,
  );

  test.each(["rule", "check"] as const)(
    "is not asked for by a %s that was damaged: the damage is named, also while the key is missing",
    async (kind) => {
      await using gateway = await startTestGateway("--database", await databases.create());
      await gateway.stop();
      const http = { url: "https://192.0.2.1/", secretHeaders: { Authorization: "Bearer abc" } };
      const content = kind === "rule" ? { then: [{ http }] } : { probe: { http }, enabled: false };
      expect((await gateway.command([kind, "add", "-"], JSON.stringify({ name: "erp", ...content }))).status).toBe(0);
      expect(await sqlOn(gateway.database, `update ${kind}s set definition = '{' returning id`)).toHaveLength(1);
      rmSync(join(gateway.data, "secret.key"));
      await gateway.restart();
      await gateway.addUser("chief", "rest-api,message-routing,monitoring");
      for (const enabled of [true, false]) {
        const answer = await gateway.as("chief")(`/api/v1/${kind}s/1`, {
          method: "PATCH",
          body: JSON.stringify({ enabled }),
        });
        expect((await problemOf(answer, 422)).detail).toContain("was damaged in the database: replace all of it (PUT");
      }
    },
    HANG_MS,
  );

  test(
    "sealed the newest secret of a webhook: an export is refused, and an import puts another in its place",
    async () => {
      await using gateway = await startTestGateway("--database", await databases.create());
      await gateway.stop();
      expect((await gateway.command(["webhook", "add", "erp", "https://192.0.2.1/"])).status).toBe(0);
      const { status, out: file } = await exported(gateway);
      expect(status).toBe(0);
      const set = (secrets: unknown) =>
        sqlOn(gateway.database, `update webhooks set secrets = '${JSON.stringify(secrets)}' returning id`);
      const kept = async () =>
        JSON.parse(String((await sqlOn(gateway.database, "select secrets from webhooks"))[0]?.secrets)) as unknown[];
      const [good] = await kept();
      const refused = { status: 1, err: expect.stringContaining("What to do: rotate it (aldis webhook rotate erp)") };
      expect(await set([])).toHaveLength(1);
      expect(await exported(gateway)).toMatchObject(refused);
      expect(await set([{ sealed: "of another key", createdAt: 4_000_000_000_000 }, good])).toHaveLength(1);
      expect(await exported(gateway)).toMatchObject(refused);
      const passphrase = ["--secrets-passphrase-file", join(gateway.data, "passphrase")];
      writeFileSync(join(gateway.data, "file.json"), file);
      const imported = await gateway.command([
        "config",
        "import",
        join(gateway.data, "file.json"),
        "--apply",
        ...passphrase,
      ]);
      expect(imported).toMatchObject({ status: 0 });
      expect(await kept()).toHaveLength(1);
      expect((await exported(gateway)).status).toBe(0);
    },
    HANG_MS,
  );

  test(
    "sealed the secret of a webhook: the repeated request that made it conflicts, and its jobs say to rotate it",
    async () => {
      await using gateway = await startTestGateway("--database", await databases.create());
      await gateway.addUser("chief", "rest-api,webhooks");
      const add = () =>
        gateway.as("chief")("/api/v1/webhooks", {
          method: "POST",
          headers: { "idempotency-key": "erp" },
          body: JSON.stringify({ name: "erp", url: "https://192.0.2.1/", events: ["message.sent"] }),
        });
      expect((await add()).status).toBe(201);
      await gateway.stop();
      rmSync(join(gateway.data, "secret.key"));
      expect((await gateway.command([...forget, "--yes"])).status).toBe(0);
      await gateway.restart();
      const again = await add();
      expect([again.status, await again.text()]).toEqual([409, expect.stringContaining("cannot be shown again")]);
      const ask = async <T>(path: string, method = "GET") =>
        (await (await gateway.as("chief")(`/api/v1/${path}`, { method })).json()) as T;
      const tested = async () => {
        const { id } = await ask<{ id: number }>("webhooks/1/test", "POST");
        return eventually("the attempt", async () => (await ask<{ error?: string }>(`jobs/${id}`)).error);
      };
      expect(await tested()).toBe("its secret was sealed with another key of this installation: rotate it");
      await sqlOn(gateway.database, "update webhooks set secrets = '[]' returning id");
      expect(await tested()).toBe("it has no secret that signs: rotate it");
    },
    HANG_MS,
  );
});
