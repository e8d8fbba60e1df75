import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createAuthenticator, PERMISSIONS } from "../../lib/auth/index.ts";
import { userCommands } from "../../lib/cli/user.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { recordEvents } from "../support/recorded-events.ts";

const cli = commandsOnData(userCommands);
const user = (args: string[], stdin?: string) => cli.run(["user", ...args], stdin);
const add = (name: string, ...grants: string[]) => user(["add", name, "--password-stdin", ...grants], "secret\n");

async function withGatewayStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ url: cli.database() });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

describe("user add", () => {
  test("makes the data directory for its owner alone, and a user who can authenticate with what was granted", async () => {
    expect(await add("apiuser", "--grant", "http-api,web")).toEqual({
      status: 0,
      out: "apiuser was added and holds http-api, web\n",
      err: "",
    });
    expect((statSync(cli.data()).mode & 0o777).toString(8)).toBe("700");
    await withGatewayStore(async ({ users }) => {
      const authenticator = createAuthenticator({ users, events: recordEvents(), now: Date.now });
      const credentials = { name: "apiuser", password: "secret", address: "" };
      expect(await authenticator.authenticate(credentials)).toMatchObject({
        ok: true,
        value: { permissions: ["http-api", "web"] },
      });
      expect(await authenticator.authenticate({ ...credentials, password: "secret\n" })).toMatchObject({ ok: false });
    });
  });

  test("leaves no password in any file", async () => {
    await user(["add", "apiuser", "--password-stdin"], "correct-horse-battery\n");
    for (const file of readdirSync(cli.data())) {
      expect(readFileSync(join(cli.data(), file)).includes("correct-horse-battery")).toBe(false);
    }
  });

  test("refuses a name that is taken, a short password and a permission that does not exist", async () => {
    await add("apiuser");
    expect(await add("APIUSER")).toMatchObject({ status: 1, err: "aldis: The user APIUSER already exists\n" });
    expect(await user(["add", "other", "--password-stdin"], "abc\n")).toMatchObject({ status: 1 });
    expect((await add("other", "--grant", "htp-api")).err).toStartWith(
      "aldis: --grant: no permission is called htp-api; did you mean http-api?\n",
    );
    expect((await user(["list"])).out).toBe("apiuser  no permission\n");
  });

  test("never takes a password as an argument", async () => {
    expect(await user(["add", "apiuser", "secret"])).toMatchObject({ status: 2 });
    expect(await user(["add", "apiuser", "--password", "secret"])).toMatchObject({ status: 2 });
  });
});

test("list shows names and permissions in order; all of them are shown as all", async () => {
  await add("zoe", "--grant", "all");
  await add("Ada", "--grant", "sim", "--grant", "http-api");
  expect((await user(["list"])).out).toBe("Ada  http-api, sim\nzoe  all\n");
});

test("grant adds, revoke takes away, and both say what is held now", async () => {
  await add("apiuser", "--grant", "web");
  expect((await user(["grant", "apiuser", "http-api,sim"])).out).toBe("apiuser holds http-api, sim, web\n");
  expect((await user(["revoke", "apiuser", "all"])).out).toBe("apiuser holds no permission\n");
  expect(await user(["grant", "nobody", "web"])).toMatchObject({
    status: 1,
    err: "aldis: The user nobody does not exist\n",
  });
  expect((await user(["grant", "apiuser", "wbe"])).status).toBe(2);
});

test("a preset replaces what is held, and a new user gets it with what is granted", async () => {
  await add("zabbix", "--preset", "monitoring-system", "--grant", "sim");
  expect((await user(["list"])).out).toBe("zabbix  http-api, sim\n");
  expect((await user(["preset", "zabbix", "reads-only"])).out).toBe(
    "zabbix holds incoming-messages, sent-messages, web\n",
  );
  expect((await user(["preset", "zabbix", "administrator"])).out).toBe("zabbix holds all\n");
  expect(await user(["preset", "zabbix", "root"])).toMatchObject({
    status: 2,
    err: expect.stringContaining("no preset is called root; there are administrator, sends-messages"),
  });
});

test("limit says from where and how often a user may call, keeps what is not given, and lifts with any", async () => {
  await add("apiuser", "--grant", "http-api");
  const shown = async (...args: string[]) => (await user(["limit", "apiuser", ...args])).out;
  expect(await shown()).toBe("apiuser may call from any address, any number of requests a minute\n");
  expect(await shown("--networks", "10.1.2.3/8,2001:db8::/32", "--networks", "192.0.2.7", "--per-minute", "60")).toBe(
    "apiuser may call from 10.0.0.0/8, 2001:db8::/32, 192.0.2.7, 60 requests a minute\n",
  );
  expect(await shown("--networks", "any")).toBe("apiuser may call from any address, 60 requests a minute\n");
  expect((await user(["list"])).out).toBe("apiuser  http-api  from any address, 60 requests a minute\n");
  expect(await shown("--per-minute", "any")).toBe(
    "apiuser may call from any address, any number of requests a minute\n",
  );
  expect((await user(["list"])).out).toBe("apiuser  http-api\n");
});

test("limit refuses what is no network, no number and no user", async () => {
  await add("apiuser");
  expect(await user(["limit", "apiuser", "--networks", "10.1"])).toMatchObject({
    status: 2,
    err: expect.stringContaining("--networks: must be networks such as 10.0.0.0/8"),
  });
  expect((await user(["limit", "apiuser", "--per-minute", "0"])).status).toBe(2);
  expect(await user(["limit", "nobody", "--per-minute", "5"])).toMatchObject({
    status: 1,
    err: "aldis: The user nobody does not exist\n",
  });
});

test("the last administrator can be neither stripped nor removed", async () => {
  await add("admin", "--grant", Object.keys(PERMISSIONS).join(","));
  expect(await user(["revoke", "admin", "users"])).toMatchObject({ status: 1, out: "" });
  expect(await user(["remove", "admin"])).toMatchObject({ status: 1, out: "" });
  await add("second", "--grant", "all");
  expect(await user(["remove", "admin"])).toMatchObject({ status: 0, out: "admin was removed\n" });
});

test("passwd takes effect on a gateway that runs, although it has the old password in its cache", async () => {
  await add("apiuser", "--grant", "http-api");
  await withGatewayStore(async ({ users }) => {
    const authenticator = createAuthenticator({ users, events: recordEvents(), now: Date.now });
    const authenticate = (password: string) => authenticator.authenticate({ name: "apiuser", password, address: "" });
    expect(await authenticate("secret")).toMatchObject({ ok: true });
    expect(await user(["passwd", "apiuser", "--password-stdin"], "geheim\n")).toMatchObject({ status: 0 });
    expect(await authenticate("secret")).toMatchObject({ ok: false });
    expect(await authenticate("geheim")).toMatchObject({ ok: true });
  });
});

test("a database that cannot be used is one sentence and exit status 1", async () => {
  expect(
    await user(["add", "anna", "--password-stdin", "--database", "sqlite:/nowhere/a.sqlite"], "secret\n"),
  ).toMatchObject({
    status: 1,
    out: "",
    err: expect.stringMatching(/^aldis: the database cannot be used: .*\n$/),
  });
});
