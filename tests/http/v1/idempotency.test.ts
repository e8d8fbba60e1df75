import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PERMISSIONS } from "../../../lib/auth/index.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { sqlOn } from "../../support/sql.ts";
import { cancelledMessage } from "../../support/stored-messages.ts";
import { problemOf, readDocument } from "../../support/v1.ts";

/** Those that send nothing and create nothing that stays, or nothing twice. */
const NEEDS_NO_KEY: Readonly<Record<string, string>> = {
  "POST /api/v1/alarms/resolve": "done twice it leaves the same",
  "POST /api/v1/alarms/{id}/pass": "what was meant is the step that somebody sees",
  "POST /api/v1/alarms/{id}/reopen": "done twice it leaves the same",
  "POST /api/v1/alarms/{id}/resolve": "done twice it leaves the same",
  "POST /api/v1/alarms/{id}/take": "done twice it leaves the same",
  "POST /api/v1/backups": "one at a time, and the second is refused while it goes on",
  "POST /api/v1/backups/{file}/check": "a look, as often as somebody asks",
  "POST /api/v1/checks/{id}/rotate": "the heartbeat's URL is given anew each time",
  "POST /api/v1/checks/{id}/run": "a look, as often as somebody asks",
  "POST /api/v1/configuration/export": "a question",
  "POST /api/v1/configuration/import": "done twice it leaves the same",
  "POST /api/v1/configuration/plan": "a plan in memory, which changes nothing",
  "POST /api/v1/contacts/bulk": "done twice it leaves the same",
  "POST /api/v1/contacts/import": "a plan in memory for 30 minutes, which changes nothing",
  "POST /api/v1/email/test": "a test, as often as somebody asks",
  "POST /api/v1/mqtt/test": "a test, as often as somebody asks",
  "POST /api/v1/erasures": "done twice it leaves the same",
  "POST /api/v1/groups/{id}/members": "done twice it leaves the same",
  "POST /api/v1/jobs/bulk": "what waits is no dead letter: the second finds none",
  "POST /api/v1/jobs/{id}/retry": "its event ID stays, by which its receiver can tell",
  "POST /api/v1/me/second-factor": "the second key takes the place of the first",
  "POST /api/v1/me/second-factor/remove": "removes",
  "POST /api/v1/messages/preview": "a question",
  "POST /api/v1/messages/{id}/cancel": "done twice it leaves the same",
  "POST /api/v1/modems/{name}/restart": "done twice it leaves the same",
  "POST /api/v1/modems/{name}/ussd": "a dialogue with the network, which nobody can repeat",
  "POST /api/v1/opt-outs": "done twice it leaves the same",
  "POST /api/v1/policies/import": "done twice it leaves the same",
  "POST /api/v1/policies/{id}/drill": "a rehearsal, as often as somebody asks",
  "POST /api/v1/retention/run": "done twice it leaves the same",
  "POST /api/v1/rules/dry-run": "a question",
  "POST /api/v1/sessions": "nobody has signed in whose key it could be",
  "POST /api/v1/setup": "its code counts once",
  "POST /api/v1/setup/check": "changes nothing",
  "POST /api/v1/webhooks/{id}/rotate": "the secret before the second one signs too",
  "POST /api/v1/webhooks/{id}/test": "a test, as often as somebody asks",
  "POST /api/v1/users": "names are unique: the second is refused",
};

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", ...Object.keys(PERMISSIONS));
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const post = (path: string, key: string, body?: object) =>
    gateway.as("clerk")(`/api/v1${path}`, {
      method: "POST",
      headers: { "idempotency-key": key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const count = async () => {
    const listed = await (await gateway.as("clerk")("/api/v1/messages?limit=500")).json();
    return (listed as { items: unknown[] }).items.length;
  };

  test("every POST takes a key, but those of a list with their reasons", async () => {
    const { operations } = await readDocument(gateway);
    const without = [...operations]
      .filter(([name, { parameters = [] }]) => {
        return name.startsWith("POST ") && !parameters.some((parameter) => parameter.name === "Idempotency-Key");
      })
      .map(([name]) => name);
    expect(without.toSorted()).toEqual(Object.keys(NEEDS_NO_KEY).toSorted());
  });

  test("whoever repeats a request for a token gets the same secret, also after a restart; the database does not tell it", async () => {
    const body = { name: "zabbix", permissions: ["rest-api"] };
    const first = await post("/tokens", "token-1", body);
    expect({ status: first.status, again: first.headers.get("idempotency-replayed") }).toEqual({
      status: 201,
      again: null,
    });
    const made = (await first.json()) as { token: string };
    await gateway.restart();
    const second = await post("/tokens", "token-1", body);
    expect({ status: second.status, again: second.headers.get("idempotency-replayed") }).toEqual({
      status: 201,
      again: "true",
    });
    expect(await second.json()).toEqual(made);
    const me = await fetch(`${gateway.url}/api/v1/me`, { headers: { authorization: `Bearer ${made.token}` } });
    expect(me.status).toBe(200);
    expect(await sqlOn(gateway.database, "select name from api_tokens")).toEqual([{ name: "zabbix" }]);
    const kept = JSON.stringify(await sqlOn(gateway.database, "select * from idempotency_keys"));
    expect(kept).toContain("zabbix");
    expect(kept).not.toContain(made.token.slice("aldis_".length));
    expect((await gateway.events({ kind: "token.added" })).length).toBe(1);
    await problemOf(await post("/tokens", "token-1", { ...body, name: "another" }), 422);
  });

  test("of requests for a token at the same time one makes it, and all get it", async () => {
    const body = { name: "many", permissions: ["rest-api"] };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post("/tokens", "token-2", body)));
    const made = new Set(await Promise.all(answers.map((answer) => answer.text())));
    expect(made.size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  });

  test("a refused request for a token leaves its key free", async () => {
    await problemOf(await post("/tokens", "token-3", { name: "x", permissions: [] }), 422);
    expect((await post("/tokens", "token-3", { name: "x", permissions: ["rest-api"] })).status).toBe(201);
  });

  test("whoever repeats to send a message again gets the first answer, also once the message is gone", async () => {
    const { id: userId } = (await (await gateway.as("clerk")("/api/v1/me")).json()) as { id: number };
    const id = await cancelledMessage(gateway, { userId });
    const first = await post(`/messages/${id}/resend`, "resend-1");
    const answer = (await first.json()) as { id: number };
    expect(answer).toMatchObject({ copyOf: id });
    for (const gone of [id, answer.id]) {
      await gateway.as("clerk")(`/api/v1/messages/${gone}/cancel`, { method: "POST" });
      expect((await gateway.as("clerk")(`/api/v1/messages/${gone}`, { method: "DELETE" })).status).toBe(204);
    }
    const again = await post(`/messages/${id}/resend`, "resend-1");
    expect({ status: again.status, replayed: again.headers.get("idempotency-replayed") }).toEqual({
      status: first.status,
      replayed: "true",
    });
    expect(await again.json()).toEqual(answer);
    await problemOf(await post(`/messages/${id}/resend`, "resend-2"), 404);
    await problemOf(await post(`/messages/${id + 1}/resend`, "resend-1"), 422);
  });

  test("of many, each is sent again once, however often the request is repeated", async () => {
    const { id: userId } = (await (await gateway.as("clerk")("/api/v1/me")).json()) as { id: number };
    const ids = [await cancelledMessage(gateway, { userId }), await cancelledMessage(gateway, { userId })];
    const before = await count();
    for (const replayed of [null, "true", "true"]) {
      const answer = await post("/messages/bulk", "bulk-1", { action: "resend", ids });
      expect(answer.headers.get("idempotency-replayed")).toBe(replayed);
      expect(await answer.json()).toEqual({ done: 2, skipped: [] });
    }
    expect(await count()).toBe(before + 2);
    const others = [await cancelledMessage(gateway, { userId })];
    for (const other of [ids.toReversed(), others, [...ids, ...others]]) {
      await problemOf(await post("/messages/bulk", "bulk-1", { action: "resend", ids: other }), 422);
    }
    expect(await count()).toBe(before + 3);
    await post("/messages/bulk", "bulk-2", { action: "resend", ids });
    expect(await count()).toBe(before + 5);
  });

  test("of many that are deleted, a repeated request gets the first answer too", async () => {
    const { id: userId } = (await (await gateway.as("clerk")("/api/v1/me")).json()) as { id: number };
    const body = { action: "delete", ids: [await cancelledMessage(gateway, { userId })] };
    for (const replayed of [null, "true"]) {
      const answer = await post("/messages/bulk", "bulk-4", body);
      expect(answer.headers.get("idempotency-replayed")).toBe(replayed);
      expect(await answer.json()).toEqual({ done: 1, skipped: [] });
    }
  });

  test("of many, what was interrupted goes on for the same request alone; what is wrong keeps no key", async () => {
    const { id: userId } = (await (await gateway.as("clerk")("/api/v1/me")).json()) as { id: number };
    const ids = [await cancelledMessage(gateway, { userId }), await cancelledMessage(gateway, { userId })];
    const body = { action: "resend", ids };
    await problemOf(await post("/messages/bulk", "bulk-3", { ...body, after: "999999999" }), 422);
    const first = await (await post("/messages/bulk", "bulk-3", body)).json();
    expect(first).toEqual({ done: 2, skipped: [] });
    const before = await count();
    // As a gateway leaves it that ends after the first of the two.
    const hashOf = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("base64url");
    const [whole, second] = [hashOf("bulk-3"), hashOf(`${hashOf("bulk-3")} ${ids[1]}`)];
    await sqlOn(gateway.database, `update idempotency_keys set answer = 'begun' where key_hash = '${whole}'`);
    await sqlOn(gateway.database, `delete from idempotency_keys where key_hash = '${second}'`);
    const others = [await cancelledMessage(gateway, { userId })];
    await problemOf(await post("/messages/bulk", "bulk-3", { action: "resend", ids: others }), 422);
    const resumed = await post("/messages/bulk", "bulk-3", body);
    expect(resumed.headers.get("idempotency-replayed")).toBeNull();
    expect(await resumed.json()).toEqual(first);
    expect(await count()).toBe(before + 2);
    const again = await post("/messages/bulk", "bulk-3", body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.json()).toEqual(first);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
