import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

interface Template {
  id: number;
  name: string;
  text: string;
  variables: string[];
  shared: boolean;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("anna", "rest-api");
    await gateway.addUser("bernd", "rest-api");
    await gateway.addUser("chef", "rest-api,general");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown, { user = "anna", headers = {} } = {}) =>
    gateway.as(user)(`/api/v1/templates${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  async function add(body: object, user?: string): Promise<Template> {
    const added = await call("POST", "", body, user === undefined ? {} : { user });
    expect(added.status).toBe(201);
    return (await added.json()) as Template;
  }
  const namesSeenBy = async (user: string) => {
    const { items } = (await (await call("GET", "", undefined, { user })).json()) as { items: Template[] };
    return items.map(({ name }) => name);
  };

  test("a user sees the shared templates and its own, and nothing of others", async () => {
    const own = await add({ name: "Disk full", text: "Disk full on {host}: {percent} %, {{x}, {host}" });
    expect(own).toMatchObject({ variables: ["host", "percent"], shared: false });
    const shared = await add({ name: "All clear", text: "All clear", shared: true }, "chef");
    expect(await namesSeenBy("anna")).toEqual(["All clear", "Disk full"]);
    expect(await namesSeenBy("bernd")).toEqual(["All clear"]);
    for (const [method, body] of [["GET"], ["PATCH", { text: "mine" }], ["DELETE"]] as const) {
      await problemOf(await call(method, `/${own.id}`, body, { user: "bernd" }), 404);
      await problemOf(await call(method, `/${own.id}`, body, { user: "chef" }), 404);
    }
    expect(((await (await call("GET", `/${shared.id}`)).json()) as Template).text).toBe("All clear");
  });

  test("a shared template takes the permission for general settings to make, change and remove", async () => {
    const shared = await add({ name: "On my way", text: "On my way", shared: true }, "chef");
    const refused = [
      await call("POST", "", { name: "x", text: "x", shared: true }),
      await call("PATCH", `/${shared.id}`, { text: "x" }),
      await call("DELETE", `/${shared.id}`),
    ];
    for (const each of refused) expect(await problemOf(each, 403)).toMatchObject({ permission: "general" });
    expect((await call("PATCH", `/${shared.id}`, { text: "Here" }, { user: "chef" })).status).toBe(200);
    expect((await call("DELETE", `/${shared.id}`, undefined, { user: "chef" })).status).toBe(204);
  });

  test("a name is taken once among one's own, whatever its case, and once among the shared ones", async () => {
    const one = await add({ name: "  Straße ", text: "one" });
    expect(one.name).toBe("Straße");
    await problemOf(await call("POST", "", { name: "STRAßE", text: "two" }), 409);
    const other = await add({ name: "other", text: "two" });
    await problemOf(await call("PATCH", `/${other.id}`, { name: "straße" }), 409);
    expect((await call("PATCH", `/${one.id}`, { name: "STRAßE" })).status).toBe(200);
    await add({ name: "straße", text: "of another user" }, "bernd");
    await add({ name: "straße", text: "shared", shared: true }, "chef");
  });

  test("what does not fit is refused with its place", async () => {
    const wrong: [unknown, string][] = [
      [{ name: "x" }, "/text"],
      [{ name: " ", text: "x" }, "/name"],
      [{ name: "x", text: "\u0000" }, "/text"],
      [{ name: "x\n", text: "x", shared: "yes" }, "/shared"],
      [{ name: "a\tb", text: "x" }, "/name"],
      [{ name: "x".repeat(201), text: "x" }, "/name"],
      [{ name: "x", text: "x".repeat(20_001) }, "/text"],
    ];
    for (const [body, pointer] of wrong) {
      const problem = await problemOf(await call("POST", "", body), 422);
      expect({ body, problem }).toMatchObject({ body, problem: { errors: [{ pointer }] } });
    }
  });

  test("a template is added once for a key, and changed only as it was read", async () => {
    const headers = { "idempotency-key": "template-1" };
    const body = { name: "once", text: "once" };
    const first = await call("POST", "", body, { headers });
    const again = await call("POST", "", body, { headers });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const template = (await first.json()) as Template;
    expect(await again.json()).toEqual(template);
    await problemOf(await call("POST", "", { ...body, text: "other" }, { headers }), 422);
    const etag = first.headers.get("etag") ?? "";
    const changed = await call("PATCH", `/${template.id}`, { text: "new" }, { headers: { "if-match": etag } });
    expect(changed.status).toBe(200);
    await problemOf(await call("PATCH", `/${template.id}`, { text: "lost" }, { headers: { "if-match": etag } }), 412);
    await problemOf(await call("DELETE", `/${template.id}`, undefined, { headers: { "if-match": etag } }), 412);
    const known = { "if-none-match": changed.headers.get("etag") ?? "" };
    expect((await call("GET", `/${template.id}`, undefined, { headers: known })).status).toBe(304);
    expect((await call("DELETE", `/${template.id}`)).status).toBe(204);
    const events = await gateway.events({ kind: "template.removed", userName: "anna" });
    expect(events[0]?.message).toContain("once");
  });

  test("one owner has at most 100", async () => {
    await gateway.addUser("dora", "rest-api");
    await Promise.all(Array.from({ length: 100 }, (_, at) => add({ name: `t${at}`, text: "x" }, "dora")));
    await problemOf(await call("POST", "", { name: "one more", text: "x" }, { user: "dora" }), 409);
  });

  test("the command line adds, lists and removes them, and those of a removed user go with the user", async () => {
    const { out } = await gateway.command(["template", "add", "from the shell", "Hello {who}", "--user", "bernd"]);
    expect(await namesSeenBy("bernd")).toContain("from the shell");
    expect((await gateway.command(["template", "list"])).out).toMatch(/bernd +from the shell +Hello \{who\}/);
    const taken = await gateway.command(["template", "add", "From the Shell", "again", "--user", "bernd"]);
    expect(taken).toMatchObject({ status: 1, err: expect.stringContaining("another template has this name") });
    const change = (...args: string[]) => gateway.command(["template", "change", out.trim(), ...args]);
    expect((await change("--text", "Bye {who}")).status).toBe(0);
    expect((await gateway.command(["template", "list"])).out).toMatch(/bernd +from the shell +Bye \{who\}/);
    expect(await change()).toMatchObject({ status: 2 });
    expect((await change("--name", "")).status).not.toBe(0);
    expect((await gateway.command(["template", "remove", out.trim()])).status).toBe(0);
    expect((await gateway.command(["template", "remove", out.trim()])).status).toBe(1);
    await gateway.command(["user", "remove", "dora"]);
    expect((await gateway.command(["template", "list"])).out).not.toContain("t99");
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
