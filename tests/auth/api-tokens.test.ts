import { describe, expect, test } from "bun:test";
import { type ApiTokens, createApiTokens, createUserAdministration, hashPassword } from "../../lib/auth/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { recordEvents } from "../support/recorded-events.ts";
import { sqlOn } from "../support/sql.ts";

const NOON = 1_700_000_000_000;
const MINUTE = 60_000;

eachDatabase("tokens", (databases) => {
  /** A gateway with the users `anna` and `bernd`, who may use the API, and `carl`, who may not. */
  async function start() {
    const url = await databases.create();
    const time = { now: NOON };
    const open = async () => {
      const store = await databases.open({ url });
      const events = recordEvents();
      const tokens = createApiTokens({ store: store.apiTokens, users: store.users, events, now: () => time.now });
      return { store, events, tokens, users: createUserAdministration({ users: store.users, events }) };
    };
    const gateway = await open();
    const passwordHash = await passwordHashOnce;
    for (const [name, ...permissions] of [
      ["anna", "rest-api", "contacts", "sim"],
      ["bernd", "rest-api"],
      ["carl", "contacts"],
    ] as const) {
      await gateway.store.users.add({ name, passwordHash, permissions });
    }
    return { ...gateway, url, time, open };
  }

  async function addedTo(
    { store, tokens }: { store: Store; tokens: ApiTokens },
    asked: Partial<Parameters<ApiTokens["add"]>[1]> = {},
    userName = "anna",
  ) {
    const added = await tokens.add(await userNamed(store, userName), { name: "zabbix", ...asked });
    if (!added.ok) throw new Error(added.problem.message);
    return added.value;
  }

  test("a token calls for its user with what it was given, and its secret is nowhere in the database", async () => {
    const gateway = await start();
    const { token, secret } = await addedTo(gateway, { permissions: ["rest-api", "contacts"] });
    expect(secret).toMatch(/^aldis_[\w-]{43}$/);
    expect(token).toEqual({
      id: token.id,
      userId: 1,
      name: "zabbix",
      permissions: ["contacts", "rest-api"],
      createdAt: NOON,
    });
    expect(await gateway.tokens.read(secret, "192.0.2.7")).toEqual({
      user: { id: 1, name: "anna", disabled: false, permissions: ["contacts", "rest-api"] },
      tokenId: token.id,
    });
    expect(JSON.stringify(await sqlOn(gateway.url, "select * from api_tokens"))).not.toContain(secret.slice(10, 30));
    expect(gateway.events.all).toMatchObject([
      { kind: "token.added", message: "Token zabbix of user anna was added with contacts, rest-api" },
    ]);
    expect(JSON.stringify(gateway.events.all)).not.toContain(secret.slice(10, 30));
  });

  test.each([
    "",
    "aldis_",
    `aldis_${"x".repeat(43)}`,
    `aldis_${"x".repeat(44)}`,
    `ALDIS_${"x".repeat(43)}`,
    "x".repeat(49),
    "\0",
  ])("%j calls for nobody", async (text) => {
    const gateway = await start();
    await addedTo(gateway);
    expect(await gateway.tokens.read(text, "")).toBeUndefined();
  });

  test("it never allows more than its user holds, from the next request on and in every gateway", async () => {
    const gateway = await start();
    const elsewhere = await gateway.open();
    const { secret } = await addedTo(gateway, { permissions: ["rest-api", "contacts"] });
    const allowed = async () => (await elsewhere.tokens.read(secret, ""))?.user.permissions;
    expect(await allowed()).toEqual(["contacts", "rest-api"]);
    await gateway.users.change("anna", () => ({ permissions: ["rest-api"] }));
    expect(await allowed()).toEqual(["rest-api"]);
    await gateway.users.change("anna", ({ permissions }) => ({ permissions: [...permissions, "contacts", "users"] }));
    expect(await allowed()).toEqual(["contacts", "rest-api"]);
  });

  test("ends when it expires, not before", async () => {
    const gateway = await start();
    const { secret } = await addedTo(gateway, { expiresAt: NOON + MINUTE });
    gateway.time.now = NOON + MINUTE - 1;
    expect(await gateway.tokens.read(secret, "")).toMatchObject({ user: { name: "anna" } });
    gateway.time.now = NOON + MINUTE;
    expect(await gateway.tokens.read(secret, "")).toBeUndefined();
  });

  describe("ends at once in every gateway", () => {
    type Gateway = Awaited<ReturnType<typeof start>>;
    test.each<[string, (gateway: Gateway, id: number) => Promise<unknown>]>([
      ["when it is revoked", async ({ tokens, store }, id) => tokens.revoke(await userNamed(store, "anna"), id)],
      ["with a new password of its user", ({ users }) => users.changePassword("anna", "new secret")],
      ["when its user is disabled", ({ users }) => users.change("anna", () => ({ disabled: true }))],
      ["when its user is removed", ({ users }) => users.remove("anna")],
    ])("%s", async (_, end) => {
      const gateway = await start();
      const elsewhere = await gateway.open();
      const { token, secret } = await addedTo(gateway);
      const other = await addedTo(gateway, {}, "bernd");
      for (const { tokens } of [gateway, elsewhere]) expect(await tokens.read(secret, "")).toBeDefined();
      await end(gateway, token.id);
      for (const { tokens } of [gateway, elsewhere]) {
        expect(await tokens.read(secret, "")).toBeUndefined();
        expect(await tokens.read(other.secret, "")).toMatchObject({ user: { name: "bernd" } });
      }
      await gateway.users.change("anna", () => ({ disabled: false }));
      expect(await gateway.tokens.read(secret, "")).toBeUndefined();
    });
  });

  test("a new password keeps tokens when it is told to, and the event says so", async () => {
    const gateway = await start();
    const { secret } = await addedTo(gateway);
    await gateway.users.changePassword("anna", "new secret", { keep: { tokens: true } });
    expect(await gateway.tokens.read(secret, "")).toMatchObject({ user: { name: "anna" } });
    expect(gateway.events.ofKind("user.password-changed")).toMatchObject([
      { message: "The password of user anna was changed: open sessions ended, tokens were kept" },
    ]);
  });

  test("one request reads it from the database, the next ones only look whether users have changed", async () => {
    const gateway = await start();
    const { secret } = await addedTo(gateway);
    let lookups = 0;
    const find = (hash: string) => {
      lookups++;
      return gateway.store.apiTokens.find(hash);
    };
    const tokens = createApiTokens({
      store: { ...gateway.store.apiTokens, find },
      users: gateway.store.users,
      events: gateway.events,
      now: () => NOON,
    });
    const first = await tokens.read(secret, "");
    expect((await tokens.read(secret, ""))?.user).toBe(first?.user);
    expect(lookups).toBe(1);
    await gateway.users.change("bernd", () => ({ limits: { requestsPerMinute: 5 } }));
    expect(await tokens.read(secret, "")).toEqual(first);
    expect(lookups).toBe(2);
  });

  test("its last use is written at once and then every quarter of an hour, with the address", async () => {
    const gateway = await start();
    const { secret } = await addedTo(gateway);
    const used = async () => {
      const [token] = await gateway.tokens.list();
      return token?.usedAt === undefined ? undefined : { at: token.usedAt - NOON, from: token.usedFrom };
    };
    await gateway.tokens.read(secret, "192.0.2.1");
    expect(await eventually("the first use", used)).toEqual({ at: 0, from: "192.0.2.1" });
    await gateway.store.idle();
    const commits = gateway.store.commits();
    for (let minute = 1; minute < 15; minute++) {
      gateway.time.now = NOON + minute * MINUTE;
      await gateway.tokens.read(secret, "192.0.2.2");
    }
    await gateway.store.idle();
    expect(gateway.store.commits()).toBe(commits);
    gateway.time.now = NOON + 15 * MINUTE;
    await gateway.tokens.read(secret, "192.0.2.3");
    await gateway.store.idle();
    expect(await used()).toEqual({ at: 15 * MINUTE, from: "192.0.2.3" });
  });

  test.each<[string, Partial<Parameters<ApiTokens["add"]>[1]>, string?]>([
    ["name-invalid", { name: "" }],
    ["name-invalid", { name: "a\nb" }],
    ["name-invalid", { name: "a".repeat(65) }],
    ["name-invalid", { name: "\u202ebla" }],
    ["name-taken", { name: "OLD" }],
    ["permission-unknown", { permissions: ["rest-api", "toString"] }],
    ["permission-not-held", { permissions: ["rest-api", "users"] }],
    ["no-api-permission", { permissions: ["contacts"] }],
    ["no-api-permission", { permissions: [] }],
    ["no-api-permission", {}, "carl"],
    ["expiry-invalid", { expiresAt: NOON }],
  ])("is refused as %s for %j, and nothing is stored", async (kind, asked, userName = "anna") => {
    const gateway = await start();
    await addedTo(gateway, { name: "old" });
    const user = await userNamed(gateway.store, userName);
    expect(await gateway.tokens.add(user, { name: "new", ...asked })).toMatchObject({ ok: false, problem: { kind } });
    expect((await gateway.tokens.list()).map(({ name }) => name)).toEqual(["old"]);
    expect(gateway.events.all.length).toBe(1);
  });

  test("one that is made with another token gets no more rights and no more time", async () => {
    const gateway = await start();
    const maker = await addedTo(gateway, { permissions: ["rest-api", "contacts"], expiresAt: NOON + MINUTE });
    const caller = await gateway.tokens.read(maker.secret, "");
    if (caller === undefined) throw new Error("the token calls for nobody");
    const by = { userName: "anna", tokenId: caller.tokenId };
    const ask = (asked: { permissions?: string[]; expiresAt?: number }) =>
      gateway.tokens.add(caller.user, { name: `token ${JSON.stringify(asked)}`, ...asked }, by);
    expect(await ask({})).toMatchObject({
      value: { token: { permissions: ["contacts", "rest-api"], expiresAt: NOON + MINUTE } },
    });
    expect(await ask({ permissions: ["rest-api", "sim"] })).toMatchObject({ problem: { kind: "permission-not-held" } });
    expect(await ask({ expiresAt: NOON + MINUTE + 1 })).toMatchObject({ problem: { kind: "expiry-invalid" } });
    expect(await ask({ expiresAt: NOON + 1 })).toMatchObject({ ok: true });
  });

  test("a user has at most 100", async () => {
    const gateway = await start();
    for (let index = 0; index < 100; index++) await addedTo(gateway, { name: `token ${index}` });
    const anna = await userNamed(gateway.store, "anna");
    expect(await gateway.tokens.add(anna, { name: "more" })).toMatchObject({ problem: { kind: "too-many" } });
    await addedTo(gateway, {}, "bernd");
  });

  test("nobody revokes another user's", async () => {
    const gateway = await start();
    const { token, secret } = await addedTo(gateway);
    const bernd = await userNamed(gateway.store, "bernd");
    expect(await gateway.tokens.revoke(bernd, token.id)).toMatchObject({ problem: { kind: "not-found" } });
    expect(await gateway.tokens.read(secret, "")).toBeDefined();
  });
});

const passwordHashOnce = hashPassword("secret");

async function userNamed(store: Store, name: string) {
  const user = await store.users.findByName(name);
  if (user === undefined) throw new Error(`no user ${name}`);
  return user;
}
