import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";

interface Contact {
  id: number;
  name: string;
  number?: string;
  email?: string;
  note?: string;
  groups: { id: number; name: string }[];
}
interface Page {
  items: Contact[];
  next?: string;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let team = 0;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", "rest-api", "contacts", "groups");
    await gateway.addUser("plain", "rest-api", "contacts");
    team = ((await (await post("/groups", { name: "team" })).json()) as { id: number }).id;
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/api/v1${path}`, {
      method,
      headers: { ...basic("clerk"), ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  const post = (path: string, body: unknown, headers?: Record<string, string>) => call("POST", path, body, headers);
  const patch = (id: number, body: unknown, headers?: Record<string, string>) =>
    call("PATCH", `/contacts/${id}`, body, headers);
  async function add(contact: object): Promise<Contact> {
    const response = await post("/contacts", contact);
    expect(response.status).toBe(201);
    return (await response.json()) as Contact;
  }
  const show = async (id: number) => (await (await call("GET", `/contacts/${id}`)).json()) as Contact;
  const page = async (query: string) => (await (await call("GET", `/contacts?${query}`)).json()) as Page;

  /** Every name that a filter leaves, page by page. */
  async function names(query: string): Promise<string[]> {
    const found: string[] = [];
    for (let after = ""; ; ) {
      const { items, next } = await page(`${query}${after}`);
      found.push(...items.map(({ name }) => name));
      if (next === undefined) return found;
      after = `&after=${next}`;
    }
  }

  test("what is added is shown as it was read, and has the ETag of its GET", async () => {
    const response = await post("/contacts", { name: " Anna Berg ", number: "0170 1234567", groups: [team] });
    const anna = (await response.json()) as Contact;
    expect({ status: response.status, anna }).toEqual({
      status: 201,
      anna: { id: anna.id, name: "Anna Berg", number: "+491701234567", groups: [{ id: team, name: "team" }] },
    });
    const shown = await call("GET", `/contacts/${anna.id}`);
    expect(shown.headers.get("etag")).toBe(response.headers.get("etag"));
    expect((await shown.json()) as Contact).toEqual(anna);
    const etag = shown.headers.get("etag") ?? "";
    const known = await call("GET", `/contacts/${anna.id}`, undefined, { "if-none-match": etag });
    expect({ status: known.status, text: await known.text() }).toEqual({ status: 304, text: "" });
    const [event] = await gateway.events({ kind: "contact.added", userName: "clerk" });
    expect(event?.message).toContain("Anna Berg");
  });

  test("each field that is wrong is pointed at, and nothing is added", async () => {
    const wrong = await problemOf(await post("/contacts", { name: "Wrong", number: "banana", email: "nowhere" }), 422);
    expect(wrong.errors).toEqual([
      { pointer: "/number", message: expect.any(String) },
      { pointer: "/email", message: expect.any(String) },
    ]);
    expect(JSON.stringify(wrong)).not.toContain("banana");
    const unknown = await problemOf(await post("/contacts", { name: "Wrong", fax: "1" }), 422);
    expect(unknown.errors).toEqual([
      { pointer: "/fax", message: "is not known: known are name, number, email, note, groups" },
    ]);
    await problemOf(await post("/contacts", { name: "Wrong", groups: [999_999] }), 422);
    await problemOf(await post("/contacts", { name: "Wrong", number: null }), 422);
    await problemOf(await post("/contacts", "not JSON"), 400);
    expect(await names("q=Wrong")).toEqual([]);
  });

  test("a name that is taken is a conflict, whatever its case", async () => {
    await add({ name: "Dora" });
    const problem = await problemOf(await post("/contacts", { name: "DORA" }), 409);
    expect(problem).toMatchObject({ errors: [{ pointer: "/name", message: "is taken" }] });
    expect(JSON.stringify(problem)).not.toContain("DORA");
  });

  test("a key adds one contact, however often it is sent, and an error leaves it free", async () => {
    const key = { "idempotency-key": "add-once" };
    const taken = await post("/contacts", { name: "dora" }, key);
    expect(taken.status).toBe(409);
    const [first, second] = await Promise.all([
      post("/contacts", { name: "Once" }, key),
      post("/contacts", { name: "Once" }, key),
    ]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    const replayed = [first, second].map(({ headers }) => headers.get("idempotency-replayed"));
    expect(replayed.toSorted()).toEqual(["true", null].toSorted());
    await problemOf(await post("/contacts", { name: "Other" }, key), 422);
    expect(await names("q=once")).toEqual(["Once"]);
    const added = await gateway.events({ kind: "contact.added" });
    expect(added.filter(({ message }) => message.includes("Once"))).toHaveLength(1);
  });

  test("a patch leaves what it does not name, and null removes", async () => {
    const { id } = await add({ name: "Carl", number: "+49171111", email: "c@example.org", note: "x", groups: [team] });
    const response = await patch(id, { number: null, note: "y" }, { "content-type": "application/merge-patch+json" });
    const carl = { id, name: "Carl", email: "c@example.org", note: "y", groups: [{ id: team, name: "team" }] };
    expect((await response.json()) as Contact).toEqual(carl);
    expect(await show(id)).toEqual(carl);
    expect(await (await patch(id, { groups: null, email: null })).json()).toEqual({
      id,
      name: "Carl",
      note: "y",
      groups: [],
    });
    expect(await (await patch(id, {})).json()).toMatchObject({ name: "Carl", note: "y" });
    await problemOf(await patch(id, { name: null }), 422);
    await problemOf(await patch(id, { id: 5 }), 422);
    await problemOf(await patch(999_999, { note: "z" }), 404);
    expect((await show(id)).name).toBe("Carl");
  });

  test("of two people who read the same contact, the second to change it is told", async () => {
    const { id } = await add({ name: "Both" });
    const etag = (await call("GET", `/contacts/${id}`)).headers.get("etag") ?? "";
    const changes = ["one", "two", "three"].map((note) => patch(id, { note }, { "if-match": etag }));
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 412, 412]);
    const late = await patch(id, { note: "late" }, { "if-match": etag });
    const current = late.headers.get("etag") ?? "";
    await problemOf(late, 412);
    await problemOf(await call("DELETE", `/contacts/${id}`, undefined, { "if-match": etag }), 412);
    expect((await show(id)).note).not.toBe("late");
    expect((await patch(id, { note: "read again" }, { "if-match": current })).status).toBe(200);
    expect((await call("DELETE", `/contacts/${id}`, undefined, { "if-match": "*" })).status).toBe(204);
    await problemOf(await call("GET", `/contacts/${id}`), 404);
  });

  test("groups of a contact need the permission for groups, on top", async () => {
    const { id } = await add({ name: "Eva" });
    for (const [method, path] of [
      ["POST", "/contacts"],
      ["PATCH", `/contacts/${id}`],
    ] as const) {
      const refused = await call(method, path, { name: "Eva 2", groups: [team] }, basic("plain"));
      expect(await problemOf(refused, 403)).toMatchObject({ permission: "groups" });
    }
    const body = { action: "join", group: team, ids: [id] };
    expect(await problemOf(await post("/contacts/bulk", body, basic("plain")), 403)).toMatchObject({
      permission: "groups",
    });
    expect((await show(id)).groups).toEqual([]);
  });

  test("pages follow one another by name, each contact once, whatever is deleted meanwhile", async () => {
    const all = Array.from({ length: 7 }, (_, at) => `Page ${at}`);
    for (const name of all.toReversed()) await add({ name, email: `${name.replace(" ", "")}@pages.example.org` });
    const first = await page("q=@PAGES&limit=3");
    expect(first.items.map(({ name }) => name)).toEqual(all.slice(0, 3));
    expect((await call("DELETE", `/contacts/${first.items[2]?.id}`)).status).toBe(204);
    const second = await page(`q=@PAGES&limit=3&after=${first.next}`);
    expect(second.items.map(({ name }) => name)).toEqual(all.slice(3, 6));
    expect(await names("q=@pages&limit=1")).toEqual(all.filter((name) => name !== "Page 2"));
    const place = (...given: unknown[]) => `after=${Buffer.from(JSON.stringify(given)).toString("base64url")}`;
    expect((await call("GET", `/contacts?${place("contacts", "page 5")}`)).status).toBe(200);
    for (const query of [
      place("contacts", "a\0b"),
      place("contacts", "\ud800"),
      place("contacts", ""),
      place("contacts", 5),
      place("contacts", "a".repeat(700)),
      place("groups", "page 5"),
      "after=nonsense",
      `after=${"a".repeat(3_000)}`,
      "limit=0",
      "limit=501",
      "sort=name",
      "group=x",
    ]) {
      await problemOf(await call("GET", `/contacts?${query}`), 422);
    }
  });

  test("q finds part of a name, of a number as people write it, and of an address", async () => {
    await add({ name: "Zoë 100% \\_o_/", number: "+4989123456", email: "zoe@find.example.org" });
    for (const q of ["ZOË", "%", "\\_O", "089 1234", "+49 89", "0049 89 12", "23456", "FIND.example"]) {
      expect({ q, found: await names(`q=${encodeURIComponent(q)}`) }).toMatchObject({
        q,
        found: expect.arrayContaining(["Zoë 100% \\_o_/"]),
      });
    }
    expect(await names(`q=${encodeURIComponent("_o_x")}`)).toEqual([]);
    expect(await names("q=%00")).toEqual([]);
  });

  test("many contacts join, leave and go in one call, and those that are not there are named", async () => {
    const ids: number[] = [];
    for (const at of [1, 2, 3]) ids.push((await add({ name: `Bulk ${at}` })).id);
    const bulk = async (body: object) => (await post("/contacts/bulk", body)).json();
    expect(await bulk({ action: "join", group: team, ids: [...ids, ids[0], 999_999] })).toEqual({
      done: 3,
      skipped: [{ id: 999_999, reason: "not-found" }],
    });
    expect(await names(`group=${team}&q=bulk`)).toEqual(["Bulk 1", "Bulk 2", "Bulk 3"]);
    expect(await bulk({ action: "leave", group: team, ids: [ids[1]] })).toEqual({ done: 1, skipped: [] });
    expect(await names(`group=${team}&q=bulk`)).toEqual(["Bulk 1", "Bulk 3"]);
    expect(await bulk({ action: "delete", filter: { q: "bulk", group: team } })).toEqual({ done: 2, skipped: [] });
    expect(await names("q=bulk")).toEqual(["Bulk 2"]);
    const [event] = await gateway.events({ kind: "contacts.removed", userName: "clerk" });
    expect(event?.message).toContain("2 contacts");
    for (const body of [
      { action: "delete" },
      { action: "delete", ids, filter: { q: "Anna" } },
      { action: "delete", ids: [] },
      { action: "join", ids },
      { action: "join", ids, group: 999_999 },
      { action: "delete", ids, group: team },
      { action: "delete", ids, after: "x" },
      { action: "delete", filter: { q: "bulk" }, after: "x" },
      { action: "delete", filter: { query: "bulk" } },
    ]) {
      await problemOf(await post("/contacts/bulk", body), 422);
    }
    expect(await names("q=bulk")).toEqual(["Bulk 2"]);
  });
}

describe("contacts, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("contacts, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
