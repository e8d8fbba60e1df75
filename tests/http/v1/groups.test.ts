import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let group = 0;
  let anna = 0;
  let bernd = 0;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", "rest-api", "contacts", "groups");
    group = await added("/groups", { name: "on duty" });
    anna = await added("/contacts", { name: "Anna", groups: [group] });
    bernd = await added("/contacts", { name: "Bernd" });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/api/v1${path}`, {
      method,
      headers: { ...basic("clerk"), ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  async function added(path: string, body: object): Promise<number> {
    const response = await call("POST", path, body);
    expect(response.status).toBe(201);
    return ((await response.json()) as { id: number }).id;
  }
  const read = async (path: string) => {
    const response = await call("GET", path);
    return { body: (await response.json()) as unknown, etag: response.headers.get("etag") ?? "" };
  };
  const members = async () =>
    ((await read(`/groups/${group}/members`)).body as { items: { name: string }[] }).items.map(({ name }) => name);

  test("members and policies show who has opted out, and those who have not are not marked", async () => {
    await gateway.addUser("marker", "rest-api", "contacts", "groups", "alarm-policies");
    const as = async (method: string, path: string, body?: object) => {
      const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      return (await (await gateway.as("marker")(`/api/v1${path}`, init)).json()) as { id: number } & Record<
        string,
        unknown
      >;
    };
    const { id: watch } = await as("POST", "/groups", { name: "watch" });
    for (const [name, number] of [
      ["Dora", "+491700000031"],
      ["Emil", "+491700000032"],
    ] as const)
      await as("POST", "/contacts", { name, number, groups: [watch] });
    expect((await gateway.command(["opt-out", "add", "+491700000031"])).status).toBe(0);
    const { items } = (await as("GET", `/groups/${watch}/members`)) as unknown as { items: object[] };
    expect(items).toMatchObject([{ name: "Dora", optedOut: true }, { name: "Emil" }]);
    expect(items[1]).not.toHaveProperty("optedOut");
    const steps = (by: string) => ({ steps: [{ notify: [{ group: "watch" }], by: [by] }] });
    const policy = await as("POST", "/policies", { name: "watch", ...steps("sms") });
    expect(policy).toMatchObject({ optedOut: ["Dora"] });
    expect(await as("GET", `/policies/${policy.id}`)).toMatchObject({ optedOut: ["Dora"] });
    // Mail reaches her.
    expect(await as("POST", "/policies", { name: "mail", ...steps("email") })).not.toHaveProperty("optedOut");
    expect(JSON.parse((await gateway.command(["policy", "show", "watch"])).out)).toMatchObject({ optedOut: ["Dora"] });
    const { out } = await gateway.command(["group", "show", "watch"]);
    expect(out).toMatch(/Dora .* opted out: gets nothing at this number/);
    expect(out).not.toMatch(/Emil .* opted out/);
    for (const name of ["watch", "mail"]) expect((await gateway.command(["policy", "remove", name])).status).toBe(0);
    expect((await gateway.command(["group", "remove", "watch"])).status).toBe(0);
  });

  test("a group is added once for each key, renamed, and listed by name", async () => {
    const key = { "idempotency-key": "night" };
    const first = await call("POST", "/groups", { name: "Night" }, key);
    const again = await call("POST", "/groups", { name: "Night" }, key);
    const night = (await first.json()) as { id: number };
    expect(night).toEqual({ id: night.id, name: "Night", memberCount: 0, hasSchedule: false } as typeof night);
    expect(await again.json()).toEqual(night);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    await problemOf(await call("POST", "/groups", { name: "ON DUTY" }), 409);
    await problemOf(await call("POST", "/groups", { name: " " }), 422);

    const { etag } = await read(`/groups/${night.id}`);
    expect(etag).toBe(first.headers.get("etag") ?? "");
    const renamed = await call("PATCH", `/groups/${night.id}`, { name: "Late" }, { "if-match": etag });
    expect(await renamed.json()).toMatchObject({ name: "Late" });
    expect(renamed.headers.get("etag")).toBe((await read(`/groups/${night.id}`)).etag);
    await problemOf(await call("PATCH", `/groups/${night.id}`, { name: "Later" }, { "if-match": etag }), 412);
    await problemOf(await call("DELETE", `/groups/${night.id}`, undefined, { "if-match": etag }), 412);
    const pages = [];
    for (let after = ""; ; ) {
      const { body } = await read(`/groups?limit=1${after}`);
      const { items, next } = body as { items: { name: string }[]; next?: string };
      pages.push(items.map(({ name }) => name));
      if (next === undefined) break;
      after = `&after=${next}`;
    }
    expect(pages).toEqual([["Late"], ["on duty"]]);
    expect((await read("/groups?q=DUT")).body).toMatchObject({ items: [{ name: "on duty" }] });
    expect((await read("/groups?q=%25")).body).toEqual({ items: [] });
    expect((await call("DELETE", `/groups/${night.id}`)).status).toBe(204);
    await problemOf(await call("GET", `/groups/${night.id}`), 404);
  });

  test("contacts join and leave, all or none", async () => {
    const path = `/groups/${group}/members`;
    await problemOf(await call("POST", path, { contacts: [bernd, 999_999] }), 422);
    expect(await members()).toEqual(["Anna"]);
    expect(await (await call("POST", path, { contacts: [bernd, anna] })).json()).toEqual({ added: [bernd] });
    expect(await members()).toEqual(["Anna", "Bernd"]);
    expect((await read(`/groups/${group}`)).body).toMatchObject({ memberCount: 2, hasSchedule: false });
    expect((await call("DELETE", `${path}/${bernd}`)).status).toBe(204);
    await problemOf(await call("DELETE", `${path}/${bernd}`), 404);
    expect(await members()).toEqual(["Anna"]);
    for (const gone of [`/groups/999999/members`, `/groups/999999/shifts`, `/groups/999999/escalation`]) {
      await problemOf(await call("GET", gone), 404);
    }
  });

  test("shifts are replaced as a whole, by whoever has read them", async () => {
    const path = `/groups/${group}/shifts`;
    const none = await read(path);
    expect(none.body).toEqual({ shifts: [] });
    const shifts = [
      { contact: anna, days: ["fri", "mon"], from: "08:00", to: "17:30" },
      { contact: anna, days: ["sun"], from: "22:00", to: "00:00" },
    ];
    const wanted = { timeZone: "Europe/Berlin", shifts };
    await problemOf(await call("PUT", path, wanted), 428);
    const put = await call("PUT", path, wanted, { "if-match": none.etag });
    const shown = {
      timeZone: "Europe/Berlin",
      shifts: [
        { contact: anna, days: ["mon", "fri"], from: "08:00", to: "17:30" },
        { contact: anna, days: ["sun"], from: "22:00", to: "24:00" },
      ],
    };
    expect(await put.json()).toEqual(shown);
    expect(await read(path)).toEqual({ body: shown, etag: put.headers.get("etag") ?? "" });
    await problemOf(await call("PUT", path, { shifts: [] }, { "if-match": none.etag }), 412);
    const current = { "if-match": put.headers.get("etag") ?? "" };
    for (const wrong of [
      { ...wanted, timeZone: "Mars/Olympus" },
      { shifts },
      { ...wanted, shifts: [{ ...shifts[0], contact: bernd }] },
      { ...wanted, shifts: [{ ...shifts[0], from: "24:00" }] },
      { ...wanted, shifts: [{ ...shifts[0], to: "8:00" }] },
      { ...wanted, shifts: [{ ...shifts[0], days: [] }] },
      { ...wanted, shifts: [{ ...shifts[0], days: ["someday"] }] },
    ]) {
      const problem = await problemOf(await call("PUT", path, wrong, current), 422);
      expect(JSON.stringify(problem)).not.toMatch(/Mars|someday/);
    }
    expect((await read(path)).body).toEqual(shown);
    expect(await (await call("PUT", path, { shifts: [] }, current)).json()).toEqual({ shifts: [] });
    expect((await read(`/groups/${group}`)).body).toMatchObject({ hasSchedule: false });
  });

  test("a swap is for its date alone, and only for whoever has read the overrides", async () => {
    const [path, shifts] = [`/groups/${group}/overrides`, `/groups/${group}/shifts`];
    await call("POST", `/groups/${group}/members`, { contacts: [bernd] });
    expect((await read(`/groups/${group}/on-call`)).body).toEqual({ duties: [], gaps: [] });
    const days = [{ contact: anna, days: ["tue"], from: "08:00", to: "16:00" }];
    await call("PUT", shifts, { timeZone: "Europe/Berlin", shifts: days }, { "if-match": "*" });
    const times = { from: "2026-02-03T07:00:00.000Z", until: "2026-02-03T15:00:00.000Z" };
    const overrides = [{ contact: bernd, insteadOf: anna, ...times }];
    const none = await read(path);
    expect(none.body).toEqual({ overrides: [] });
    await problemOf(await call("PUT", path, { overrides }), 428);
    const put = await call("PUT", path, { overrides }, { "if-match": none.etag });
    expect(await put.json()).toEqual({ overrides });
    expect(await read(path)).toEqual({ body: { overrides }, etag: put.headers.get("etag") ?? "" });
    await problemOf(await call("PUT", path, { overrides: [] }, { "if-match": none.etag }), 412);

    const week = (from: string, until: string) =>
      `/groups/${group}/on-call?from=${from}T00:00:00Z&until=${until}T00:00:00Z`;
    const next = { from: "2026-02-10T07:00:00.000Z", until: "2026-02-10T15:00:00.000Z" };
    expect((await read(week("2026-02-03", "2026-02-11"))).body).toEqual({
      timeZone: "Europe/Berlin",
      duties: [
        { contact: bernd, name: "Bernd", insteadOf: anna, shift: 0, ...times },
        { contact: anna, name: "Anna", shift: 0, ...next },
      ],
      gaps: [
        { from: "2026-02-03T00:00:00.000Z", until: times.from },
        { from: times.until, until: next.from },
        { from: next.until, until: "2026-02-11T00:00:00.000Z" },
      ],
    });
    for (const wrong of [
      week("2026-02-03", "2026-02-03"),
      week("2026-02-03", "2026-03-07"),
      week("0001-01-01", "0001-01-02"),
      `${path}?from=now`,
    ]) {
      await problemOf(await call("GET", wrong), 422);
    }
    const current = { "if-match": put.headers.get("etag") ?? "" };
    for (const wrong of [
      { contact: bernd, from: times.until, until: times.from },
      { contact: bernd, insteadOf: bernd, ...times },
      { contact: 999_999, ...times },
      { contact: bernd, from: "2026-02-03", until: times.until },
    ]) {
      await problemOf(await call("PUT", path, { overrides: [wrong] }, current), 422);
    }
    for (const gone of ["/groups/999999/on-call", "/groups/999999/overrides"])
      await problemOf(await call("GET", gone), 404);
    const [event] = await gateway.events({ kind: "group.overrides-changed", userName: "clerk" });
    expect(event?.message).toBe("Group on duty has 1 exception from its schedule");
    await call("PUT", shifts, { shifts: [] }, { "if-match": "*" });
  });

  test("of two escalation orders sent at once for the same one, one is taken", async () => {
    const path = `/groups/${group}/escalation`;
    await call("POST", `/groups/${group}/members`, { contacts: [bernd] });
    const { body, etag } = await read(path);
    expect(body).toEqual({ contacts: [] });
    await problemOf(await call("PUT", path, { contacts: [anna] }), 428);
    const orders = [
      [anna, bernd],
      [bernd, anna],
    ];
    const answers = await Promise.all(orders.map((contacts) => call("PUT", path, { contacts }, { "if-match": etag })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await read(path)).body).toEqual({ contacts: orders[winner] });
    await problemOf(await call("PUT", path, { contacts: [999_999] }, { "if-match": "*" }), 422);
    const [event] = await gateway.events({ kind: "group.escalation-changed", userName: "clerk" });
    expect(event?.message).toContain("2 members");
  });
}

describe("groups, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("groups, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
