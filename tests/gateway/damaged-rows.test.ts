import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { sqlOn } from "../support/sql.ts";

/** Of each table: its commands, how a row is made, which columns may be damaged, what people are told of it, and how they remove it. */
const ROWS = [
  {
    table: "rules",
    command: "rule",
    body: { name: "Pump", when: { text: { is: "no" } }, then: [{ number: "+491701111111" }] },
    columns: ["definition"],
    effect: "it is off",
    remove: (id: number) => ["rule", "delete", `${id}`],
  },
  {
    table: "checks",
    command: "check",
    body: { name: "Router", probe: { ping: { host: "192.0.2.8" } }, everySeconds: 3_600 },
    columns: ["definition"],
    effect: "it is off",
    remove: (id: number) => ["check", "remove", `${id}`],
  },
  {
    table: "policies",
    command: "policy",
    body: { name: "night", steps: [{ notify: [{ group: "Night" }], by: ["sms"], waitSeconds: 300 }] },
    columns: ["definition"],
    effect: "its alarms call nobody",
    remove: (id: number) => ["policy", "remove", `${id}`],
  },
  {
    table: "webhooks",
    command: "webhook",
    body: { name: "erp", url: "https://erp.example/", events: ["message.sent"] },
    columns: ["events", "secrets"],
    effect: "it is told nothing",
    remove: () => ["webhook", "delete", "erp"],
  },
] as const;
type Row = (typeof ROWS)[number];
const WARNING = "was damaged in the database, and does nothing: set it again, or delete it";
const RIGHTS = "rest-api,message-routing,monitoring,alarms,alarm-policies,webhooks,general,config-transfer";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("boss", RIGHTS);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const ask = (path: string, method = "GET", body?: object) =>
    gateway.as("boss")(`/api/v1/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

  async function make({ table, body }: Row): Promise<number> {
    const added = await ask(table, "POST", body);
    expect({ status: added.status, problem: added.ok || (await added.json()) }).toEqual({ status: 201, problem: true });
    return ((await added.json()) as { id: number }).id;
  }
  const damage = ({ table, columns: [first] }: Row, id: number, { column = first as string, text = "{" } = {}) =>
    sqlOn(gateway.database, `update ${table} set ${column} = '${text}' where id = ${id} returning id`);
  async function found(): Promise<string | undefined> {
    const { out } = await gateway.command(["doctor", "--json"]);
    const { findings } = JSON.parse(out) as { findings: { subject: string; problem?: string }[] };
    return findings.find(({ subject }) => subject === "rows of the database")?.problem;
  }

  async function refusesFile(why: string): Promise<void> {
    const asked = await ask("configuration/export", "POST", {});
    expect(asked.status).toBe(409);
    expect(((await asked.json()) as { detail: string }).detail).toStartWith(why);
    const { status, err } = await gateway.command(["config", "export", "-"]);
    expect(status).toBe(1);
    expect(err).toStartWith(`aldis: ${why}`);
  }

  test.each(ROWS)("a damaged row of $table is named by doctor until a command has removed it", async (row) => {
    const { table, body, columns, effect, remove } = row;
    for (const column of columns) {
      // Cut off, nothing, of another type, and without what it needs.
      for (const text of ['{"when":', "", "17", "{}"]) {
        const id = await make(row);
        expect(await damage(row, id, { column, text })).toHaveLength(1);
        const said = await found();
        expect(said).toContain(
          ` ${id} ("${body.name}") in the database (table ${table}) is damaged: its JSON cannot be`,
        );
        const command = `aldis ${remove(id).join(" ")}`;
        expect(said).toEndWith(
          `Until it is mended, ${effect}. What to do: restore the newest backup (aldis restore), or remove it (${command}) and add it again`,
        );
        expect(await gateway.command(remove(id))).toMatchObject({ status: 0, err: "" });
        expect(await found()).toBeUndefined();
      }
    }
  });

  test.each(ROWS)("a damaged row of $table is named as such by the API and by commands", async (row) => {
    const { table, body, columns, command } = row;
    const sound = await ask(table, "POST", { ...body, name: "sound" });
    expect(sound.status).toBe(201);
    for (const column of columns) {
      const id = await make(row);
      await damage(row, id, { column });
      const warnings = [{ pointer: "", message: WARNING }];
      const { items } = (await (await ask(table)).json()) as { items: { name: string; warnings?: object }[] };
      const told = Object.fromEntries(items.map((item) => [item.name, item.warnings]));
      expect(told).toEqual({ [body.name]: warnings, sound: undefined });
      expect(await (await ask(`${table}/${id}`)).json()).toMatchObject({ name: body.name, warnings });
      const listed = await gateway.command([command, "list"]);
      expect(listed.err).toBe(`aldis: warning: ${body.name}: ${WARNING}\n`);
      const [, ...lines] = listed.out.trimEnd().split("\n");
      expect(lines.filter((line) => line.includes("damaged"))).toEqual([expect.stringContaining(body.name)]);
      expect((await gateway.command([command, "show", body.name])).err).toBe(`aldis: warning: it ${WARNING}\n`);
      expect((await gateway.command([command, "list", "--json"])).out).not.toContain("unreadable");
      expect((await ask(`${table}/${id}`, "DELETE")).status).toBe(204);
    }
    const { id } = (await sound.json()) as { id: number };
    expect((await ask(`${table}/${id}`, "DELETE")).status).toBe(204);
  });

  test.each(ROWS)("a damaged row of $table is removed by the API, by its ID", async (row) => {
    const id = await make(row);
    await damage(row, id);
    expect((await ask(`${row.table}/${id}`, "DELETE")).status).toBe(204);
    expect(((await (await ask(row.table)).json()) as { items: unknown[] }).items).toEqual([]);
  });

  test("a part of what was damaged is not changed alone: it stays damaged, and is told of, until all of it is given", async () => {
    const [rules, checks, , webhooks] = ROWS;
    const rule = await make(rules);
    await damage(rules, rule);
    const switched = await ask(`rules/${rule}`, "PATCH", { enabled: true });
    const replace = "was damaged in the database: replace all of it (PUT, or import it), or delete it";
    expect(switched.status).toBe(422);
    expect(await switched.json()).toMatchObject({
      detail: `The rule ${replace}`,
      errors: [{ pointer: "", message: replace }],
    });
    expect(await gateway.command(["rule", "enable", `${rule}`])).toMatchObject({
      status: 1,
      err: `aldis: the rule ${replace}\n`,
    });
    expect(await gateway.command(["rule", "test", "no"])).toMatchObject({
      status: 0,
      err: expect.stringContaining(`aldis: warning: Pump: ${WARNING}\n`),
    });
    expect(await found()).toContain("rule");
    expect((await ask(`rules/${rule}`, "PUT", rules.body)).status).toBe(200);
    expect(await found()).toBeUndefined();
    const check = await make(checks);
    await damage(checks, check);
    for (const part of [{ enabled: true }, { probe: { ping: { host: "192.0.2.9" } } }]) {
      const changed = await ask(`checks/${check}`, "PATCH", part);
      expect([changed.status, await changed.text()]).toEqual([422, expect.stringContaining(`The check ${replace}`)]);
    }
    const run = await gateway.command(["check", "run", `${check}`]);
    expect(run).toMatchObject({ status: 1, err: `aldis: the check ${WARNING}\n` });
    expect(await found()).toContain("check");
    expect((await ask(`checks/${check}`, "PUT", checks.body)).status).toBe(200);
    expect(await found()).toBeUndefined();
    expect((await ask(`checks/${check}`, "DELETE")).status).toBe(204);
    for (const [column, mended] of [
      ["events", (id: number) => ask(`webhooks/${id}`, "PATCH", { events: ["message.sent"] })],
      ["secrets", (id: number) => ask(`webhooks/${id}/rotate`, "POST", {})],
    ] as const) {
      const webhook = await make(webhooks);
      await damage(webhooks, webhook, { column });
      expect((await ask(`webhooks/${webhook}`, "PATCH", { enabled: true })).status).toBe(200);
      expect(await found()).toContain("webhook");
      expect((await mended(webhook)).ok).toBe(true);
      expect(await found()).toBeUndefined();
      expect((await ask(`webhooks/${webhook}`, "DELETE")).status).toBe(204);
    }
    expect((await ask(`rules/${rule}`, "DELETE")).status).toBe(204);
  });

  test.each(ROWS)("a file of the configuration is refused while a row of $table is damaged", async (row) => {
    const id = await make(row);
    await damage(row, id);
    await refusesFile(
      `Nothing was exported: the ${row.table === "policies" ? "policy" : row.table.slice(0, -1)} ${id} (`,
    );
    expect(await gateway.command(row.remove(id))).toMatchObject({ status: 0 });
    expect((await ask("configuration/export", "POST", {})).status).toBe(200);
  });

  test.each(ROWS.slice(0, 3))("an export of $table is refused while a row of it is damaged", async (row) => {
    const id = await make(row);
    await damage(row, id);
    const one = { rules: "rule", checks: "check", policies: "policy", webhooks: "" }[row.table];
    const why = `Nothing was exported: the ${one} ${id} ("${row.body.name}") in the database (table ${row.table}) is damaged`;
    const asked = await ask(`${row.table}/export`);
    expect({ status: asked.status, ...((await asked.json()) as object) }).toMatchObject({
      status: 409,
      detail: expect.stringContaining(why),
    });
    const command = await gateway.command([one, "export"]);
    expect(command).toMatchObject({ status: 1, out: "", err: expect.stringContaining(`aldis: ${why}`) });
    expect(await gateway.command(row.remove(id))).toMatchObject({ status: 0 });
    expect((await ask(`${row.table}/export`)).status).toBe(200);
    expect((await gateway.command([one, "export"])).status).toBe(0);
  });

  test("a file of the configuration is refused while a setting is damaged", async () => {
    await sqlOn(gateway.database, "insert into settings (key, value) values ('option.country', '[') returning key");
    await refusesFile("Nothing was exported: the stored setting --country was damaged in the database. What to do: ");
    expect(await gateway.command(["setting", "reset", "country"])).toMatchObject({ status: 0 });
    expect((await ask("configuration/export", "POST", {})).status).toBe(200);
  });

  test("an alarm of a damaged policy is there, as one that nobody has answered", async () => {
    const policies = ROWS[2];
    const id = await make(policies);
    await damage(policies, id);
    const raised = await ask("alarms", "POST", { policy: policies.body.name, title: "Pump 3", text: "stands still" });
    expect(raised.status).toBe(201);
    const { id: alarm } = (await raised.json()) as { id: number };
    expect(await gateway.events({ kind: "alarm.unanswered" }, 1)).toHaveLength(1);
    const kept = await (await ask(`alarms/${alarm}`)).json();
    expect(kept).toMatchObject({ state: "unanswered", title: "Pump 3", text: "stands still" });
    expect(await gateway.command(policies.remove(id))).toMatchObject({ status: 0 });
  });

  test("a damaged row that the gateway keeps in the settings for itself is named by doctor", async () => {
    await sqlOn(gateway.database, `insert into settings (key, value) values ('monitoring.told.x', '[') returning key`);
    expect(await found()).toBe(
      "the row monitoring.told.x in the database (table settings) is damaged: its JSON cannot be read. Until it is mended, what needs it does not work. What to do: restore the newest backup (aldis restore)",
    );
    await sqlOn(gateway.database, "delete from settings where key = 'monitoring.told.x' returning key");
  });

  test("the gateway tells once of each damaged row", async () => {
    const ids: string[] = [];
    for (const row of ROWS) {
      const id = await make(row);
      await damage(row, id);
      ids.push(`${row.table} ${id}`);
    }
    await gateway.restart();
    const told = await gateway.events({ kind: "database.damaged" }, 4);
    const details = told.map((event) => event.details as { table: string; row: string });
    expect(details.map(({ table, row }) => `${table} ${row}`).reverse()).toEqual(ids);
    expect(told[3]?.message).toMatch(/^The rule \d+ \("Pump"\) in the database \(table rules\) is damaged: .*\.$/);
    expect(gateway.log().filter(({ event }) => event === "database.damaged")).toHaveLength(4);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
