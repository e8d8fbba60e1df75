import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { lockSecrets } from "../../../lib/gateway/configuration/passphrase.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

const PASSPHRASE = "correct horse battery";
const EMPTY = { rules: {}, checks: {}, heartbeats: {}, webhooks: {}, settings: {} };
const ADMINISTRATOR = ["rest-api", "config-transfer", "users", "permissions", "contacts", "webhooks"];
const identity = { issuer: "https://login.example.org", subject: "anna" };

interface Plan {
  id: string;
  sections: { section: string; added: number; changed: number; addedNames: string[] }[];
  conflicts: object[];
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("chief", ...ADMINISTRATOR);
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  const post = (path: string, body: unknown) =>
    gateway.as("chief")(`/api/v1/configuration/${path}`, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const fileOf = (parts: object) => ({ aldis: "configuration", version: 1, ...parts });
  /** Plans and imports it, and says what a second plan would still do. */
  async function imported(parts: object, more: object = {}) {
    const body = { file: fileOf(parts), ...more };
    const plan = (await (await post("plan", body)).json()) as Plan;
    const answer = await post("import", { ...body, plan: plan.id });
    expect([answer.status, plan.conflicts]).toEqual([200, []]);
    const again = (await (await post("plan", body)).json()) as Plan;
    return { plan, left: again.sections.filter(({ added, changed }) => added + changed > 0) };
  }

  test.each([
    ["null", "null"],
    ["a list", "[]"],
    ["no JSON", "hello"],
    ["an empty object", "{}"],
    ["a secret that is a number", JSON.stringify({ ...EMPTY, rules: { night: { token: 7 } } })],
    ["a webhook without a list", JSON.stringify({ ...EMPTY, webhooks: { erp: 7 } })],
    ...[
      ["was made before 1970", { createdAt: -1 }],
      ["was made after the last date", { createdAt: 8.7e15 }],
      ["ends before 1970", { createdAt: 1, until: -1 }],
      ["ends after the last date", { createdAt: 1, until: 8.7e15 }],
    ].map(([when, times]): [string, string] => [
      `a webhook whose secret ${when}`,
      JSON.stringify({ ...EMPTY, webhooks: { erp: [{ secret: "x", ...(times as object) }] } }),
    ]),
    ["a webhook whose secret has no time", JSON.stringify({ ...EMPTY, webhooks: { erp: [{ secret: "x" }] } })],
  ])("a file in which somebody has locked %s is refused", async (_what, locked) => {
    const secrets = await lockSecrets(locked, PASSPHRASE);
    const answer = await post("plan", { file: fileOf({ secrets }), passphrase: PASSPHRASE });
    const { detail } = (await problemOf(answer, 422)) as { detail?: string };
    expect(detail).toBe("What is locked in the file is not what this program locks.");
  });

  test("a webhook may have the name of what every object has", async () => {
    const secrets = await lockSecrets(JSON.stringify(EMPTY), PASSPHRASE);
    const webhooks = [{ name: "constructor", url: "https://erp.example.org/hook" }];
    const { plan } = await imported({ webhooks, secrets }, { passphrase: PASSPHRASE });
    expect(plan.sections.find(({ section }) => section === "webhooks")?.addedNames).toEqual(["constructor"]);
  });

  test.each([
    [
      "two users with one identity",
      { users: ["ben", "cem"].map((name) => ({ name, permissions: [], identities: [identity] })) },
    ],
    [
      "one user with an identity twice",
      { users: [{ name: "ben", permissions: [], identities: [identity, identity] }] },
    ],
    ["a network that is none", { users: [{ name: "ben", permissions: [], networks: ["10.0.0.0/99"] }] }],
    [
      "a template twice",
      {
        templates: [
          { name: "Hi", text: "1" },
          { name: "hi", text: "2" },
        ],
      },
    ],
    ["a name in two ways of writing", { contacts: [{ name: "Zo\u00eb" }, { name: "Zoe\u0308" }] }],
    ["a version that is none", { version: 0 }],
    ["200,000 fields that nobody knows", Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`f${at}`, 1]))],
  ])("a file with %s is refused with its place", async (_what, parts) => {
    const { errors } = (await problemOf(await post("plan", { file: fileOf(parts) }), 422)) as { errors?: object[] };
    expect(errors?.length).toBeGreaterThan(0);
    expect(errors?.length).toBeLessThanOrEqual(20);
  });

  test("lists in lists in lists are refused before anything goes through them", async () => {
    const depth = 100_000;
    const nested = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    await problemOf(await post("plan", `{"file":${nested}}`), 422);
    await problemOf(
      await post("import", `{"file":{"aldis":"configuration","version":1,"rules":[${nested}]},"plan":"x"}`),
      422,
    );
    // Brackets in a text are none.
    await imported({ contacts: [{ name: "Brackets", note: `"\\${"[{".repeat(200)}` }] });
  });

  test("a permission that is named twice is held once, and an opt-out has the form that messages have", async () => {
    const users = [{ name: "dora", permissions: ["rest-api", "rest-api"] }];
    expect((await imported({ users })).left).toEqual([]);
    const since = "2026-01-01T00:00:00Z";
    const optOuts = ["+49 170 1234567", "0170 1234567", "+491701234567"].map((number) => ({ number, since }));
    const { plan, left } = await imported({ optOuts });
    expect(plan.sections.find(({ section }) => section === "optOuts")?.addedNames).toEqual(["+491701234567"]);
    expect(left).toEqual([]);
  });

  test("1,200 opt-outs come whole, and once", async () => {
    const since = "2026-01-01T00:00:00Z";
    const optOuts = Array.from({ length: 1_200 }, (_, at) => ({ number: `+49171${1_000_000 + at}`, since }));
    expect((await imported({ optOuts })).left).toEqual([]);
    const file = (await (await post("export", {})).json()) as { optOuts: { number: string }[] };
    const numbers = file.optOuts.map(({ number }) => number).filter((number) => number.startsWith("+491711"));
    expect(new Set(numbers).size).toBe(1_200);
    expect(numbers).toHaveLength(1_200);
  });

  test("one file hands the administration over, and none takes it from everybody", async () => {
    const left = ADMINISTRATOR.filter((permission) => permission !== "users");
    const body = { file: fileOf({ users: [{ name: "chief", permissions: left }] }) };
    const { id } = (await (await post("plan", body)).json()) as Plan;
    await problemOf(await post("import", { ...body, plan: id }), 409);
    const users = [
      { name: "chief", permissions: left },
      { name: "emma", permissions: ADMINISTRATOR },
      { name: "fred", permissions: ["rest-api"], disabled: true },
    ];
    const planned = (await (await post("plan", { file: fileOf({ users }) })).json()) as Plan;
    expect((await post("import", { file: fileOf({ users }), plan: planned.id })).status).toBe(200);
    const file = (await (await post("export", {})).json()) as { users: { name: string; permissions: string[] }[] };
    const found = (name: string) => file.users.find((user) => user.name === name);
    expect(found("chief")?.permissions).toEqual(left.toSorted());
    expect(found("emma")?.permissions).toEqual(ADMINISTRATOR.toSorted());
    expect(found("fred")).toMatchObject({ disabled: true, permissions: ["rest-api"] });
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
