import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { openEvents } from "../../support/event-stream.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

interface Shown {
  id: number;
  number: number;
  state: string;
  outcome?: string;
  holder?: string;
  count: number;
}
interface Page {
  items: Shown[];
  next?: string;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let made = 0;
  /** Of the test. */
  let policy = "";
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("watch", "rest-api,alarms");
    await gateway.addUser("planner", "rest-api,alarm-policies");
    await gateway.addUser("sensor", "rest-api,http-api,alarms");
    await gateway.addUser("clerk", "rest-api,contacts");
    const body = JSON.stringify({ name: "Anna", number: "+491701111111" });
    expect((await gateway.as("clerk")("/api/v1/contacts", { method: "POST", body })).status).toBe(201);
  });
  beforeEach(async () => {
    policy = `policy ${++made}`;
    expect((await call("POST", "/policies", draft(policy), {}, "planner")).status).toBe(201);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const draft = (name: string) => ({
    name,
    steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 600 }],
  });
  const call = (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
    user = "watch",
  ): Promise<Response> =>
    gateway.as(user)(`/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const read = async <Answer>(response: Promise<Response> | Response) => (await (await response).json()) as Answer;
  const raise = (more: object = {}, headers: Record<string, string> = {}) =>
    read<Shown>(call("POST", "/alarms", { policy, text: "Disk full on db1", ...more }, headers));

  test("each value of a policy that is wrong is named with its place, and nothing is kept", async () => {
    const wrong = {
      name: "",
      steps: [
        { notify: [{ contact: "Anna", group: "all" }], by: ["pigeon"], waitSeconds: 0 },
        { notify: [], by: ["ring"] },
      ],
      rounds: 11,
      unanswered: [{ email: { to: ["nobody"] } }],
    };
    const { errors } = await problemOf(
      await call("POST", "/policies", { ...wrong, name: "wrong" }, {}, "planner"),
      422,
    );
    expect((errors as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()).toEqual([
      "/rounds",
      "/steps/0/by/0",
      "/steps/0/notify/0",
      "/steps/0/waitSeconds",
      "/steps/1/by",
      "/steps/1/notify",
      "/unanswered/0/email/to/0",
    ]);
    await problemOf(await call("POST", "/policies", wrong, {}, "planner"), 422);
    const taken = await problemOf(await call("POST", "/policies", draft(policy.toUpperCase()), {}, "planner"), 409);
    expect(taken.errors).toMatchObject([{ pointer: "/name" }]);
    const { items } = await read<{ items: { name: string }[] }>(call("GET", "/policies", undefined, {}, "planner"));
    expect(items.map(({ name }) => name)).not.toContain("wrong");
  });

  test("a policy is changed only as it was read", async () => {
    const { items } = await read<{ items: (Shown & { name: string })[] }>(
      call("GET", "/policies", undefined, {}, "planner"),
    );
    const id = items.find(({ name }) => name === policy)?.id ?? 0;
    const etag = (await call("GET", `/policies/${id}`, undefined, {}, "planner")).headers.get("etag") ?? "";
    const put = (match: string, rounds: number) =>
      call("PUT", `/policies/${id}`, { ...draft(policy), rounds }, { "if-match": match }, "planner");
    expect((await put(etag, 2)).status).toBe(200);
    await problemOf(await put(etag, 3), 412);
    await problemOf(await call("DELETE", `/policies/${id}`, undefined, { "if-match": etag }, "planner"), 412);
    expect(await read(call("GET", `/policies/${id}`, undefined, {}, "planner"))).toMatchObject({ rounds: 2 });
  });

  test("of an import with a fault nothing is kept, and without one the same import changes nothing", async () => {
    const importing = (policies: object[]) => call("POST", "/policies/import", { policies }, {}, "planner");
    const fresh = `imported ${made}`;
    const { errors } = await problemOf(await importing([draft(fresh), { name: "b" }, draft(fresh.toUpperCase())]), 422);
    expect(errors).toMatchObject([{ pointer: "/policies/1/steps" }, { pointer: "/policies/2/name" }]);
    const before = await read<{ items: object[] }>(call("GET", "/policies", undefined, {}, "planner"));
    const after = await read<{ items: object[] }>(importing([draft(fresh)]));
    expect(after.items).toEqual(expect.arrayContaining([...before.items, expect.objectContaining({ name: fresh })]));
    expect(after.items).toHaveLength(before.items.length + 1);
    const file = await read<{ policies: object[] }>(call("GET", "/policies/export", undefined, {}, "planner"));
    const again = await read<object>(importing(file.policies));
    expect(again).toEqual(await read<object>(call("GET", "/policies", undefined, {}, "planner")));
  });

  test("an alarm needs words, and resolving names a policy that there is", async () => {
    const blank = await problemOf(await call("POST", "/alarms", { policy, text: " \n " }), 422);
    expect(blank.errors).toMatchObject([{ pointer: "/text" }]);
    const lost = await problemOf(await call("POST", "/alarms/resolve", { key: "disk", policy: "no such" }), 422);
    expect(lost.errors).toMatchObject([{ pointer: "/policy" }]);
  });

  test("an alarm stays that of its key when its policy is renamed", async () => {
    const key = `renamed:${made}`;
    const first = await raise({ key });
    const { items } = await read<{ items: { id: number; name: string }[] }>(
      call("GET", "/policies", undefined, {}, "planner"),
    );
    const id = items.find(({ name }) => name === policy)?.id ?? 0;
    const etag = (await call("GET", `/policies/${id}`, undefined, {}, "planner")).headers.get("etag") ?? "";
    policy = `${policy} renamed`;
    const renamed = await call("PUT", `/policies/${id}`, draft(policy), { "if-match": etag }, "planner");
    expect(renamed.status).toBe(200);
    expect(await raise({ key })).toMatchObject({ id: first.id, outcome: "added", count: 2 });
    const resolved = await read<Page>(call("POST", "/alarms/resolve", { key, policy }));
    expect(resolved.items.map((each) => each.id)).toEqual([first.id]);
  });

  test("the same key adds to an alarm that is not resolved, and opens another one afterwards", async () => {
    const key = `disk:${made}`;
    const first = await raise({ key });
    expect(first).toMatchObject({ state: "open", outcome: "opened", count: 1 });
    expect(await raise({ key })).toMatchObject({ id: first.id, outcome: "added", count: 2 });
    expect(await raise({ key, severity: "critical" })).toMatchObject({ id: first.id, outcome: "severity-raised" });
    const resolved = await read<Page>(call("POST", "/alarms/resolve", { key }));
    expect(resolved.items).toMatchObject([{ id: first.id, state: "resolved" }]);
    expect(await read<Page>(call("POST", "/alarms/resolve", { key }))).toEqual({ items: [] });
    const second = await raise({ key });
    expect(second.id).not.toBe(first.id);
    // A late answer to the first must not meet it.
    expect(second.number).not.toBe(first.number);
  });

  test("the same key of another user is another alarm, which nobody else ends without asking for it", async () => {
    const key = `shared:${made}`;
    const first = await raise({ key });
    const other = await read<Shown>(call("POST", "/alarms", { policy, text: "Disk full on db2", key }, {}, "sensor"));
    expect(other).toMatchObject({ outcome: "opened", count: 1 });
    expect(other.id).not.toBe(first.id);
    const resolve = (more: object, user: string) =>
      read<Page>(call("POST", "/alarms/resolve", { key, ...more }, {}, user));
    expect((await resolve({}, "sensor")).items.map(({ id }) => id)).toEqual([other.id]);
    expect((await resolve({ source: "own" }, "sensor")).items).toEqual([]);
    expect(await read(call("GET", `/alarms/${first.id}`))).toMatchObject({ state: "open" });
    expect((await resolve({ source: "any" }, "sensor")).items.map(({ id }) => id)).toEqual([first.id]);
    await problemOf(await call("POST", "/alarms/resolve", { key, source: "all" }), 422);
  });

  test("an alert webhook and the API have keys of their own, for the same user and policy", async () => {
    const key = `{}:{alertname="Disk ${made}"}`;
    const alert = (status: string) =>
      gateway.as("sensor")(`/api/v1/alerts?policy=${encodeURIComponent(policy)}`, {
        method: "POST",
        body: JSON.stringify({ groupKey: key, status, alerts: [{ status, labels: { alertname: "Disk" } }] }),
      });
    expect((await alert("firing")).status).toBe(200);
    const mine = await read<Shown>(call("POST", "/alarms", { policy, text: "Mine", key }, {}, "sensor"));
    expect(mine.outcome).toBe("opened");
    expect((await alert("resolved")).status).toBe(200);
    const list = await read<Page>(call("GET", `/alarms?policy=${encodeURIComponent(policy)}`));
    expect(list.items.map(({ id, state }) => [id === mine.id, state])).toEqual([
      [true, "open"],
      [false, "resolved"],
    ]);
  });

  test("an alarm is of its policy, not of one that takes the name later", async () => {
    const key = `bound:${made}`;
    const first = await raise({ key });
    const { items } = await read<{ items: { id: number; name: string }[] }>(
      call("GET", "/policies", undefined, {}, "planner"),
    );
    const id = items.find(({ name }) => name === policy)?.id ?? 0;
    expect((await call("PUT", `/policies/${id}`, draft(`${policy} before`), {}, "planner")).status).toBe(200);
    expect((await call("POST", "/policies", draft(policy), {}, "planner")).status).toBe(201);
    const second = await raise({ key });
    expect(second.outcome).toBe("opened");
    const resolved = await read<Page>(call("POST", "/alarms/resolve", { key, policy }));
    expect(resolved.items.map((each) => each.id)).toEqual([second.id]);
    expect(await read(call("GET", `/alarms/${first.id}`))).toMatchObject({ state: "open" });
  });

  test("alert webhooks of one user leave room for others, and what has no room reaches people", async () => {
    await gateway.addUser(`flood ${made}`, "http-api");
    const alert = (name: string) =>
      gateway.as(`flood ${made}`)(`/api/v1/alerts?policy=${encodeURIComponent(policy)}`, {
        method: "POST",
        body: JSON.stringify({
          groupKey: `flood ${made} ${name}`,
          status: "firing",
          alerts: [{ status: "firing", labels: { alertname: name } }],
        }),
      });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => alert(`Flood${at}`)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await alert("Last")).status).toBe(200);
    const { items } = await read<Page>(call("GET", `/alarms?policy=${encodeURIComponent(policy)}&limit=200`));
    expect(items).toHaveLength(100);
    const { timeline } = await read<{ timeline: { kind: string; detail?: string }[] }>(
      call("GET", `/alarms/${items[0]?.id}`),
    );
    expect(timeline).toContainEqual(expect.objectContaining({ kind: "no-place", detail: "Last" }));
    expect(await raise()).toMatchObject({ outcome: "opened" });
  }, 180_000);

  test("with an Idempotency-Key an alarm is raised once", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const [one, two] = [await raise({}, headers), await raise({}, headers)];
    expect(two).toEqual(one);
    await problemOf(await call("POST", "/alarms", { policy, text: "Something else" }, headers), 422);
  });

  test("an alarm of nobody's policy is refused with the place of the name, and empty texts are", async () => {
    const { errors } = await problemOf(await call("POST", "/alarms", { policy: "nobody's", text: "x" }), 422);
    expect(errors).toEqual([{ pointer: "/policy", message: "is not the name of a policy" }]);
    await problemOf(await call("POST", "/alarms", { policy, text: "" }), 422);
    await problemOf(await call("POST", "/alarms", { policy, text: "x", colour: "red" }), 422);
  });

  test("it is taken, given back and resolved, and what its state does not let is a conflict", async () => {
    const { id } = await raise();
    const act = (kind: string) => call("POST", `/alarms/${id}/${kind}`);
    await problemOf(await act("reopen"), 409);
    expect(await read(act("take"))).toMatchObject({ state: "acknowledged", holder: "watch" });
    expect((await problemOf(await act("take"), 409)).detail).toBe("Somebody has the alarm.");
    const back = await read<Shown>(act("reopen"));
    expect(back.state).toBe("open");
    expect(back.holder).toBeUndefined();
    expect(await read(act("resolve"))).toMatchObject({ state: "resolved" });
    expect((await problemOf(await act("take"), 409)).detail).toBe("The alarm is resolved.");
    await problemOf(await call("POST", "/alarms/999999/take"), 404);
    const { timeline } = await read<{ timeline: { id: number; kind: string; person?: string; door?: string }[] }>(
      call("GET", `/alarms/${id}`),
    );
    expect(timeline.filter(({ kind }) => kind === "taken" || kind === "resolved")).toMatchObject([
      { kind: "taken", person: "watch", door: "v1" },
      { kind: "resolved", person: "watch", door: "v1" },
    ]);
    const page = await read<Page>(call("GET", `/alarms/${id}/timeline?limit=2`));
    const rest = await read<Page>(call("GET", `/alarms/${id}/timeline?limit=500&after=${page.next}`));
    expect([...page.items, ...rest.items].map((line) => line.id)).toEqual(timeline.map((line) => line.id));
  });

  test("a list is read page by page, of the states and the policy that are asked for", async () => {
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) ids.unshift((await raise()).id);
    await call("POST", `/alarms/${ids[0]}/resolve`);
    const of = (query: string) => read<Page>(call("GET", `/alarms?policy=${encodeURIComponent(policy)}&${query}`));
    const first = await of("limit=2");
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await of(`limit=2&after=${first.next}`)).items.map(({ id }) => id)).toEqual(ids.slice(2));
    expect((await of("state=open,acknowledged")).items.map(({ id }) => id)).toEqual(ids.slice(1));
    expect((await of("state=resolved")).items.map(({ id }) => id)).toEqual(ids.slice(0, 1));
    await problemOf(await call("GET", "/alarms?state=loud"), 422);
    await problemOf(await call("GET", "/alarms?after=elsewhere"), 422);
  });

  test("a stream tells of each change whoever may see alarms, and nobody else", async () => {
    await using watching = await openEvents(gateway.url, { user: "watch" });
    await using other = await openEvents(gateway.url, { user: "clerk" });
    const { id } = await raise();
    await call("POST", `/alarms/${id}/take`);
    const [told] = await watching.until(({ type, data }) => type === "alarm" && data.state === "acknowledged");
    expect(told?.data).toMatchObject({ id, holder: "watch" });
    expect(other.events.filter(({ type }) => type === "alarm")).toEqual([]);
    await problemOf(await call("GET", "/events?types=alarm", undefined, {}, "clerk"), 403);
  });
}

describe("alarms, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("alarms, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
