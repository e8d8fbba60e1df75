import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { onDatabase, queueForTomorrow } from "../../support/stored-messages.ts";
import { problemOf } from "../../support/v1.ts";

const STALE = { "if-match": '"kX0aVbTq2mJ3yGv1cWn8Zg"' };

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("anna", "rest-api", "sent-messages", "incoming-messages", "contacts");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (method: string, path: string, { headers = {}, body }: { headers?: object; body?: object } = {}) =>
    gateway.as("anna")(`/api/v1/${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  const tagOf = async (path: string) => (await call("GET", path)).headers.get("etag") ?? "";

  const queued = async () => `messages/${(await queueForTomorrow(gateway))[0]}`;
  async function received() {
    const part = { modem: "simulated", sim: "sim-1", pdu: "00", sender: "+491701234567", text: "On my way" };
    const { messageId } = await onDatabase(gateway, ({ inbox }) =>
      inbox.store({ ...part, receivedAt: Date.now(), dedupeKey: crypto.randomUUID() }),
    );
    return `incoming/${messageId}`;
  }

  const KINDS = [
    ["a queued message", queued, { text: "first" }, { text: "second" }],
    ["an incoming message", received, { note: "first" }, { note: "second" }],
  ] as const;

  test.each(KINDS)("of two who change %s as they have read it, the second is told so", async (_, make, one, two) => {
    const path = await make();
    const read = { headers: { "if-match": await tagOf(path) } };
    const changed = await call("PATCH", path, { ...read, body: one });
    expect({ status: changed.status, answer: await changed.json() }).toMatchObject({ status: 200, answer: one });
    const refused = await call("PATCH", path, { ...read, body: two });
    const etag = refused.headers.get("etag") ?? "";
    await problemOf(refused, 412);
    expect(await (await call("GET", path)).json()).toMatchObject(one);
    expect(etag).toBe(await tagOf(path));
    expect(changed.headers.get("etag")).toBe(etag);
    expect((await call("PATCH", path, { headers: { "if-match": etag }, body: two })).status).toBe(200);
  });

  test.each(KINDS)("%s is deleted only as it was read", async (_, make, change) => {
    const path = await make();
    const read = { headers: { "if-match": await tagOf(path) } };
    expect((await call("PATCH", path, { body: change })).status).toBe(200);
    await problemOf(await call("DELETE", path, read), 412);
    await problemOf(await call("DELETE", path, { headers: STALE }), 412);
    expect((await call("DELETE", path, { headers: { "if-match": await tagOf(path) } })).status).toBe(204);
    await problemOf(await call("DELETE", path, { headers: STALE }), 404);
  });

  test("a message that is not queued any more is another one than was read", async () => {
    const path = await queued();
    const read = { headers: { "if-match": await tagOf(path) } };
    expect((await call("POST", `${path}/cancel`)).status).toBe(200);
    await problemOf(await call("PATCH", path, { ...read, body: { text: "late" } }), 412);
    await problemOf(await call("PATCH", path, { body: { text: "late" } }), 409);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
