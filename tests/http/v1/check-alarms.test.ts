import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { AlarmState } from "../../../lib/messages/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { type Receiver, startReceiver } from "../../support/receivers.ts";
import { sqlOn } from "../../support/sql.ts";
import { onDatabase } from "../../support/stored-messages.ts";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let shop: Receiver;
  let isWell = false;
  beforeAll(async () => {
    shop = await startReceiver((_, response) => response.writeHead(isWell ? 200 : 503).end());
    gateway = await startTestGateway(...(await database()), "--allow-targets", "127.0.0.1");
    await gateway.addUser("watcher", "rest-api,monitoring");
    await gateway.command(["group", "add", "admins"]);
    const anna = ["contact", "add", "Anna", "--number", "+491701111111", "--groups", "admins"];
    expect(await gateway.command(anna)).toMatchObject({ status: 0 });
    await onDatabase(gateway, async ({ policies }) => {
      const steps = [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 300 }] as const;
      const policy = { steps, rounds: 1, unanswered: [], tellResolved: false };
      for (const name of ["night", "day"]) await policies.add({ name, ...policy }, { now: Date.now(), most: 10 });
    });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await shop[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    isWell = false;
    expect((await call("POST", "/import", { mode: "replace", checks: [] })).status).toBe(200);
  });

  const call = (method: string, path: string, body?: object) =>
    gateway.as("watcher")(`/api/v1/checks${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const check = (notify: object) => ({ name: "shop", probe: { http: { url: shop.url } }, failures: 1, notify });
  async function add(notify: object): Promise<number> {
    const added = await call("POST", "", check(notify));
    expect(added.status).toBe(201);
    return ((await added.json()) as { id: number }).id;
  }
  /** All alarms of a check, oldest first. */
  const alarmsOf = (id: number) =>
    onDatabase(gateway, async ({ alarms }) => {
      const { alarms: all } = await alarms.page({}, { limit: 50 });
      return all.filter(({ key }) => key === `check:${id}`).toReversed();
    });
  const alarmsToBe = (id: number, states: AlarmState[]) =>
    eventually(`alarms to be ${states.join()}`, async () => {
      const all = await alarmsOf(id);
      return all.map(({ state }) => state).join() === states.join() && all;
    });

  test("the end of a check resolves its alarm, though its group has no policy and another name by then", async () => {
    await onDatabase(gateway, ({ addressBook }) => addressBook.setPolicy(1, "night"));
    const id = await add({ group: "admins" });
    await alarmsToBe(id, ["open"]);
    await onDatabase(gateway, async ({ addressBook }) => {
      await addressBook.setPolicy(1, undefined);
      expect(await addressBook.renameGroup(1, "those who know")).toMatchObject({ ok: true });
    });
    isWell = true;
    await call("POST", `/${id}/run`);
    await alarmsToBe(id, ["resolved"]);
    await onDatabase(gateway, ({ addressBook }) => addressBook.renameGroup(1, "admins"));
  });

  test("an alarm that a person has resolved is raised again while its check fails on", async () => {
    const id = await add({ policy: "night" });
    const [first] = await alarmsToBe(id, ["open"]);
    await sqlOn(
      gateway.database,
      `update alarms set state = 'resolved', is_active = 0, resolved_at = ${Date.now() - 14 * 60_000} where id = ${first?.id}`,
    );
    const results = async () => {
      const { items } = (await (await call("GET", `/${id}/results`)).json()) as { items: object[] };
      return items.length;
    };
    await call("POST", `/${id}/run`);
    await eventually("another run", async () => (await results()) > 1);
    await alarmsToBe(id, ["resolved"]);
    await sqlOn(
      gateway.database,
      `update alarms set resolved_at = ${Date.now() - 16 * 60_000} where id = ${first?.id}`,
    );
    await call("POST", `/${id}/run`);
    await alarmsToBe(id, ["resolved", "open"]);
    isWell = true;
    await call("POST", `/${id}/run`);
    await alarmsToBe(id, ["resolved", "resolved"]);
  });

  test("a check that an import makes tell others has one open alarm: theirs", async () => {
    const id = await add({ policy: "night" });
    await alarmsToBe(id, ["open"]);
    expect((await call("POST", "/import", { checks: [check({ policy: "day" })] })).status).toBe(200);
    const [before, after] = await alarmsToBe(id, ["resolved", "open"]);
    expect([before?.policy, after?.policy]).toEqual(["night", "day"]);
  });
}

describe("alarms of checks, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("alarms of checks, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
