import { expect, test } from "bun:test";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eachDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway } from "../support/gateway.ts";
import { sqlOn } from "../support/sql.ts";

const HANG_MS = 180_000;
const CHECK = {
  name: "shop",
  probe: { http: { url: "https://192.0.2.1/", username: "me", password: "hidden-pass" } },
};
const NAME = "oidc-client-secret";

eachDatabase("a secret.key of which every copy is lost", (databases) => {
  /** A stopped gateway whose database has a PIN and a secret setting, and whose key is moved away. */
  async function lost() {
    const gateway = await startTestGateway("--database", await databases.create());
    expect((await gateway.command(["modem", "add", "/dev/ttyUSB7?pin=1234&name=gsm"])).status).toBe(0);
    expect((await gateway.command(["setting", "set", NAME, "a-secret-of-before"])).status).toBe(0);
    expect((await gateway.command(["check", "add", "-"], JSON.stringify(CHECK))).status).toBe(0);
    await gateway.stop();
    const key = join(gateway.data, "secret.key");
    renameSync(key, `${key}.away`);
    return { gateway, key };
  }
  const forget = ["secret-key", "forget"];

  test(
    "puts a modem with a PIN out of service, whatever its device is, and says what to do",
    async () => {
      const { gateway, key } = await lost();
      await using _ = gateway;
      await gateway.restart();
      await gateway.addUser("chief", "rest-api", "sim");
      const modem = await eventually("the modem to say what it lacks", async () => {
        const { items } = (await (await gateway.as("chief")("/api/v1/modems")).json()) as {
          items: { name: string; state: string; problem?: string }[];
        };
        return items.find(({ name, problem }) => name === "gsm" && problem !== undefined);
      });
      expect(modem.problem).toStartWith(`The secrets in the database need the key ${key}: copy it from`);
      expect(modem.state).toBe("out-of-service");
      await eventually("the command to say so", async () =>
        /gsm +out-of-service /.test((await gateway.command(["modem", "list"])).out),
      );
    },
    HANG_MS,
  );

  test(
    "can be given up: PINs and secrets are typed again, and sealed with a new key",
    async () => {
      const { gateway, key } = await lost();
      await using _ = gateway;
      const refused = await gateway.command(["modem", "change", "gsm", "pin=4321"]);
      expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("aldis secret-key forget") });

      const asked = await gateway.command(forget);
      expect(asked).toMatchObject({ status: 1, out: "", err: expect.stringContaining("nothing was changed") });
      expect((await gateway.command(["modem", "change", "gsm", "pin=4321"])).status).toBe(1);

      const done = await gateway.command([...forget, "--yes"]);
      expect(done).toMatchObject({ status: 0, err: "" });
      expect(done.out).toContain("aldis modem change NAME --pin-stdin");
      await gateway.restart();
      await eventually("the modem to say what it lacks", async () =>
        (await gateway.command(["modem", "list"])).out.includes("The modem's PIN cannot be read: set it again"),
      );
      expect((await gateway.command(["setting", "list", NAME])).err).toContain("sealed with another key");
      // No mask goes to the server in place of the password.
      expect((await gateway.command(["check", "run", "shop"])).out).toContain(
        "its secrets were sealed with another key",
      );

      expect((await gateway.command(["modem", "change", "gsm", "pin=4321"])).status).toBe(0);
      expect((await gateway.command(["setting", "set", NAME, "a-secret-of-now"])).status).toBe(0);
      expect(readFileSync(key, "utf8")).not.toBe(readFileSync(`${key}.away`, "utf8"));
      await gateway.restart();
      await eventually("the modem to look for its device", async () =>
        (await gateway.command(["modem", "list"])).out.includes("is the modem plugged in?"),
      );
      expect((await gateway.command(["setting", "list", NAME])).err).not.toContain("sealed with another key");
    },
    HANG_MS,
  );

  test(
    "can be given up: a webhook whose secret was rotated since is told again, signed with the new one",
    async () => {
      const signatures: string[] = [];
      using receiver = Bun.serve({
        port: 0,
        hostname: "127.0.0.1",
        fetch(request) {
          signatures.push(request.headers.get("webhook-signature") ?? "");
          return new Response();
        },
      });
      await using gateway = await startTestGateway(
        ...["--database", await databases.create(), "--allow-targets", "127.0.0.1"],
      );
      const named = ["erp", `${receiver.url}`, "--allow-targets", "127.0.0.1"];
      expect((await gateway.command(["webhook", "add", ...named])).status).toBe(0);
      await gateway.stop();
      rmSync(join(gateway.data, "secret.key"));
      expect((await gateway.command([...forget, "--yes"])).status).toBe(0);
      expect((await gateway.command(["webhook", "rotate", "erp"])).status).toBe(0);
      await gateway.restart();
      await gateway.addUser("chief", "rest-api,webhooks");
      expect((await gateway.as("chief")("/api/v1/webhooks/1/test", { method: "POST" })).status).toBe(202);
      await eventually("the test to come", () => signatures.length > 0);
      expect(signatures[0]).toMatch(/^v1,\S+$/);
    },
    HANG_MS,
  );

  test(
    "and was given up: no export leaves out secrets without a word",
    async () => {
      const { gateway } = await lost();
      await using _ = gateway;
      expect((await gateway.command([...forget, "--yes"])).status).toBe(0);
      const passphrase = join(gateway.data, "passphrase");
      writeFileSync(passphrase, "a-passphrase-of-the-test", { mode: 0o600 });
      const whole = () => gateway.command(["config", "export", "-", "--secrets-passphrase-file", passphrase]);
      const refusal = (what: string) =>
        `aldis: Nothing was exported: the secrets of ${what} were sealed with another key of this installation. What to do: type them again, or export without secrets`;
      expect(await whole()).toMatchObject({ status: 1, err: expect.stringContaining(refusal("check shop")) });
      expect((await gateway.command(["check", "remove", "shop"])).status).toBe(0);
      expect(await whole()).toMatchObject({ status: 1, err: expect.stringContaining(refusal(`setting --${NAME}`)) });
      expect((await gateway.command(["config", "export", "-"])).status).toBe(0);
      expect((await gateway.command(["setting", "set", NAME, "a-secret-of-now"])).status).toBe(0);
      expect((await whole()).status).toBe(0);
    },
    HANG_MS,
  );

  test(
    "is given up in favour of the one that is there",
    async () => {
      const { gateway, key } = await lost();
      await using _ = gateway;
      const other = `${Buffer.alloc(32, 1).toString("base64url")}\n`;
      writeFileSync(key, other, { mode: 0o600 });
      expect((await gateway.command([...forget, "--yes"])).status).toBe(0);
      expect((await gateway.command(["modem", "change", "gsm", "pin=4321"])).status).toBe(0);
      expect(readFileSync(key, "utf8")).toBe(other);
    },
    HANG_MS,
  );

  test(
    "is not given up while it is there, while a gateway runs, or where nothing was sealed",
    async () => {
      const { gateway, key } = await lost();
      await using _ = gateway;
      renameSync(`${key}.away`, key);
      const there = await gateway.command([...forget, "--yes"]);
      expect(there).toMatchObject({ status: 1, err: expect.stringContaining("the key is not lost") });

      await gateway.restart();
      rmSync(key);
      const running = await gateway.command([...forget, "--yes"]);
      expect(running).toMatchObject({ status: 1, err: expect.stringContaining("another gateway runs") });

      await using fresh = await startTestGateway("--database", await databases.create());
      await fresh.stop();
      const unneeded = await fresh.command([...forget, "--yes"]);
      expect(unneeded).toMatchObject({ status: 1, err: expect.stringContaining("needs no key of secrets") });
      expect(existsSync(join(fresh.data, "secret.key"))).toBe(false);
    },
    HANG_MS,
  );

  test.each(['"cut off', "17"])(
    "is none where its fingerprint in the database was damaged (%s): the gateway starts, and opens what it sealed",
    async (damaged) => {
      const { gateway, key } = await lost();
      await using _ = gateway;
      const damage = () =>
        sqlOn(gateway.database, `update settings set value = '${damaged}' where key = 'secret-key' returning key`);
      expect(await damage()).toHaveLength(1);
      const without = await gateway.command(["modem", "change", "gsm", "pin=4321"]);
      expect(without).toMatchObject({ status: 1, err: expect.stringContaining("aldis secret-key forget") });
      expect((await gateway.command(forget)).err).toContain("nothing was changed");

      renameSync(`${key}.away`, key);
      await gateway.restart();
      await eventually("the modem to look for its device", async () =>
        (await gateway.command(["modem", "list"])).out.includes("is the modem plugged in?"),
      );
      expect((await gateway.command(["setting", "list", NAME])).err).not.toContain("sealed with another key");
      const doctor = JSON.parse((await gateway.command(["doctor", "--json"])).out) as {
        findings: { subject: string; problem?: string }[];
      };
      const about = ["rows of the database", "key of secrets"];
      expect(
        doctor.findings.filter(({ subject, problem }) => about.includes(subject) && problem !== undefined),
      ).toEqual([]);
    },
    HANG_MS,
  );

  if (databases.dialect !== "postgres") return;
  test(
    "is not given up while another gateway of the database runs",
    async () => {
      const { gateway } = await lost();
      await using _ = gateway;
      await using other = await startTestGateway("--database", gateway.database);
      const refused = await gateway.command([...forget, "--yes"]);
      expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("gateways run on the database") });
      await other.stop();
      expect((await gateway.command([...forget, "--yes"])).status).toBe(0);
    },
    HANG_MS,
  );
});
