import { expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

interface Plan {
  id: string;
  sections: { section: string; added: number; changed: number; unchanged: number; addedNames: string[] }[];
  conflicts: { section: string; name: string; problem: string }[];
  missing: { section: string; name: string; secret: string }[];
}

const EVERYTHING = ["users", "permissions", "contacts", "groups", "alarm-policies", "message-routing", "webhooks"];

function caller(gateway: TestGateway, user: string) {
  const post = (path: string, body: unknown) =>
    gateway.as(user)(`/api/v1/configuration/${path}`, { method: "POST", body: JSON.stringify(body) });
  return {
    post,
    export: async (body: object = {}) => {
      const answer = await post("export", body);
      expect(answer.status).toBe(200);
      return (await answer.json()) as Record<string, object[]> & { secrets?: object };
    },
    plan: async (file: object, more: object = {}) => (await (await post("plan", { file, ...more })).json()) as Plan,
    import: (file: object, plan: string, more: object = {}) => post("import", { file, plan, ...more }),
  };
}

async function filledGateway(options: string[]) {
  const gateway = await startTestGateway(...options);
  await gateway.addUser("chief", "rest-api", "config-transfer", "general", "network", "monitoring", ...EVERYTHING);
  const call = (path: string, body: object) =>
    gateway.as("chief")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) });
  await call("/contacts", { name: "Anna Berg", number: "+491701234567" });
  await call("/webhooks", { name: "erp", url: "https://erp.example.org/hook", events: ["message.received"] });
  return gateway;
}

function claims(database: () => Promise<string[]>): void {
  test("a configuration is exported, looked at on another gateway and imported there once, with its secrets", async () => {
    await using one = await filledGateway(await database());
    const passphrase = "correct horse battery";
    const file = await caller(one, "chief").export({ passwords: true, passphrase });
    await one.events({ kind: "configuration.exported", userName: "chief" });

    await using other = await startTestGateway();
    await other.addUser("chief", "rest-api", "config-transfer", "general", "network", "monitoring", ...EVERYTHING);
    const { plan, import: take } = caller(other, "chief");
    const planned = await plan(file, { passphrase });
    expect(planned.conflicts).toEqual([]);
    expect(planned.missing).toEqual([]);
    expect(planned.sections.find(({ section }) => section === "contacts")).toMatchObject({
      added: 1,
      addedNames: ["Anna Berg"],
    });
    const contacts = async () =>
      ((await (await other.as("chief")("/api/v1/contacts")).json()) as { items: object[] }).items;
    expect(await contacts()).toEqual([]);

    await problemOf(await take(file, "another plan", { passphrase }), 409);
    // Without the passphrase it is another plan.
    await problemOf(await take(file, planned.id), 409);
    expect(await contacts()).toEqual([]);
    expect((await take(file, planned.id, { passphrase })).status).toBe(200);
    expect(await contacts()).toHaveLength(1);
    const { items } = (await (await other.as("chief")("/api/v1/webhooks")).json()) as { items: { enabled: boolean }[] };
    expect(items).toMatchObject([{ enabled: true }]);
    await other.events({ kind: "configuration.imported", userName: "chief" });
    const again = await plan(file, { passphrase });
    expect(again.sections.filter(({ added, changed }) => added + changed > 0)).toEqual([]);
    const { secrets: _, ...moved } = await caller(other, "chief").export({ passwords: true });
    const { secrets: __, users, ...before } = file;
    expect(moved).toMatchObject(before);
    expect(moved.users).toEqual(users);
  }, 180_000);
}

claims(async () => []);
if (hasPostgres()) claims(async () => ["--database", await createTestDatabase()]);

test("whoever may not change a part changes nothing of it by an import, and fetches no secrets", async () => {
  await using gateway = await filledGateway([]);
  await gateway.addUser("mover", "rest-api", "config-transfer", "contacts");
  const mover = caller(gateway, "mover");
  const { permission } = (await problemOf(await mover.post("export", { passwords: true }), 403)) as {
    permission?: string;
  };
  expect(permission).toBe("users");
  await problemOf(await mover.post("export", { passphrase: "correct horse battery" }), 403);

  const file = {
    aldis: "configuration",
    version: 1,
    users: [{ name: "mover", permissions: ["users", "permissions", "rest-api"] }],
    contacts: [{ name: "Ben", number: "+491711111111" }],
    webhooks: [{ name: "evil", url: "https://evil.example.org" }],
    settings: { unknown: ["resend"] },
  };
  const plan = await mover.plan(file);
  expect(plan.conflicts).toEqual([
    { section: "users", name: "", problem: "needs the permission users" },
    { section: "webhooks", name: "", problem: "needs the permission webhooks" },
    { section: "settings", name: "unknown", problem: "needs the permission general" },
  ]);
  expect((await mover.import(file, plan.id)).status).toBe(200);
  const after = await caller(gateway, "chief").export();
  const named = (section: string) => after[section]?.map((item) => (item as { name: string }).name);
  expect(named("contacts")).toEqual(["Anna Berg", "Ben"]);
  expect(named("webhooks")).toEqual(["erp"]);
  expect(after.users?.find((user) => (user as { name: string }).name === "mover")).toMatchObject({
    permissions: ["config-transfer", "contacts", "rest-api"],
  });
  expect(after.settings).toEqual({} as never);
});

test("what changes between plan and import is a conflict, and a file that is wrong is refused with its place", async () => {
  await using gateway = await filledGateway([]);
  const chief = caller(gateway, "chief");
  const file = { aldis: "configuration", version: 1, contacts: [{ name: "Ben" }] };
  const plan = await chief.plan(file);
  const body = JSON.stringify({ name: "Carl" });
  await gateway.as("chief")("/api/v1/contacts", { method: "POST", body });
  await problemOf(await chief.import(file, plan.id), 409);
  const wrong = await problemOf(await chief.post("plan", { file: { ...file, groups: [{ name: 1 }] } }), 422);
  expect(JSON.stringify(wrong)).toContain("/file/groups/0/name");
  await problemOf(await chief.post("plan", { file: [] }), 422);
  await problemOf(await chief.post("plan", { file: { ...file, note: "x".repeat(9 * 1_048_576) } }), 413);
});
