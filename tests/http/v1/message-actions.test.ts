import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { OutgoingMessage } from "../../../lib/messages/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { cancelledMessage, onDatabase, queueForTomorrow } from "../../support/stored-messages.ts";
import { problemOf } from "../../support/v1.ts";

const OTHER = "+491719876543";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let anna = 0;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("anna", "rest-api");
    await gateway.addUser("bernd", "rest-api");
    await gateway.addUser("chef", "rest-api,sent-messages");
    anna = (await onDatabase(gateway, ({ users }) => users.list())).find(({ name }) => name === "anna")?.id ?? 0;
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const queue = async (given?: Partial<OutgoingMessage>) => {
    const [id = 0] = await queueForTomorrow(gateway, 1, { userId: anna, ...given });
    return id;
  };
  const call = (method: string, path: string, body?: unknown, user = "anna") =>
    gateway.as(user)(`/api/v1/messages/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const find = async (id: number) => {
    const [message] = await onDatabase(gateway, ({ archive }) => archive.findOutgoing([id]));
    return message;
  };
  const reach = (id: number, state: string) =>
    eventually(`message ${id} to be ${state}`, async () => (await find(id))?.state === state);

  test("a queued message is cancelled once, by the user that the event names", async () => {
    const id = await queue();
    const done = await call("POST", `${id}/cancel`);
    expect(done.status).toBe(200);
    expect(await done.json()).toEqual({ id, state: "cancelled", partsTaken: 0, parts: 0 });
    expect(await problemOf(await call("POST", `${id}/cancel`), 409)).toMatchObject({ state: "cancelled" });
    const [event] = await gateway.events({ kind: "message.cancelled", messageId: id });
    expect(event).toMatchObject({ userName: "anna", address: "127.0.0.1" });
  });

  test("what came to nothing goes out as a copy, at once, and what is queued is not sent twice", async () => {
    const id = await cancelledMessage(gateway, { userId: anna, text: "sent again" });
    const again = await call("POST", `${id}/resend`);
    expect(again.status).toBe(202);
    const answer = (await again.json()) as { id: number };
    expect(answer).toEqual({ id: answer.id, copyOf: id, state: "queued", partsTaken: 0, parts: 0 } as typeof answer);
    await reach(answer.id, "delivered");
    const queued = await queue();
    expect(await problemOf(await call("POST", `${queued}/resend`), 409)).toMatchObject({ state: "queued" });
    expect(await find(queued + 1)).toBeUndefined();
  });

  test("with a key a message is sent again once, however often the request is repeated", async () => {
    const id = await cancelledMessage(gateway, { userId: anna });
    const again = (key: string, of = id) =>
      gateway.as("anna")(`/api/v1/messages/${of}/resend`, { method: "POST", headers: { "idempotency-key": key } });
    const answers = await Promise.all([again("k1"), again("k1"), again("k1")]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(2);
    const [first, ...others] = (await Promise.all(answers.map((each) => each.json()))) as { id: number }[];
    expect(others).toEqual([first, first] as typeof others);
    expect(await find((first?.id ?? 0) + 1)).toBeUndefined();
    await problemOf(await again("k1", await cancelledMessage(gateway, { userId: anna })), 422);
    const queued = await queue();
    expect(await problemOf(await again("k2", queued), 409)).toMatchObject({ state: "queued" });
    await call("POST", `${queued}/cancel`);
    expect((await again("k2", queued)).status).toBe(202);
  });

  test("a queued message that is changed goes to the new number with the new text, and its event holds neither", async () => {
    const id = await queue({ text: "old words", priority: 0 });
    const before = (await gateway.delivered(0)).length;
    const sendAt = "2020-01-01T00:00:00+01:00";
    const changed = await call("PATCH", String(id), {
      to: "0171 9876543",
      text: "new words",
      priority: "high",
      sendAt,
    });
    expect(await changed.json()).toMatchObject({ id, to: OTHER, text: "new words", priority: "high", state: "queued" });
    await reach(id, "delivered");
    const delivered = (await gateway.delivered(before + 1)).slice(before);
    expect(delivered).toMatchObject([{ to: OTHER, text: "new words" }]);
    expect(await find(id)).toMatchObject({ recipient: OTHER, priority: 2 });
    const [event] = await gateway.events({ kind: "message.edited", messageId: id });
    expect(event).toMatchObject({ userName: "anna", details: { changed: "recipient, text, priority, time" } });
    expect(JSON.stringify(event)).not.toMatch(/old words|new words/);
    expect(await problemOf(await call("PATCH", String(id), { text: "later" }), 409)).toMatchObject({
      state: "delivered",
    });
  });

  test("only the time changes when only the time is given, and the message is valid for as long as before", async () => {
    const id = await queue();
    const before = await find(id);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await call("PATCH", String(id), { sendAt })).status).toBe(200);
    const after = await find(id);
    expect(after).toEqual({
      ...(before as OutgoingMessage),
      sendAt: Date.parse(sendAt),
      dueAt: Date.parse(sendAt),
      expiresAt: Date.parse(sendAt) + (before?.expiresAt ?? 0) - (before?.sendAt ?? 0),
    });
  });

  test("what cannot be sent is refused with its place, and the message stays as it was", async () => {
    const id = await queue();
    const before = await find(id);
    const wrong: [unknown, string][] = [
      [{ to: "nobody" }, "/to"],
      [{ to: "" }, "/to"],
      [{ text: "" }, "/text"],
      [{ text: "\u0000" }, "/text"],
      [{ text: "x".repeat(50_000) }, "/text"],
      [{ sendAt: "2026-01-31T08:00:00" }, "/sendAt"],
      [{ sendAt: "tomorrow" }, "/sendAt"],
      [{ sendAt: "9999-12-31T23:59:59Z" }, "/sendAt"],
      [{ priority: 2 }, "/priority"],
      [{ txt: "typing error" }, "/txt"],
      [{}, ""],
    ];
    for (const [body, pointer] of wrong) {
      const problem = await problemOf(await call("PATCH", String(id), body), 422);
      expect({ body, problem }).toMatchObject({ body, problem: { errors: [{ pointer }] } });
    }
    await problemOf(await call("PATCH", String(id), { to: "112" }), 422);
    expect(await find(id)).toEqual(before as OutgoingMessage);
  });

  test("messages of others need the permission to see them, and an unknown ID is 404", async () => {
    const id = await queue();
    const calls = [
      ["PATCH", "", { text: "mine now" }],
      ["POST", "/cancel", undefined],
      ["POST", "/resend", undefined],
      ["DELETE", "", undefined],
    ] as const;
    for (const [method, path, body] of calls) {
      const refused = await call(method, `${id}${path}`, body, "bernd");
      expect(await problemOf(refused, 403)).toMatchObject({ permission: "sent-messages" });
      for (const unknown of ["999999", "0", "x", "in-1"]) {
        await problemOf(await call(method, `${unknown}${path}`, body, "chef"), 404);
      }
    }
    expect(await find(id)).toMatchObject({ state: "queued", text: "for tomorrow" });
    expect((await call("PATCH", String(id), { text: "by the chef" }, "chef")).status).toBe(200);
    expect(await find(id)).toMatchObject({ text: "by the chef" });
  });

  test("a deleted message is gone, and its event says in which state it was", async () => {
    const id = await queue();
    expect((await call("DELETE", String(id))).status).toBe(204);
    await problemOf(await call("DELETE", String(id)), 404);
    const [event] = await gateway.events({ kind: "message.deleted", messageId: id });
    expect(event).toMatchObject({ userName: "anna", details: { state: "queued" } });
  });

  test("a user's limit counts what is sent again", async () => {
    await gateway.addUser("dora", "rest-api,sent-messages");
    await gateway.command(["user", "limit", "dora", "--per-minute", "2"]);
    const ids = [await cancelledMessage(gateway), await cancelledMessage(gateway), await cancelledMessage(gateway)];
    const answer = await call("POST", "bulk", { action: "resend", ids }, "dora");
    const { done, skipped } = (await answer.json()) as { done: number; skipped: { id: number; reason: string }[] };
    expect({ done, reasons: skipped.map(({ reason }) => reason) }).toEqual({ done: 2, reasons: ["too-many-messages"] });
    const refused = await call("POST", `${skipped[0]?.id}/resend`, undefined, "dora");
    expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    await problemOf(refused, 429);
  });

  test("many messages are cancelled in steps, and those that stay are named with why", async () => {
    const ids = await queueForTomorrow(gateway, 300, { userId: anna });
    const [first = 0, second = 0] = ids;
    const others = await queue({ userId: anna + 1 });
    await call("POST", `${first}/cancel`);
    await call("DELETE", String(second));
    const answer = await call("POST", "bulk", { action: "cancel", ids: [...ids, others, 999_999] });
    expect(await answer.json()).toEqual({
      done: 298,
      skipped: [
        { id: first, reason: "wrong-state", state: "cancelled" },
        { id: second, reason: "not-found" },
        { id: others, reason: "forbidden" },
        { id: 999_999, reason: "not-found" },
      ],
    });
    const rest = await call("POST", "bulk", { action: "delete", ids, after: String(ids[297]) });
    expect(await rest.json()).toEqual({ done: 2, skipped: [] });
    const left = await onDatabase(gateway, ({ archive }) => archive.findOutgoing(ids));
    expect(left.map(({ id }) => id)).toEqual([first, ...ids.slice(2, 298)]);
    expect(left.every(({ state }) => state === "cancelled")).toBe(true);
    const unknown = await call("POST", "bulk", { action: "delete", ids: [first], after: "999999" });
    expect(await problemOf(unknown, 422)).toMatchObject({ errors: [{ pointer: "/after" }] });
  });

  test("those that a filter finds are cancelled, sent again and deleted, page by page, and no others", async () => {
    const ids = await queueForTomorrow(gateway, 200, { userId: anna, reference: "batch" });
    const [others = 0] = await queueForTomorrow(gateway, 1, { userId: anna + 1, reference: "batch" });
    const kept = await queue({ reference: "kept" });
    const filter = { reference: "batch" };
    const cancelled = await call("POST", "bulk", { action: "cancel", filter });
    expect(await cancelled.json()).toEqual({ done: 200, skipped: [] });
    expect(await (await call("POST", "bulk", { action: "cancel", filter })).json()).toEqual({ done: 0, skipped: [] });
    const deleted = await call("POST", "bulk", { action: "delete", filter: { ...filter, state: ["cancelled"] } });
    expect(await deleted.json()).toEqual({ done: 200, skipped: [] });
    const left = await onDatabase(gateway, ({ archive }) => archive.findOutgoing([...ids, others, kept]));
    expect(left.map(({ id, state }) => [id, state])).toEqual([
      [others, "queued"],
      [kept, "queued"],
    ]);
    for (const body of [{}, { ids: [kept], filter }, { filter: { referenz: "x" } }, { filter, after: "x" }]) {
      await problemOf(await call("POST", "bulk", { action: "delete", ...body }), 422);
    }
    await problemOf(await call("POST", "bulk", { action: "delete", filter: { user: "chef" } }), 403);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
