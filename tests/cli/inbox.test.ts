import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";

const ANNA = "+491701111111";
const BERT = "+491702222222";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", "http-api");
    await gateway.receive(ANNA, "first of anna");
    await gateway.receive(BERT, "first of bert");
    await gateway.receive(ANNA, "second of anna");
    await eventually("all to be there", async () => {
      const { out } = await gateway.command(["inbox", "list", "--json"]);
      return JSON.parse(out).length === 3;
    });
    const query = new URLSearchParams({ username: "clerk", password: "secret", to: BERT, text: "answer to bert" });
    expect((await fetch(`${gateway.url}/api.php?${query}`)).status).toBe(200);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const texts = (out: string) => out.match(/(first|second|answer) (of|to) \w+/g) ?? [];

  test("conversations are listed by number with the latest message, and shown in both directions", async () => {
    const list = (...args: string[]) => gateway.command(["conversation", ...args]);
    expect(texts((await list("list")).out)).toEqual(["answer to bert", "second of anna"]);
    expect(texts((await list("list", "--limit", "1")).out)).toEqual(["answer to bert"]);
    expect(texts((await list("show", "0049 170 2222222")).out)).toEqual(["answer to bert", "first of bert"]);
    expect(texts((await list("show", ANNA, "--limit", "1")).out)).toEqual(["second of anna"]);
    expect((await list("show", "+491703333333")).out).toBe("no messages\n");
    const json = JSON.parse((await list("show", BERT, "--json")).out);
    expect(json.map(({ direction }: { direction: string }) => direction)).toEqual(["outgoing", "incoming"]);
  });

  test("incoming messages are marked, noted and deleted, and those that are not there are named", async () => {
    const inbox = (...args: string[]) => gateway.command(["inbox", ...args]);
    const shown = async (id: string) => JSON.parse((await inbox("show", id, "--json")).out);
    const absent = "in-4711: no incoming message has this ID\n";
    expect(await inbox("read", "1", "in-2", "4711", "1")).toEqual({
      status: 1,
      out: `in-1: marked as read\nin-2: marked as read\n${absent}`,
      err: "",
    });
    expect((await shown("1")).readAt).toBeNumber();
    expect(await inbox("read", "1", "--unread")).toMatchObject({ status: 0, out: "in-1: marked as not read\n" });
    expect((await shown("1")).readAt).toBeUndefined();
    expect(await inbox("note", "2", "called back")).toMatchObject({ status: 0, out: "in-2: noted\n" });
    expect((await shown("2")).note).toBe("called back");
    expect(await inbox("note", "2", "")).toMatchObject({ status: 0, out: "in-2: note removed\n" });
    expect((await shown("2")).note).toBeUndefined();
    expect(await inbox("note", "2", "x".repeat(10_001))).toMatchObject({ status: 2 });
    expect(await inbox("note", "4711", "x")).toMatchObject({ status: 1, out: absent });
    expect(await inbox("read", "first")).toMatchObject({ status: 2 });
    expect(await inbox("delete", "2", "4711")).toMatchObject({ status: 1, out: `in-2: deleted\n${absent}` });
    expect(await inbox("show", "2")).toMatchObject({ status: 1 });
    const events = await gateway.command(["event", "list", "--kind", "message.deleted"]);
    expect(events.out).toContain("The incoming message 2 was deleted");
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
