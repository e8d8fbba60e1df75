import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";

const ANNA = "+491701234567";
const BERND = "+491719876543";

interface Shown {
  id: number;
  to: string;
  modem?: string;
  user?: { id: number; name?: string };
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  /** By who sent them, oldest first. */
  const sent: Record<"clerk" | "other", number[]> = { clerk: [], other: [] };
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", "rest-api");
    await gateway.addUser("other", "rest-api");
    await gateway.addUser("chief", "rest-api", "sent-messages", "contacts", "sim");
    await gateway.command(["contact", "add", "Anna Berg", "--number", ANNA]);
    await gateway.command(["contact", "add", "Nobody's number"]);
    for (let at = 0; at < 5; at++) sent.clerk.push(await send("clerk", at % 2 === 0 ? ANNA : BERND));
    sent.other.push(await send("other", ANNA));
    await gateway.delivered(6);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  async function send(user: string, to: string): Promise<number> {
    const body = JSON.stringify({ recipients: [{ to, target: "number" }], text: "Disk full", provider: "sms" });
    const response = await gateway.as(user)("/api/messages", { method: "POST", body });
    const [message] = (await response.json()) as { id: string }[];
    return Number(message?.id);
  }

  const ask = (user: string, path: string) => fetch(`${gateway.url}/api/v1/messages${path}`, { headers: basic(user) });

  async function list(user: string, query: string): Promise<{ items: Shown[]; next?: string }> {
    const response = await ask(user, `?${query}`);
    expect({ query, status: response.status }).toEqual({ query, status: 200 });
    return (await response.json()) as { items: Shown[]; next?: string };
  }

  const idsOf = async (user: string, query: string) => (await list(user, query)).items.map(({ id }) => id);

  test("a user lists the messages that are its own, newest first, and nobody else's", async () => {
    expect(await idsOf("clerk", "")).toEqual(sent.clerk.toReversed());
    expect(await idsOf("other", "order=oldest")).toEqual(sent.other);
    expect(await idsOf("chief", "order=oldest")).toEqual([...sent.clerk, ...sent.other]);
  });

  test("pages follow each other by next, from either end", async () => {
    for (const order of ["newest", "oldest"]) {
      const seen: number[] = [];
      let after = "";
      do {
        const { items, next } = await list("clerk", `limit=2&order=${order}${after}`);
        expect(items.length).toBeLessThanOrEqual(2);
        seen.push(...items.map(({ id }) => id));
        after = next === undefined ? "" : `&after=${next}`;
      } while (after !== "");
      expect(seen).toEqual(order === "oldest" ? sent.clerk : sent.clerk.toReversed());
    }
  });

  test("every filter narrows the list", async () => {
    const [first] = (await list("chief", "order=oldest")).items;
    const all = [...sent.clerk, ...sent.other];
    const toBernd = sent.clerk.filter((_, at) => at % 2 === 1);
    const toAnna = all.filter((id) => !toBernd.includes(id));
    const shown = (query: string) => idsOf("chief", `order=oldest&${query}`);
    expect(await shown("user=other")).toEqual(sent.other);
    expect(await shown(`user=${first?.user?.id}`)).toEqual(sent.clerk);
    expect(await shown(`number=${encodeURIComponent(BERND)}`)).toEqual(toBernd);
    expect(await shown("number=0049%20171%209876543")).toEqual(toBernd);
    expect(await shown("contact=anna%20berg")).toEqual(toAnna);
    expect(await shown("contact=anna%20berg&number=%2B491719876543")).toEqual([]);
    expect(await shown("contact=nobody's%20number")).toEqual([]);
    expect(await shown("state=sent,delivered")).toEqual(all);
    expect(await shown("state=failed&state=queued")).toEqual([]);
    expect(await shown("channel=sms&source=rest")).toEqual(all);
    expect(await shown("channel=telegram")).toEqual([]);
    expect(await shown("source=api.php")).toEqual([]);
    expect(await shown(`modem=${first?.modem}`)).toEqual(all);
    expect(await shown("modem=another")).toEqual([]);
    expect(await shown("reference=ticket%201")).toEqual([]);
    expect(await shown("q=SK%20FULL")).toEqual(all);
    expect(await shown("q=sk&user=other")).toEqual(sent.other);
    expect(await shown("q=0171%20987")).toEqual(toBernd);
    expect(await shown("q=disk%00&limit=3")).toEqual([]);
    expect(await shown("q=%25")).toEqual([]);
    expect(await shown("since=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00%2B02:00")).toEqual(all);
    expect(await shown("until=2020-01-01T00:00:00+02:00")).toEqual([]);
  });

  test("of others only who holds the permission learns anything", async () => {
    const [theirs] = sent.other;
    expect(await problemOf(await ask("clerk", "?user=other"), 403)).toMatchObject({ permission: "sent-messages" });
    expect(await problemOf(await ask("clerk", "?user=nobody"), 403)).toMatchObject({ permission: "sent-messages" });
    expect(await problemOf(await ask("clerk", "?contact=Anna%20Berg"), 403)).toMatchObject({ permission: "contacts" });
    expect(await problemOf(await ask("clerk", `/${theirs}`), 403)).toMatchObject({ permission: "sent-messages" });
    expect(await idsOf("clerk", "user=clerk")).toEqual(sent.clerk.toReversed());
    expect((await ask("chief", `/${theirs}`)).status).toBe(200);
  });

  test("what cannot be read is named, and lists nothing", async () => {
    const wrong: [query: string, pointer: string][] = [
      ["limit=0", "/limit"],
      ["limit=501", "/limit"],
      ["limit=two", "/limit"],
      ["after=abc", "/after"],
      [`after=${Buffer.from('["messages",{"direction":"outgoing","at":-1,"id":1}]').toString("base64url")}`, "/after"],
      [`after=${Buffer.from('["contacts",{"direction":"outgoing","at":1,"id":1}]').toString("base64url")}`, "/after"],
      [`after=${"a".repeat(201)}`, "/after"],
      ["order=random", "/order"],
      [`q=${"a".repeat(201)}`, "/q"],
      ["state=gone", "/state"],
      ["channel=fax", "/channel"],
      ["user=nobody", "/user"],
      ["contact=nobody", "/contact"],
      ["number=nobody", "/number"],
      ["since=2026-01-31", "/since"],
      ["since=2026-01-31T08:00:00", "/since"],
      ["until=2026-02-30T08:00:00Z", "/until"],
      ["until=1767225600", "/until"],
    ];
    for (const [query, pointer] of wrong) {
      const problem = await problemOf(await ask("chief", `?${query}`), 422);
      expect({ query, problem }).toMatchObject({ query, problem: { errors: [{ pointer }] } });
    }
    await problemOf(await ask("chief", "?staet=sent"), 422);
  });

  test("one message has its parts and its history; the SIM is for who holds the permission", async () => {
    const [mine = 0] = sent.clerk;
    const message = (await (await ask("clerk", `/${mine}`)).json()) as Record<string, unknown>;
    expect(message).toMatchObject({
      id: mine,
      to: ANNA,
      text: "Disk full",
      user: { name: "clerk" },
      source: "rest",
      requestedChannel: "sms",
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      parts: [{ position: 1, reference: expect.any(Number) as number }],
    });
    const history = (message.timeline as { state: string; part?: number }[]).filter(({ part }) => part === undefined);
    expect(history.slice(0, 3).map(({ state }) => state)).toEqual(["queued", "sending", "sent"]);
    expect(JSON.stringify(message)).not.toContain('"sim":');
    const seen = await (await ask("chief", `/${mine}`)).json();
    expect(seen).toMatchObject({ parts: [{ sim: expect.any(String) as string }] });
    await problemOf(await ask("clerk", "/999999"), 404);
    await problemOf(await ask("clerk", "/9999999999999999999"), 404);
    await problemOf(await ask("clerk", "/in-1"), 404);
  });
}

describe("messages by the API, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("messages by the API, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
