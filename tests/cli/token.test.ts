import { describe, expect, test } from "bun:test";
import { createApiTokens } from "../../lib/auth/index.ts";
import { tokenCommands } from "../../lib/cli/token.ts";
import { userCommands } from "../../lib/cli/user.ts";
import { openStore } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { recordEvents } from "../support/recorded-events.ts";

const cli = commandsOnData([...userCommands, ...tokenCommands]);
const token = (...args: string[]) => cli.run(["token", ...args]);
const addUser = (name: string, grants: string) =>
  cli.run(["user", "add", name, "--password-stdin", "--grant", grants], "secret\n");

/** Who calls with a token, as a gateway on the data sees it. */
async function callerOf(secret: string) {
  const store = await openStore({ url: cli.database() });
  try {
    const { apiTokens, users } = store;
    const tokens = createApiTokens({ store: apiTokens, users, events: recordEvents(), now: Date.now });
    return await tokens.read(secret.trim(), "192.0.2.7");
  } finally {
    await store.close();
  }
}

describe("token add", () => {
  test("prints the token alone on standard output; it calls for its user with what was given", async () => {
    await addUser("anna", "rest-api,contacts,sim");
    const added = await token("add", "ANNA", "zabbix", "--permissions", "rest-api,contacts");
    expect(added).toMatchObject({ status: 0, err: "This is the only time that the token is shown:\n" });
    expect(added.out).toMatch(/^aldis_[\w-]{43}\n$/);
    expect(await callerOf(added.out)).toMatchObject({
      user: { name: "anna", permissions: ["contacts", "rest-api"] },
    });
  });

  test.each([
    [["add", "nobody", "zabbix"], 1, "aldis: The user nobody does not exist\n"],
    [["add", "anna", "old"], 1, "aldis: User anna already has a token old\n"],
    [
      ["add", "anna", "new", "--permissions", "sim"],
      1,
      "aldis: A token allows no more than its maker: anna does not hold sim\n",
    ],
    [
      ["add", "carl", "new"],
      1,
      "aldis: A token is of use only with the permission rest-api: grant it to user carl first\n",
    ],
  ])("%j ends with %i", async (args, status, err) => {
    await addUser("anna", "rest-api");
    await addUser("carl", "contacts");
    await token("add", "anna", "old");
    expect(await token(...args)).toEqual({ status, out: "", err });
  });

  test("refuses a permission that does not exist and a time that is none as wrong use", async () => {
    await addUser("anna", "rest-api");
    expect((await token("add", "anna", "x", "--permissions", "rest-ap")).status).toBe(2);
    expect((await token("add", "anna", "x", "--expires", "tomorrow")).status).toBe(2);
  });
});

test("token list names the user, what a token allows, its last use and its end, and never the token", async () => {
  await addUser("anna", "rest-api,sim");
  await addUser("bernd", "rest-api");
  const { out: secret } = await token("add", "anna", "zabbix", "--permissions", "rest-api", "--expires", "90d");
  await token("add", "bernd", "checkmk");
  await callerOf(secret);
  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
  const { out } = await token("list");
  expect(out).toMatch(
    new RegExp(
      `^anna   zabbix   rest-api  used ${time} from 192.0.2.7  expires ${time}\nbernd  checkmk  rest-api  never used\n$`,
    ),
  );
  expect((await token("list", "bernd")).out).toBe("bernd  checkmk  rest-api  never used\n");
  expect((await token("list", "nobody")).status).toBe(1);
  expect(out).not.toContain(secret.slice(6, 20));
});

test("token revoke ends a token by its name in any case, and says when there is none", async () => {
  await addUser("anna", "rest-api");
  const { out: secret } = await token("add", "anna", "Zabbix");
  expect((await token("revoke", "anna", "ZABBIX")).out).toBe("token Zabbix of anna was revoked\n");
  expect(await callerOf(secret)).toBeUndefined();
  expect(await token("revoke", "anna", "zabbix")).toMatchObject({
    status: 1,
    err: "aldis: User anna has no token zabbix\n",
  });
});

test("user passwd revokes tokens unless it is told to keep them", async () => {
  await addUser("anna", "rest-api");
  const { out: secret } = await token("add", "anna", "zabbix");
  await cli.run(["user", "passwd", "anna", "--password-stdin", "--keep-tokens"], "other secret\n");
  expect(await callerOf(secret)).toBeDefined();
  await cli.run(["user", "passwd", "anna", "--password-stdin"], "third secret\n");
  expect(await callerOf(secret)).toBeUndefined();
});
