import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { openStore } from "../../../lib/store/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { type Receiver, startReceiver } from "../../support/receivers.ts";
import { sqlOn } from "../../support/sql.ts";
import { onDatabase } from "../../support/stored-messages.ts";
import { problemOf } from "../../support/v1.ts";

interface Shown {
  id: number;
  name: string;
  state: string;
  enabled: boolean;
  heartbeatPath?: string;
  last?: { at: string; ok: boolean; text: string };
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let shop: Receiver;
  let isWell = true;
  beforeAll(async () => {
    shop = await startReceiver((_, response) => response.writeHead(isWell ? 200 : 503).end("The shop"));
    gateway = await startTestGateway(...(await database()), "--allow-targets", "127.0.0.1");
    await gateway.addUser("watcher", "rest-api,monitoring");
    const anna = ["contact", "add", "Anna", "--number", "+491701111111", "--groups", "admins"];
    await gateway.command(["group", "add", "admins"]);
    expect(await gateway.command(anna)).toMatchObject({ status: 0 });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await shop[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    isWell = true;
    expect((await call("POST", "/import", { mode: "replace", checks: [] })).status).toBe(200);
  });

  const call = (method: string, path = "", body?: object, headers: Record<string, string> = {}) =>
    gateway.as("watcher")(`/api/v1/checks${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  async function add(check: object): Promise<{ shown: Shown; etag: string }> {
    const response = await call("POST", "", check);
    expect({ status: response.status, answer: response.ok || (await response.json()) }).toEqual({
      status: 201,
      answer: true,
    });
    return { shown: (await response.json()) as Shown, etag: response.headers.get("etag") ?? "" };
  }
  const show = async (id: number) => (await (await call("GET", `/${id}`)).json()) as Shown;
  const shopCheck = (more: object = {}) => ({
    name: "shop",
    probe: { http: { url: shop.url } },
    everySeconds: 30,
    ...more,
  });

  test("a check runs soon after it was added; its failure and its end reach the group's telephones", async () => {
    isWell = false;
    const { shown } = await add(shopCheck({ failures: 1, notify: { group: "Admins" } }));
    const down = await eventually("the check to be down", async () => {
      const check = await show(shown.id);
      return check.state === "down" && check;
    });
    expect(down.last).toMatchObject({ ok: false, text: "answered 503" });
    const [first] = await gateway.delivered(1);
    expect(first).toMatchObject({ to: "+491701111111", text: "shop is down: answered 503" });
    isWell = true;
    expect((await call("POST", `/${shown.id}/run`)).status).toBe(202);
    const delivered = await gateway.delivered(2);
    expect(delivered.at(-1)?.text).toBe("shop is up again: answered 200");
    const { items } = (await (await call("GET", `/${shown.id}/results?limit=5`)).json()) as { items: object[] };
    expect(items).toMatchObject([
      { ok: true, text: "answered 200" },
      { ok: false, text: "answered 503" },
    ]);
    const [up] = await gateway.events({ kind: "check.up" });
    expect(up?.message).toMatch(/^Check shop is up again after \d+ s$/);
    // The same check runs on, and nobody hears of it.
    await call("POST", `/${shown.id}/run`);
    await eventually("another result", async () => {
      const answer = await call("GET", `/${shown.id}/results`);
      return ((await answer.json()) as { items: object[] }).items.length > 2;
    });
    expect(await gateway.delivered(2)).toHaveLength(2);
  });

  test("a check with a policy opens an alarm with its key, which calls people, and its end resolves it", async () => {
    isWell = false;
    const store = await openStore({ url: gateway.database });
    try {
      const before = (await gateway.delivered(0)).length;
      const policy = { steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 300 }], rounds: 1 } as const;
      const night = { name: "night", ...policy, unanswered: [], tellResolved: false };
      await store.policies.add(night, { now: Date.now(), most: 10 });
      const { shown } = await add(shopCheck({ failures: 1, notify: { policy: "Night" } }));
      const alarm = (state: "open" | "resolved") =>
        eventually(`the alarm to be ${state}`, async () => {
          const { alarms } = await store.alarms.page({ states: [state] }, { limit: 10 });
          return alarms.find(({ key }) => key === `check:${shown.id}`);
        });
      expect(await alarm("open")).toMatchObject({
        title: "shop is down",
        severity: "critical",
        source: { door: "check" },
      });
      const delivered = await gateway.delivered(before + 1);
      expect(delivered.at(-1)?.text).toContain("shop is down\nanswered 503\n");
      isWell = true;
      await call("POST", `/${shown.id}/run`);
      await alarm("resolved");
    } finally {
      await store.close();
    }
  });

  test("an import of what is there already touches no check; another name leaves a heartbeat its deadline", async () => {
    const backup = { name: "backup", probe: { heartbeat: {} }, everySeconds: 3_600 };
    const secret = { name: "signed in", probe: { http: { url: shop.url, username: "u", password: "hidden" } } };
    const { shown } = await add(backup);
    const other = await add(secret);
    await onDatabase(gateway, (store) =>
      eventually("the first run", async () => (await store.checks.find(other.shown.id))?.memory.last !== undefined),
    );
    const all = () =>
      onDatabase(gateway, async (store) => (await store.checks.list()).map(({ memory, nextAt, ...rest }) => rest));
    const [before, { nextAt }] = [
      await all(),
      await onDatabase(gateway, async (store) => (await store.checks.find(shown.id)) ?? { nextAt: 0 }),
    ];
    const exported = (await (await call("GET", "/export")).json()) as { checks: object[] };
    const deadline = async () => (await onDatabase(gateway, (store) => store.checks.find(shown.id)))?.nextAt;
    for (const checks of [exported.checks, [backup, secret]]) {
      expect((await call("POST", "/import", { checks })).status).toBe(200);
      expect(await all()).toEqual(before);
      expect(await deadline()).toBe(nextAt);
    }
    expect((await call("PUT", `/${shown.id}`, backup)).status).toBe(200);
    expect(await all()).toEqual(before);
    const [last] = await gateway.events({ kind: "checks.imported" });
    expect(last?.details).toEqual({ added: 0, changed: 0, removed: 0 });
    expect((await call("PATCH", `/${shown.id}`, { name: "nightly backup" })).status).toBe(200);
    expect(await deadline()).toBe(nextAt);
    expect((await call("PATCH", `/${shown.id}`, { everySeconds: 7_200 })).status).toBe(200);
    expect(await deadline()).toBeGreaterThan(nextAt);
  });

  test("a check that names a group by its ID opens an alarm where the group has a policy", async () => {
    isWell = false;
    await onDatabase(gateway, async (store) => {
      const night = {
        name: "by ID",
        steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 300 }],
      } as const;
      await store.policies.add(
        { ...night, rounds: 1, unanswered: [], tellResolved: false },
        { now: Date.now(), most: 10 },
      );
      await store.addressBook.setPolicy(1, "by ID");
      const { shown } = await add(shopCheck({ failures: 1, notify: { group: "1" } }));
      const opened = await eventually("the alarm to be open", async () => {
        const { alarms } = await store.alarms.page({ policy: "by ID" }, { limit: 10 });
        return alarms.find(({ key }) => key === `check:${shown.id}`);
      });
      expect(opened).toMatchObject({ state: "open", title: "shop is down" });
      await store.addressBook.setPolicy(1, undefined);
    });
  });

  test("a check that tells nobody who is there is accepted with a warning, until there is one", async () => {
    const groupless = shopCheck({ notify: { group: "night watch" } });
    const group = [{ pointer: "/notify/group", message: "no group has this name or ID" }];
    const { shown } = await add(groupless);
    expect(shown).toMatchObject({ warnings: group });
    const policy = [{ pointer: "/notify/policy", message: "no policy has this name" }];
    const changed = await call("PATCH", `/${shown.id}`, { notify: { policy: "never" } });
    expect(await changed.json()).toMatchObject({ warnings: policy });
    const told = { ...shopCheck({ notify: { group: "ADMINS" } }), name: "told" };
    const answer = await call("POST", "/import", { checks: [groupless, told] });
    const { items } = (await answer.json()) as { items: (Shown & { warnings?: object[] })[] };
    expect(items.map(({ name, warnings }) => ({ name, warnings }))).toEqual([
      { name: "shop", warnings: group },
      { name: "told", warnings: undefined },
    ]);
    await gateway.command(["group", "add", "Night watch"]);
    expect(await show(shown.id)).not.toHaveProperty("warnings");
  });

  test("what is wrong is named with its place; what nothing is sent to is refused", async () => {
    const wrong = await call("POST", "", { name: "x", probe: { tcp: { host: "a b" } }, everySeconds: 1 });
    expect(wrong.status).toBe(422);
    const { errors } = (await wrong.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(["/probe/tcp/host", "/probe/tcp/port", "/everySeconds"]);
    for (const probe of [{ ping: { host: "127.0.0.9" } }, { http: { url: "http://[::1]/" } }]) {
      const refused = await call("POST", "", { name: "x", probe });
      expect(refused.status).toBe(422);
      expect(JSON.stringify(await refused.json())).toContain("--allow-targets");
    }
    await add(shopCheck());
    expect((await call("POST", "", shopCheck())).status).toBe(409);
  });

  test("a change counts only for the state that was seen, and that stays the same while the check runs", async () => {
    const { shown, etag } = await add(shopCheck());
    await eventually("a result", async () => (await show(shown.id)).last !== undefined);
    const path = `/${shown.id}`;
    expect((await call("GET", path)).headers.get("etag")).toBe(etag);
    const changed = await call("PATCH", path, { everySeconds: 600 }, { "if-match": etag });
    expect(changed.status).toBe(200);
    const late = await call("PUT", path, shopCheck(), { "if-match": etag });
    await problemOf(late, 412);
    expect((await call("DELETE", path, undefined, { "if-match": etag })).status).toBe(412);
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
  });

  test("secrets are in no answer, no export and no database; a mask keeps them, at the same server alone", async () => {
    const http = { url: shop.url, username: "nagios", password: "kept-hidden-4711" };
    const { shown } = await add({ name: "shop", probe: { http } });
    const file = await (await call("GET", "/export")).text();
    expect(file).toContain('"password":"•••"');
    const changed = await call("PATCH", `/${shown.id}`, {
      probe: { http: { ...http, password: "•••", method: "HEAD" } },
    });
    expect(changed.status).toBe(200);
    const elsewhere = { http: { ...http, url: "https://elsewhere.example.org/", password: "•••" } };
    expect((await call("PATCH", `/${shown.id}`, { probe: elsewhere })).status).toBe(422);
    const imported = await call("POST", "/import", JSON.parse(file));
    expect(imported.status).toBe(200);
    const rows = await sqlOn(gateway.database, "select * from checks");
    expect(JSON.stringify([rows, file, await imported.json(), gateway.log()])).not.toContain("kept-hidden");
  });

  test("all are exported and imported, all or none", async () => {
    await add(shopCheck());
    await add({ name: "backup", probe: { heartbeat: {} } });
    const file = (await (await call("GET", "/export")).json()) as { checks: object[] };
    const broken = await call("POST", "/import", { checks: [...file.checks, { name: "bad" }] });
    expect(await problemOf(broken, 422)).toMatchObject({
      errors: [{ pointer: "/checks/2/probe", message: "is missing" }],
    });
    expect((await call("POST", "/import", { mode: "replace", checks: file.checks.slice(0, 1) })).status).toBe(200);
    const { items } = (await (await call("GET", "")).json()) as { items: Shown[] };
    expect(items.map(({ name }) => name)).toEqual(["backup"]);
    await call("POST", "/import", file);
    expect((await (await call("GET", "/export")).json()) as object).toEqual(file);
  });

  test("a heartbeat is called by GET and POST without a sign-in; its key is in no log", async () => {
    const { shown } = await add({ name: "backup", probe: { heartbeat: { graceSeconds: 0 } }, everySeconds: 3_600 });
    const path = shown.heartbeatPath ?? "";
    const url = `${gateway.url}${path}`;
    expect(await (await fetch(url)).text()).toBe("OK");
    const up = await eventually("the heartbeat to be up", async () => (await show(shown.id)).state === "up");
    expect(up).toBe(true);
    expect((await fetch(url, { method: "POST", body: "x".repeat(100_000) })).status).toBe(200);
    expect((await fetch(url, { method: "PUT" })).status).toBe(405);
    const calledAt = async () => (await onDatabase(gateway, ({ checks }) => checks.find(shown.id)))?.beatAt;
    const before = await calledAt();
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("allow"), await calledAt()]).toEqual([405, "GET, POST", before]);
    const rotated = (await (await call("POST", `/${shown.id}/rotate`)).json()) as Shown;
    expect(rotated.heartbeatPath).not.toBe(path);
    expect((await fetch(url)).status).toBe(404);
    expect(gateway.output()).not.toContain(path.split("/").at(-1) ?? "no key");
    const other = (await add(shopCheck())).shown;
    await problemOf(await call("POST", `/${other.id}/rotate`), 409);
  });

  test("who guesses keys is slowed down, and no call of a right one", async () => {
    const { shown } = await add({ name: "backup", probe: { heartbeat: {} } });
    const right = `${gateway.url}${shown.heartbeatPath}`;
    expect((await fetch(right)).status).toBe(200);
    const quiet = (await add({ name: "quiet", probe: { heartbeat: {} } })).shown;
    const statuses: number[] = [];
    for (let guess = 100; guess < 130; guess++) {
      statuses.push((await fetch(`${gateway.url}/heartbeat/${"A".repeat(19)}${guess}`)).status);
    }
    expect(statuses.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 404));
    expect(statuses.at(-1)).toBe(429);
    expect((await fetch(right)).status).toBe(200);
    const many = await Promise.all(Array.from({ length: 15 }, () => fetch(right)));
    const limited = many.find(({ status }) => status === 429);
    expect(Number(limited?.headers.get("retry-after"))).toBeGreaterThan(0);
    // One that has never called, as after a restart.
    expect((await fetch(`${gateway.url}${quiet.heartbeatPath}`)).status).toBe(200);
  });
}

describe("checks of the monitoring, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("checks of the monitoring, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
