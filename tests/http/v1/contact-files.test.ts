import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openEvents } from "../../support/event-stream.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { openRaw } from "../../support/raw-client.ts";
import { basic, problemOf } from "../../support/v1.ts";

interface Plan {
  id: string;
  counts: Record<string, number>;
  rows: { line: number; name: string; outcome: string; problems?: string[]; fields?: string[] }[];
  addedGroups: string[];
  removed: string[];
  removedGroups: string[];
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", "rest-api", "contacts", "groups", "import-contacts");
    await gateway.addUser("other", "rest-api", "contacts", "import-contacts");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${gateway.url}/api/v1/contacts${path}`, { ...init, headers: { ...basic("clerk"), ...init.headers } });
  const upload = (file: string | Blob, query = "", type = "text/csv", user = "clerk") =>
    call(`/import${query}`, { method: "POST", body: file, headers: { ...basic(user), "content-type": type } });
  async function plan(file: string, query = ""): Promise<Plan> {
    const response = await upload(file, query);
    expect(response.status).toBe(200);
    return (await response.json()) as Plan;
  }
  const carryOut = (id: string, headers: Record<string, string> = {}) =>
    call(`/import/${id}`, { method: "POST", headers });
  const download = async (query = "") => (await call(`/export${query}`)).text();
  const addContact = (name: string) =>
    call("", { method: "POST", body: JSON.stringify({ name }), headers: { "content-type": "application/json" } });

  test("files of unknown length take room as they come: six begin beside each other, and three large ones are too much", async () => {
    const begin = async () => {
      const client = await openRaw(Number(new URL(gateway.url).port));
      const { authorization } = basic("clerk");
      client.send(
        `POST /api/v1/contacts/import HTTP/1.1\r\nHost: gateway\r\nAuthorization: ${authorization}\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nAnna\n\r\n`,
      );
      return client;
    };
    const small = await Promise.all(Array.from({ length: 6 }, begin));
    await plan("Bernd\n");
    for (const client of small) client.send("0\r\n\r\n");
    expect(await Promise.all(small.map(({ answered }) => answered))).toEqual(small.map(() => 200));
    const large = await Promise.all(Array.from({ length: 3 }, begin));
    for (const client of large) client.send(`700000\r\n${"\n".repeat(0x700000)}\r\n`);
    expect(await Promise.race(large.map(({ answered }) => answered))).toBe(503);
    for (const { end } of [...small, ...large]) end();
  });

  test("a dry run changes nothing, and its plan is carried out once", async () => {
    const { id, ...planned } = await plan("Anna;0170 1234567;;ops\nBernd;+49172345;;\n;112\n");
    expect(planned).toMatchObject({
      counts: { added: 2, changed: 0, unchanged: 0, refused: 1, removed: 0 },
      rows: [
        { line: 3, outcome: "refused", problems: ["the name is empty"], text: ";112" },
        {
          line: 1,
          name: "Anna",
          outcome: "added",
          changes: [{ field: "number", after: "+491701234567" }],
          joins: ["ops"],
        },
        { line: 2, name: "Bernd", outcome: "added" },
      ],
      addedGroups: ["ops"],
    });
    expect(await download()).toBe("name;number;email;groups;note\r\n");
    const done = await carryOut(id);
    expect([done.status, await done.json()]).toEqual([200, { counts: planned.counts }]);
    expect(await download()).toBe(
      "name;number;email;groups;note\r\nAnna;+491701234567;;ops;\r\nBernd;+49172345;;;\r\n",
    );
    const [event] = await gateway.events({ kind: "contacts.imported", userName: "clerk" });
    expect(event?.message).toContain("2 added");
    const again = await carryOut(id);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect(await again.json()).toEqual({ counts: planned.counts });
    await problemOf(await carryOut(id, basic("other")), 404);
    expect(await gateway.events({ kind: "contacts.imported", userName: "clerk" })).toHaveLength(1);
  });

  test("a plan that would do something else by now is refused, and one that would do the same is not", async () => {
    const first = await plan("Carl;+49171;;\n");
    await addContact("Somebody else");
    expect((await carryOut(first.id)).status).toBe(200);
    const second = await plan("Dora;+49171;;\n");
    await addContact("dora");
    const before = await download();
    await problemOf(await carryOut(second.id), 409);
    expect(await download()).toBe(before);
    const again = await plan("Dora;+49171;;\n");
    expect(again.rows).toMatchObject([{ name: "Dora", outcome: "changed", fields: ["name", "number"] }]);
    expect(again.id).not.toBe(second.id);
    expect((await plan("Dora;+49171;;\n")).id).toBe(again.id);
  });

  test("how far an import is, is told by its GET and by events, to its user alone", async () => {
    await using stream = await openEvents(gateway.url, { user: "clerk", query: "?types=import" });
    await using others = await openEvents(gateway.url, { user: "other", query: "?types=import" });
    const rows = Array.from({ length: 1_200 }, (_, at) => `Row ${at};+4917${1_000_000 + at};;\n`);
    const { id, counts } = await plan(rows.join(""));
    const ask = async () => (await call(`/import/${id}`)).json();
    expect(await ask()).toMatchObject({ id, state: "planned", counts, done: 0 });
    expect((await carryOut(id)).status).toBe(200);
    const [last] = await stream.until(({ type, data }) => type === "import" && data.state === "done");
    expect(last?.data).toEqual((await ask()) as Record<string, unknown>);
    expect(last?.data).toMatchObject({ id, state: "done", counts, done: 1_200 });
    const told = stream.events.filter(({ type }) => type === "import");
    expect(told.map(({ data }) => [data.state, data.done])).toEqual([
      ["running", 0],
      ["running", 500],
      ["running", 1_000],
      ["running", 1_200],
      ["done", 1_200],
    ]);
    expect(told.flatMap((event) => event.id ?? [])).toEqual([]);
    const own = (await (await upload("Own;+49171;;\n", "", "text/csv", "other")).json()) as Plan;
    expect((await carryOut(own.id, basic("other"))).status).toBe(200);
    await others.until(({ data }) => data.id === own.id && data.state === "done");
    expect(others.events.filter(({ data }) => data.id !== own.id)).toEqual([]);
  });

  test("a plan is its user's alone", async () => {
    const { id } = await plan("Eva;+49171;;\n");
    await problemOf(await carryOut(id, basic("other")), 404);
    await problemOf(await carryOut("x".repeat(65)), 404);
    expect((await carryOut(id)).status).toBe(200);
  });

  test("with a key an import is done once, and answered again after a restart", async () => {
    const { id, counts } = await plan("Fritz;+49171;;\n");
    const key = { "idempotency-key": "import-once" };
    await problemOf(await carryOut("not-a-plan", key), 404);
    const answers = await Promise.all([carryOut(id, key), carryOut(id, key)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    for (const answer of answers) expect(await answer.json()).toEqual({ counts });
    await gateway.restart();
    const replayed = await carryOut(id, key);
    expect([replayed.status, replayed.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect(await replayed.json()).toEqual({ counts });
    const other = await plan("Gerd;+49171;;\n");
    await problemOf(await carryOut(other.id, key), 422);
    expect(await download()).not.toContain("Gerd");
    const events = await gateway.events({ kind: "contacts.imported", userName: "clerk" });
    expect(events.filter(({ message }) => message.includes("1 added"))).toHaveLength(3);
  });

  test("with existing=clear what the file does not name goes, and an export changes nothing", async () => {
    const exported = await download();
    expect(await plan(exported, "?existing=clear")).toMatchObject({
      counts: { added: 0, changed: 0, refused: 0, removed: 0 },
      removedGroups: [],
    });
    const { id, removed, removedGroups } = await plan("name;note\nAnna;kept\n", "?existing=clear");
    expect(removed).toContain("Bernd");
    expect(removedGroups).toEqual([]);
    expect((await carryOut(id)).status).toBe(200);
    expect(await download("?header=false&byteOrderMark=true")).toBe("Anna;+491701234567;;ops;kept\r\n");
    await problemOf(await upload("", "?existing=clear"), 422);
    await problemOf(await upload("x", "?existing=all"), 422);
  });

  test("an upload of another type or of more than 8 MiB is refused, one of more than a request's usual size is not", async () => {
    expect(await problemOf(await upload("Anna;112", "", "application/json"), 415)).toMatchObject({
      detail: "The content type must be text/csv.",
    });
    const asJson = await call("", { method: "POST", body: "Anna;112", headers: { "content-type": "text/csv" } });
    await problemOf(asJson, 415);
    const row = `${"a".repeat(199)};112;;;${"n".repeat(1_000)}\n`;
    const rows = Array.from({ length: 2_000 }, (_, at) => `${at} ${row}`).join("");
    expect(rows.length).toBeGreaterThan(2 * 1_048_576);
    expect((await plan(rows)).counts.refused).toBe(2_000);
    await problemOf(await upload(new Blob(Array.from({ length: 9 }, () => "a".repeat(1_048_576)))), 413);
    await problemOf(await upload("Anna;112", "", "multipart/form-data; boundary=x"), 415);
  });

  test("an export has every contact, page after page, as it is written", async () => {
    const names = Array.from({ length: 1_200 }, (_, at) => `Piece ${String(at).padStart(4, "0")}`);
    const { id } = await plan(names.map((name) => `${name};+49171;;many\n`).join(""));
    await carryOut(id);
    const response = await call("/export");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="contacts.csv"');
    const lines = (await response.text()).split("\r\n");
    expect(lines.filter((line) => line.startsWith("name;"))).toHaveLength(1);
    expect(lines.flatMap((line) => (line.startsWith("Piece") ? [line] : []))).toEqual(
      names.map((name) => `${name};+49171;;many;`),
    );
  });

  test("a plan says what each field was and will be, to who may read contacts, and gives refused rows as the file has them", async () => {
    const book = "name;number;note\nHanna;0171 2345678;old\n";
    expect((await carryOut((await plan(book)).id)).status).toBe(200);
    const file = 'name;number;note\nHanna;0172 3456789;\n;1;"one\nnote"\nHanna;110;\n';
    const { rows, ...rest } = await plan(file);
    expect(rest).toMatchObject({ header: "name;number;note" });
    expect(rows).toMatchObject([
      { line: 3, outcome: "refused", text: ';1;"one\nnote"' },
      { line: 5, outcome: "refused", text: "Hanna;110;" },
      {
        line: 2,
        outcome: "changed",
        fields: ["number", "note"],
        changes: [
          { field: "number", before: "+491712345678", after: "+491723456789" },
          { field: "note", before: "old" },
        ],
      },
    ]);
    await gateway.addUser("importer", "rest-api", "import-contacts");
    const theirs = (await (await upload(file, "", "text/csv", "importer")).json()) as Plan;
    expect(theirs.rows[2]).toMatchObject({
      changes: [{ field: "number", after: "+491723456789" }, { field: "note" }],
    });
    expect(JSON.stringify(theirs)).not.toMatch(/491712345678|old/);
  });
}

describe("contacts as files, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("contacts as files, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
