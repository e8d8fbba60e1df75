import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "../../support/receivers.ts";
import { sqlOn } from "../../support/sql.ts";
import { problemOf } from "../../support/v1.ts";

interface Shown {
  id: number;
  name: string;
  enabled: boolean;
  matched: number;
}
const TOKEN = "Bearer kept-hidden-4711";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let receiver: Receiver;
  const requests: ReceivedRequest[] = [];
  beforeAll(async () => {
    receiver = await startReceiver((request, response) => {
      requests.push(request);
      response.end("ACCEPTED");
    });
    gateway = await startTestGateway(...(await database()), "--allow-targets", "127.0.0.1");
    await gateway.addUser("router", "rest-api,message-routing");
    await gateway.addUser("reader", "rest-api,message-routing,incoming-messages");
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    requests.splice(0);
    expect((await call("POST", "/import", { mode: "replace", rules: [] })).status).toBe(200);
  });

  const call = (method: string, path = "", body?: object, headers: Record<string, string> = {}, user = "router") =>
    gateway.as(user)(`/api/v1/rules${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  async function add(rule: object): Promise<{ shown: Shown; etag: string }> {
    const response = await call("POST", "", rule);
    expect({ status: response.status, answer: response.ok || (await response.json()) }).toEqual({
      status: 201,
      answer: true,
    });
    return { shown: (await response.json()) as Shown, etag: response.headers.get("etag") ?? "" };
  }
  const names = async () => ((await (await call("GET")).json()) as { items: Shown[] }).items.map(({ name }) => name);

  test("each value of a rule that is wrong is named with its place, and nothing is kept", async () => {
    const rule = {
      name: "wrong",
      when: { and: [{ sender: { matches: "(" } }, { txt: { is: "a" } }] },
      then: [{ http: { url: "ftp://a.example" } }, { number: "abc" }],
    };
    const problem = await problemOf(await call("POST", "", rule), 422);
    expect((problem.errors as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()).toEqual([
      "/then/0/http/url",
      "/then/1/number",
      "/when/and/0/sender/matches",
      "/when/and/1",
      "/when/and/1/txt",
    ]);
    expect(await names()).toEqual([]);
    await problemOf(await call("POST", "", { name: "a", colour: "red" }), 422);
    await problemOf(await call("POST", "", { name: "a".repeat(300) }), 422);
  });

  test("an address that nothing is sent to is refused when it is saved, and named addresses are not", async () => {
    const { shown } = await add({ name: "a", then: [{ http: { url: "http://127.0.0.1:9/?text=$(text)" } }] });
    const then = [
      { http: { url: "http://169.254.169.254/latest?text=$(text)" } },
      { isms: { url: "http://[::1]:81/" } },
      { http: { url: "http://localhost/" } },
    ];
    const places = (at: string) => [`${at}/then/0/http/url`, `${at}/then/1/isms/url`];
    const rule = { name: "b", then };
    for (const [method, path, body, at] of [
      ["POST", "", rule, ""],
      ["PUT", `/${shown.id}`, rule, ""],
      ["PATCH", `/${shown.id}`, { then }, ""],
      ["POST", "/import", { mode: "merge", rules: [rule] }, "/rules/0"],
    ] as const) {
      const { errors } = await problemOf(await call(method, path, body), 422);
      const told = errors as { pointer: string; message: string }[];
      expect(told.map(({ pointer }) => pointer)).toEqual(places(at));
      for (const { message } of told) expect(message).toContain("--allow-targets");
    }
    expect(await names()).toEqual(["a"]);
  });

  test("a name is there once, whatever its case; changes need the ETag that the rule still has", async () => {
    const { shown, etag } = await add({ name: "Plant" });
    await add({ name: "Other" });
    await problemOf(await call("POST", "", { name: "PLANT" }), 409);
    await problemOf(await call("PATCH", `/${shown.id}`, { name: "other" }), 409);
    const changed = await call("PATCH", `/${shown.id}`, { enabled: false }, { "if-match": etag });
    expect(await changed.json()).toMatchObject({ enabled: false, name: "Plant" });
    const late = await call("PUT", `/${shown.id}`, { name: "Late" }, { "if-match": etag });
    await problemOf(late, 412);
    await problemOf(await call("DELETE", `/${shown.id}`, undefined, { "if-match": etag }), 412);
    const now = changed.headers.get("etag") ?? "";
    expect((await call("DELETE", `/${shown.id}`, undefined, { "if-match": now })).status).toBe(204);
    await problemOf(await call("GET", `/${shown.id}`), 404);
    expect(await names()).toEqual(["Other"]);
  });

  test("the ETag stays while messages are counted", async () => {
    const { shown, etag } = await add({ name: "count" });
    await gateway.receive("+491709999991", "hello");
    await eventually("it is counted", async () => {
      const { matched } = (await (await call("GET", `/${shown.id}`)).json()) as Shown;
      return matched === 1;
    });
    expect((await call("PATCH", `/${shown.id}`, { stop: true }, { "if-match": etag })).status).toBe(200);
  });

  test("rules are put into another order, which must name each of them once", async () => {
    const ids: number[] = [];
    for (const name of ["one", "two", "three"]) ids.push((await add({ name })).shown.id);
    const [one = 0, two = 0, three = 0] = ids;
    const ordered = await call("PUT", "/order", { rules: [three, one, two] });
    expect(ordered.status).toBe(200);
    expect(await names()).toEqual(["three", "one", "two"]);
    await problemOf(await call("PUT", "/order", { rules: [three, one] }), 409);
    await problemOf(await call("PUT", "/order", { rules: [three, one, one] }), 422);
    const [event] = await gateway.events({ kind: "rules.reordered", userName: "router" });
    expect(event?.details).toEqual({ before: "one, two, three", after: "three, one, two" });
  });

  test("what was exported is imported again; a fault changes nothing, and a merge keeps the order", async () => {
    await add({ name: "one", then: [{ number: "+491701111111" }] });
    await add({ name: "two", when: { known: true }, stop: true });
    const file = (await (await call("GET", "/export")).json()) as { rules: { name: string }[] };
    const faulty = { mode: "replace", rules: [{ name: "new" }, { name: "two", then: [{ number: "x" }] }] };
    const problem = await problemOf(await call("POST", "/import", faulty), 422);
    expect(problem.errors).toMatchObject([{ pointer: "/rules/1/then/0/number" }]);
    expect(await (await call("GET", "/export")).json()).toEqual(file);
    const merged = { rules: [{ name: "three" }, { name: "ONE", enabled: false }] };
    expect((await call("POST", "/import", merged)).status).toBe(200);
    expect(await names()).toEqual(["ONE", "two", "three"]);
    expect((await call("POST", "/import", { mode: "replace", ...file })).status).toBe(200);
    expect(await (await call("GET", "/export")).json()).toEqual(file);
    const twice = { rules: [{ name: "same" }, { name: "Same" }] };
    await problemOf(await call("POST", "/import", twice), 409);
  });

  test("each change is an event with who did it, and the rule before and after", async () => {
    const { shown } = await add({ name: "events" });
    await call("PATCH", `/${shown.id}`, { stop: true });
    await call("DELETE", `/${shown.id}`);
    const [removed] = await gateway.events({ kind: "rule.removed", userName: "router" });
    const [changed] = await gateway.events({ kind: "rule.changed", userName: "router" });
    const [added] = await gateway.events({ kind: "rule.added", userName: "router" });
    expect(added?.message).toBe("Rule events was added");
    expect(JSON.parse(String(changed?.details?.before))).toMatchObject({ name: "events", stop: false });
    expect(JSON.parse(String(changed?.details?.after))).toMatchObject({ name: "events", stop: true });
    expect(JSON.parse(String(removed?.details?.before))).toMatchObject({ name: "events", stop: true });
    expect(changed?.address).toBe("127.0.0.1");
  });

  test("secrets reach their receivers, and are in no answer, no event, no job and no column", async () => {
    const rule = {
      name: "hidden",
      then: [
        { http: { url: `${receiver.url}/hook?t=$TXT$`, secretHeaders: { Authorization: TOKEN } } },
        { isms: { url: `${receiver.url}/isms`, username: "plant", password: "kept-hidden-4712" } },
      ],
    };
    const { shown } = await add(rule);
    expect(shown).toMatchObject({
      then: [{ http: { secretHeaders: { Authorization: "•••" } } }, { isms: { username: "plant", password: "•••" } }],
    });
    // Whoever sends the mask back keeps the secret.
    const file = (await (await call("GET", "/export")).json()) as { rules: object[] };
    const [exported] = file.rules;
    expect((await call("PUT", `/${shown.id}`, { ...exported, stop: true })).status).toBe(200);
    await gateway.receive("+491709999991", "hidden");
    await eventually("both arrive", async () => requests.length >= 2);
    const hook = requests.find(({ url }) => url === "/hook?t=hidden");
    expect(hook?.headers).toMatchObject({
      authorization: TOKEN,
      "idempotency-key": expect.stringMatching(/^in-\d+\.\d+\.0$/),
    });
    expect(requests.find(({ url }) => url === "/isms")?.body).toStartWith(
      "username=plant&password=kept-hidden-4712&XMLDATA=",
    );
    const kept = await Promise.all(
      ["rules", "jobs", "job_attempts", "events"].map((table) => sqlOn(gateway.database, `select * from ${table}`)),
    );
    expect(kept[0]).not.toEqual([]);
    expect(JSON.stringify([shown, file, kept])).not.toContain("kept-hidden");
    expect(gateway.output()).not.toContain("kept-hidden");
  });

  test("a secret goes to no other server than the one that it was given for", async () => {
    const then = [{ http: { url: `${receiver.url}/a`, secretHeaders: { Authorization: TOKEN } } }];
    const { shown } = await add({ name: "moved", then });
    const elsewhere = [{ http: { url: "https://elsewhere.example/a", secretHeaders: { Authorization: "•••" } } }];
    const problem = await problemOf(await call("PATCH", `/${shown.id}`, { then: elsewhere }), 422);
    expect(problem.errors).toMatchObject([{ pointer: "/then/0/http/secretHeaders/Authorization" }]);
    await problemOf(await call("POST", "", { name: "copy", then: elsewhere }), 422);
  });

  test("a dry run says which test decided, the text after the changes and who would get what, and does nothing", async () => {
    await add({ name: "off", enabled: false });
    await add({
      name: "Plant answers",
      when: {
        and: [{ sender: { matches: "^(49|43)+\\d" } }, { not: { text: { contains: "test", ignoreCase: true } } }],
      },
      replace: [{ pattern: "^ACK (\\d+)$", with: "acknowledged $1" }],
      then: [
        { number: "+491701111111" },
        { group: "nobody" },
        { http: { url: "https://erp.example.org/?t=$TXT$" } },
        { autoReply: { text: "Thank you, {senderName}" } },
      ],
      stop: true,
    });
    await add({ name: "below" });
    const run = async (message: object) => (await call("POST", "/dry-run", { message })).json();
    const { items } = (await run({ from: "0170 9999991", text: "ACK 17" })) as { items: object[] };
    expect(items).toMatchObject([
      { name: "off", outcome: "disabled" },
      {
        name: "Plant answers",
        outcome: "matched",
        decidedBy: { pointer: "/when/and/1/not/text", held: false },
        text: "acknowledged 17",
        replaced: [{ times: 1 }],
        deliveries: [
          { kind: "number", recipients: ["+491701111111"], details: { text: "0170 9999991: acknowledged 17" } },
          { kind: "group", recipients: [], refused: ["Not sent to one recipient: no group with this ID or name"] },
          { kind: "http", destination: "http:https://erp.example.org", refused: [] },
          { kind: "autoReply", recipients: ["+491709999991"], details: { text: "Thank you, 0170 9999991" } },
        ],
        stop: true,
      },
      { name: "below", outcome: "not-reached" },
    ]);
    expect(await run({ from: "+491709999991", text: "a TEST" })).toMatchObject({
      items: [{}, { outcome: "not-matched", decidedBy: { pointer: "/when/and/1/not/text", held: true } }, {}],
    });
    expect(await run({ from: "+491709999991", kind: "call" })).toMatchObject({
      items: [{}, { outcome: "matched" }, {}],
    });
    expect((await gateway.delivered(0)).filter(({ to }) => to === "+491701111111")).toEqual([]);
    const shown = (await (await call("GET")).json()) as { items: Shown[] };
    expect(shown.items.map(({ matched }) => matched)).toEqual([0, 0, 0]);
  });

  test("a dry run takes a rule that is not stored, and a message that came in from who may read those", async () => {
    await gateway.receive("+491709999995", "stored text");
    // The modem has taken it; others of earlier tests may still be on their way.
    const stored = await eventually("it is stored", async () => {
      const list = await (await gateway.as("reader")("/api/v1/incoming?q=stored%20text")).json();
      return (list as { items: { id: number }[] }).items[0];
    });
    const body = {
      incoming: stored.id,
      rule: { name: "draft", enabled: false, when: { text: { contains: "stored" } } },
    };
    await problemOf(await call("POST", "/dry-run", body), 403);
    const answer = await (await call("POST", "/dry-run", body, {}, "reader")).json();
    expect(answer).toMatchObject({ items: [{ name: "draft", outcome: "matched", text: "stored text" }] });
    await problemOf(await call("POST", "/dry-run", { incoming: 999_999 }, {}, "reader"), 404);
    await problemOf(await call("POST", "/dry-run", {}), 422);
    const faulty = { message: { text: "a" }, rule: { name: "draft", when: { nor: [] } } };
    const problem = await problemOf(await call("POST", "/dry-run", faulty), 422);
    expect(problem.errors).toContainEqual(expect.objectContaining({ pointer: "/rule/when/nor" }));
  });
}

describe("rules, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("rules, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
