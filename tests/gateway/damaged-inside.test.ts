import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { sqlOn } from "../support/sql.ts";

const RULE = { replace: [], then: [], stop: false };
const CHECK = {
  probe: { ping: { host: "192.0.2.8" } },
  everySeconds: 3_600,
  timeoutSeconds: 10,
  failures: 3,
  flapping: { changes: 6, minutes: 60 },
  severity: "critical",
};
const STEP = { notify: [{ group: "Night" }], by: ["sms"], waitSeconds: 300 };
const POLICY = { steps: [STEP], rounds: 1, unanswered: [], tellResolved: true };

/** 400,000 lists in each other: whoever walks through them overflows. */
const DEEP = `${"[".repeat(400_000)}${"]".repeat(400_000)}`;
const deep = (around: object) => JSON.stringify({ ...around, further: "DEEP" }).replace('"DEEP"', DEEP);

const TABLES = [
  {
    table: "rules",
    command: "rule",
    body: { name: "Pump", when: { text: { is: "no" } }, then: [{ number: "+491702222222" }] },
    damaged: {
      definition: [
        { ...RULE, when: null },
        ...[{}, { and: [] }, { or: [] }, { not: {} }, { and: [{ text: { is: "no" } }, {}] }, { or: [{ and: [] }] }].map(
          (when) => ({ ...RULE, when }),
        ),
        { ...RULE, when: { and: 17 } },
        { ...RULE, when: { or: [{ not: null }] } },
        { ...RULE, when: { not: { sender: null } } },
        { ...RULE, when: { sender: { group: 17 } } },
        { ...RULE, when: { text: "no" } },
        { ...RULE, replace: [17] },
        ...[17, null, [], { contact: 17 }, { group: null }, { alarm: null }, { alarm: {} }, { email: {} }].map(
          (to) => ({
            ...RULE,
            then: [to],
          }),
        ),
        { ...RULE, then: [{ autoReply: { text: "no", everySeconds: 1e13 } }] },
        { ...RULE, stop: 1 },
        deep(RULE),
        deep(RULE).replace("further", "when"),
      ],
    },
    another: {
      definition: [
        { ...RULE, further: [{}] },
        { ...RULE, when: { weather: 17 } },
        { ...RULE, when: { and: [{ not: { sender: { team: "Night" } } }] } },
        { ...RULE, then: [{ fax: { to: 17 } }, { number: "+491702222222", further: {} }] },
      ],
    },
  },
  {
    table: "checks",
    command: "check",
    body: { name: "Router", probe: { ping: { host: "192.0.2.8" } }, everySeconds: 3_600 },
    damaged: {
      definition: [
        { ...CHECK, probe: null },
        { ...CHECK, probe: { ping: null } },
        { ...CHECK, probe: { http: { url: "http://192.0.2.8/", secretHeaders: null } } },
        { ...CHECK, notify: 17 },
        { ...CHECK, notify: { policy: null } },
        { ...CHECK, flapping: [] },
        { ...CHECK, everySeconds: 0 },
        { ...CHECK, everySeconds: 1e13 },
        // A timer that waits so long would run out at once.
        { ...CHECK, everySeconds: 2_147_484 },
        { ...CHECK, timeoutSeconds: 8.6e15 },
        { ...CHECK, flapping: { changes: 6, minutes: 8.6e15 } },
        { ...CHECK, probe: {} },
        { ...CHECK, probe: { heartbeat: { graceSeconds: 1e13 } } },
        { ...CHECK, probe: { http: { url: "https://192.0.2.8/", certificateDays: 1e15 } } },
        deep(CHECK),
      ],
    },
    another: {
      definition: [
        { ...CHECK, further: 17 },
        { ...CHECK, probe: { fax: { number: 17 } } },
        { ...CHECK, notify: { team: 17 } },
      ],
    },
  },
  {
    table: "policies",
    command: "policy",
    body: { name: "night", steps: [STEP] },
    damaged: {
      definition: [
        { ...POLICY, steps: [17], rounds: 0 },
        { ...POLICY, steps: [{}] },
        { ...POLICY, steps: [{ ...STEP, notify: [null] }] },
        { ...POLICY, steps: [{ ...STEP, notify: [{ contact: {} }] }] },
        { ...POLICY, steps: [{ ...STEP, by: "sms" }] },
        { ...POLICY, steps: [{ ...STEP, waitSeconds: 1e300 }] },
        { ...POLICY, steps: [{ ...STEP, waitSeconds: 1e13 }] },
        { ...POLICY, notResolvedAfterSeconds: 1e13 },
        { ...POLICY, unanswered: [null] },
        { ...POLICY, unanswered: [{ email: { to: null } }] },
        deep(POLICY),
      ],
    },
    another: {
      definition: [
        { ...POLICY, further: null },
        { ...POLICY, steps: [{ ...STEP, notify: [{ team: 17 }], by: ["fax"] }], unanswered: [{ fax: 17 }] },
      ],
    },
  },
  {
    table: "webhooks",
    command: "webhook",
    body: { name: "erp", url: "https://erp.example/", events: ["message.sent"] },
    damaged: {
      events: [[17], [null]],
      secrets: [[{}], [17], [null], [{ sealed: 17, createdAt: 1 }], [{ sealed: "s", createdAt: "1" }]],
    },
    another: { events: [["message.forgotten"]], secrets: [[{ sealed: "s", createdAt: 1, further: {} }]] },
  },
] as const;
type Table = (typeof TABLES)[number];
const WARNING = "was damaged in the database, and does nothing: set it again, or delete it";
const RIGHTS =
  "rest-api,message-routing,monitoring,alarms,alarm-policies,webhooks,general,config-transfer,contacts,groups";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("boss", RIGHTS);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const ask = (path: string, method = "GET", body?: object) =>
    gateway.as("boss")(`/api/v1/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

  async function made(path: string, body: object): Promise<number> {
    const added = await ask(path, "POST", body);
    expect([path, added.status]).toEqual([path, 201]);
    return ((await added.json()) as { id: number }).id;
  }
  async function found(): Promise<string | undefined> {
    const { out } = await gateway.command(["doctor", "--json"]);
    const { findings } = JSON.parse(out) as { findings: { subject: string; problem?: string }[] };
    return findings.find(({ subject }) => subject === "rows of the database")?.problem;
  }
  async function write({ table }: Table, id: number, { column, json }: { column: string; json: object | string }) {
    const text = typeof json === "string" ? json : JSON.stringify(json);
    const where = `where id = ${id} returning id`;
    expect(await sqlOn(gateway.database, `update ${table} set ${column} = '${text}' ${where}`)).toHaveLength(1);
  }
  /** A row for each of these texts. */
  async function rowsOf(row: Table, texts: Readonly<Record<string, readonly (object | string)[]>>): Promise<string[]> {
    const names: string[] = [];
    for (const [column, all] of Object.entries(texts)) {
      for (const json of all) {
        const name = `${row.body.name}-${names.length}`;
        await write(row, await made(row.table, { ...row.body, name }), { column, json });
        names.push(name);
      }
    }
    return names;
  }
  async function listed({ table }: Table) {
    const asked = await ask(table);
    expect([table, asked.status]).toEqual([table, 200]);
    return (await asked.json()) as { items: { id: number; name: string; warnings?: object }[] };
  }
  async function removeAll(row: Table): Promise<void> {
    for (const { id } of (await listed(row)).items)
      expect((await ask(`${row.table}/${id}`, "DELETE")).status).toBe(204);
  }

  /** What looks through all rules, checks and policies. */
  async function nothingElseStops(): Promise<void> {
    for (const [path, body] of [
      ["policies", { name: "other", steps: [STEP] }],
      ["webhooks", { name: "other", url: "https://erp.example/", events: [] }],
    ] as const) {
      const id = await made(path, body);
      expect([path, (await ask(`${path}/${id}`, "DELETE")).status]).toEqual([path, 204]);
    }
    const group = await made("groups", { name: "Day" });
    expect((await ask(`groups/${group}`, "PATCH", { name: "Days" })).status).toBe(200);
    expect((await ask(`groups/${group}`, "DELETE")).status).toBe(204);
    const contact = await made("contacts", { name: "Bob", number: "+491701111111" });
    expect((await ask(`contacts/${contact}`, "PATCH", { name: "Rob" })).status).toBe(200);
    expect(await gateway.command(["erase", "+491701111111"])).toMatchObject({ status: 0, err: "" });
  }

  test.each(TABLES)("JSON of $table that is damaged inside is named as such, and stops nothing else", async (row) => {
    const names = await rowsOf(row, row.damaged);
    const { items } = await listed(row);
    expect(items.map(({ name, warnings }) => [name, warnings])).toEqual(
      items.map(({ name }) => [name, [{ pointer: "", message: WARNING }]]),
    );
    expect(items.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    const { status, err } = await gateway.command([row.command, "list"]);
    expect([status, err.split(WARNING).length - 1]).toEqual([0, names.length]);
    const said = await found();
    for (const { id, name } of items) expect(said).toContain(` ${id} ("${name}") `);
    expect((await ask("configuration/export", "POST", {})).status).toBe(409);
    await nothingElseStops();
    if (row.table === "policies")
      for (const policy of names) {
        const raised = await ask("alarms", "POST", { policy, title: "Pump 3", text: "stands still" });
        expect([policy, raised.status]).toEqual([policy, 201]);
        expect([policy, (await ask("alarms")).status]).toEqual([policy, 200]);
      }
    await removeAll(row);
    expect(await found()).toBeUndefined();
  });

  test.each(TABLES)("JSON of $table that has what another version writes is not called damaged", async (row) => {
    const names = await rowsOf(row, row.another);
    const { items } = await listed(row);
    expect(items.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(items.filter(({ warnings }) => JSON.stringify(warnings)?.includes(WARNING))).toEqual([]);
    for (const { id } of items) expect((await ask(`${row.table}/${id}`)).status).toBe(200);
    expect(await gateway.command([row.command, "list"])).toMatchObject({ status: 0, err: "" });
    for (const name of names) expect(await gateway.command([row.command, "show", name])).toMatchObject({ status: 0 });
    expect(await found()).toBeUndefined();
    await nothingElseStops();
    if (row.table === "policies")
      for (const policy of names) {
        const raised = await ask("alarms", "POST", { policy, title: "Pump 3", text: "stands still" });
        expect([policy, raised.status]).toEqual([policy, 201]);
      }
    await removeAll(row);
  });

  test("a check of another version's kind says that it does not run, and no alarm is raised", async () => {
    const row = TABLES[1];
    const policy = await made("policies", { name: "night", steps: [STEP] });
    const body = { ...row.body, probe: { heartbeat: {} }, failures: 1, notify: { policy: "night" } };
    const id = await made(row.table, body);
    const json = { ...CHECK, probe: { tcq: { host: "192.0.2.8" } }, failures: 1, notify: { policy: "night" } };
    await write(row, id, { column: "definition", json });
    const { status, out } = await gateway.command(["check", "run", row.body.name]);
    expect([status, out]).toEqual([1, expect.stringContaining("is of a kind that this version does not know")]);
    const { out: all } = await gateway.command(["check", "list"]);
    expect(all).toMatch(/ unknown +Router +unknown .* is of a kind that this version does not know/);
    const { items } = (await (await ask("alarms")).json()) as { items: { policy: string }[] };
    expect(items.filter(({ policy: called }) => called === "night")).toEqual([]);
    await removeAll(row);
    expect((await ask(`policies/${policy}`, "DELETE")).status).toBe(204);
  });

  test("another secret mends a webhook whose secrets are damaged inside", async () => {
    const row = TABLES[3];
    const ways = [
      async (id: number) => (await ask(`webhooks/${id}/rotate`, "POST", {})).status === 200,
      async () => (await gateway.command(["webhook", "rotate", "erp"])).status === 0,
    ];
    for (const json of row.damaged.secrets)
      for (const rotated of ways) {
        const id = await made("webhooks", row.body);
        await write(row, id, { column: "secrets", json });
        expect([json, await rotated(id)]).toEqual([json, true]);
        expect((await (await ask(`webhooks/${id}`)).json()) as object).not.toHaveProperty("warnings");
        await removeAll(row);
      }
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
