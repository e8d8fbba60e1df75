import { describe, expect, test } from "bun:test";
import { type EventStream, openEvents, type SentEvent } from "../../support/event-stream.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";

const ANNA = "+491701234567";
/** Nothing of modems, of which everybody hears: one may become ready at any time. */
const MESSAGES = "?types=message";

/** Sends as this user by the older API; gives the message's ID. */
async function send(gateway: TestGateway, user: string, to = ANNA): Promise<number> {
  const query = new URLSearchParams({ username: user, password: "secret", to, text: `to ${to}` });
  const response = await fetch(`${gateway.url}/api.php?${query}`);
  expect(response.status).toBe(200);
  return Number(response.headers.get("x-message-id"));
}

const isAbout = (id: number, state?: string) => (event: SentEvent) =>
  event.type === "message" && event.data.id === id && (state === undefined || event.data.state === state);

const statesOf = ({ events }: EventStream, id: number) => events.filter(isAbout(id)).map(({ data }) => data.state);

async function startWithUsers(...options: string[]): Promise<TestGateway> {
  const gateway = await startTestGateway(...options);
  await gateway.addUser("anna", "rest-api", "http-api");
  await gateway.addUser("bernd", "rest-api", "http-api", "incoming-messages");
  await gateway.addUser("clerk", "rest-api", "sent-messages", "incoming-messages", "event-log");
  return gateway;
}

function claims(database: () => Promise<string[]>): void {
  test("a message is told with each state, as its GET shows it", async () => {
    await using gateway = await startWithUsers(...(await database()));
    await using stream = await openEvents(gateway.url, { user: "anna" });
    expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
    expect(stream.response.headers.get("cache-control")).toBe("no-store");
    expect(stream.response.headers.get("x-accel-buffering")).toBe("no");
    expect(stream.retry).toBeWithin(2_000, 4_001);
    const id = await send(gateway, "anna");
    const [sent] = await stream.until(isAbout(id, "sent"));
    expect(statesOf(stream, id).slice(0, 3)).toEqual(["queued", "sending", "sent"]);
    const shown = (await (await gateway.as("anna")(`/api/v1/messages/${id}`)).json()) as Record<string, unknown>;
    expect(sent?.data).toMatchObject({
      id,
      to: ANNA,
      text: `to ${ANNA}`,
      modem: shown.modem,
      createdAt: shown.createdAt,
    });
    expect(Object.keys(shown)).toEqual(expect.arrayContaining(Object.keys(sent?.data ?? {})));
    const [queued] = stream.events.filter(isAbout(id, "queued"));
    expect(queued?.data).not.toHaveProperty("modem");
  });

  test("everybody hears only of what they may see", async () => {
    await using gateway = await startWithUsers(...(await database()));
    await using anna = await openEvents(gateway.url, { user: "anna" });
    await using bernd = await openEvents(gateway.url, { user: "bernd" });
    await using clerk = await openEvents(gateway.url, { user: "clerk" });
    const ofAnna = await send(gateway, "anna");
    const ofBernd = await send(gateway, "bernd", "+491719876543");
    await gateway.receive("+491701112223", "answer");
    const isAnswer = ({ type, data }: SentEvent) => type === "incoming" && data.text === "answer";
    const [incoming] = await clerk.until(isAnswer);
    expect(incoming?.data).toMatchObject({ from: "+491701112223", kind: "text" });
    const got = await gateway.as("clerk")(`/api/v1/incoming/${String(incoming?.data.id)}`);
    expect(incoming?.data).toEqual((await got.json()) as never);
    await clerk.until(isAbout(ofAnna, "sent"));
    await clerk.until(isAbout(ofBernd, "sent"));
    await gateway.addUser("eve");
    const [added] = await clerk.until(({ type, data }) => type === "event" && data.kind === "user.added");
    expect(added?.data).toMatchObject({ severity: "info", message: expect.stringContaining("eve") });
    await anna.until(isAbout(ofAnna, "sent"));
    await bernd.until(isAbout(ofBernd, "sent"));
    await bernd.until(isAnswer);
    // Of modems everybody hears.
    const ofOthers = anna.events.filter(
      ({ type, data }) => type !== "modem" && !(type === "message" && data.id === ofAnna),
    );
    expect(ofOthers).toEqual([]);
    expect(bernd.events.filter((event) => isAbout(ofAnna)(event) || event.type === "event")).toEqual([]);
  });

  test("a client that comes again gets what it missed, also after a restart, and nothing twice", async () => {
    await using gateway = await startWithUsers(...(await database()));
    const first = await openEvents(gateway.url, { user: "clerk", query: MESSAGES });
    const before = await send(gateway, "anna");
    await first.until(isAbout(before, "sent"));
    await first.close();
    const during = await send(gateway, "anna");
    await gateway.delivered(2);
    await gateway.restart();
    const after = await send(gateway, "anna");
    await using again = await openEvents(gateway.url, {
      user: "clerk",
      query: MESSAGES,
      lastEventId: first.lastEventId,
    });
    await again.until(isAbout(after, "sent"));
    const live = await send(gateway, "anna");
    await again.until(isAbout(live, "sent"));
    for (const id of [during, after, live])
      expect(statesOf(again, id).slice(0, 3)).toEqual(["queued", "sending", "sent"]);
    const ids = [...first.events, ...again.events].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(again.events.map(({ type }) => type)).not.toContain("reset");
  });

  test("a deleted message is told by its ID", async () => {
    await using gateway = await startWithUsers(...(await database()));
    await using anna = await openEvents(gateway.url, { user: "anna" });
    await using bernd = await openEvents(gateway.url, { user: "bernd" });
    const id = await send(gateway, "anna");
    await anna.until(isAbout(id, "sent"));
    await gateway.addUser("deleter", "rest-api", "sent-messages");
    const response = await gateway.as("deleter")(`/api/messages/${id}`, { method: "DELETE" });
    expect(response.status).toBe(200);
    const [deleted] = await anna.until(({ data }) => data.deleted === true);
    expect(deleted).toMatchObject({ type: "message", data: { id, deleted: true } });
    const own = await send(gateway, "bernd");
    await bernd.until(isAbout(own, "sent"));
    expect(bernd.events.filter(({ data }) => data.id === id)).toEqual([]);
  });

  test("who is signed out hears so, and gets in no more", async () => {
    await using gateway = await startWithUsers(...(await database()));
    await using anna = await openEvents(gateway.url, { user: "anna" });
    await using bernd = await openEvents(gateway.url, { user: "bernd" });
    await using clerk = await openEvents(gateway.url, { user: "clerk" });
    expect((await gateway.command(["user", "passwd", "anna", "--password-stdin"], "another\n")).status).toBe(0);
    expect((await gateway.command(["user", "remove", "bernd"])).status).toBe(0);
    expect((await gateway.command(["user", "revoke", "clerk", "sent-messages"])).status).toBe(0);
    for (const stream of [anna, bernd]) {
      await stream.ended;
      expect(stream.events.at(-1)).toMatchObject({ type: "signed-out", data: {} });
    }
    const refused = await fetch(`${gateway.url}/api/v1/events`, { headers: basic("anna") });
    await problemOf(refused, 401);
    await gateway.addUser("dora", "http-api");
    const id = await send(gateway, "dora");
    await gateway.delivered(1);
    await gateway.addUser("eve");
    await clerk.until(({ type, data }) => type === "event" && String(data.message).includes("eve"));
    expect(clerk.events.filter(isAbout(id))).toEqual([]);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => {
  claims(async () => ["--database", await createTestDatabase()]);

  test("a stream at one gateway tells what another did, and resumes there", async () => {
    const database = ["--database", await createTestDatabase()];
    await using one = await startWithUsers(...database);
    await using other = await startTestGateway(...database);
    await using stream = await openEvents(other.url, { user: "clerk", query: MESSAGES });
    const first = await send(one, "anna");
    await stream.until(isAbout(first, "sent"));
    await stream.close();
    const second = await send(one, "anna");
    await using again = await openEvents(one.url, {
      user: "clerk",
      query: MESSAGES,
      lastEventId: stream.lastEventId,
    });
    await again.until(isAbout(second, "sent"));
    expect(statesOf(again, second).slice(0, 3)).toEqual(["queued", "sending", "sent"]);
    const ids = [...stream.events, ...again.events].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("a permission that is taken counts before the next event, at both gateways", async () => {
    const database = ["--database", await createTestDatabase()];
    await using one = await startWithUsers(...database);
    await using other = await startTestGateway(...database);
    await using atOne = await openEvents(one.url, { user: "clerk", query: MESSAGES });
    await using atOther = await openEvents(other.url, { user: "clerk", query: MESSAGES });
    await using anna = await openEvents(other.url, { user: "anna" });
    const before = await send(one, "anna");
    for (const stream of [atOne, atOther]) await stream.until(isAbout(before, "sent"));
    await one.addUser("chief", "rest-api", "users", "permissions", "sent-messages", "incoming-messages", "event-log");
    const users = (await (await one.as("chief")("/api/v1/users")).json()) as { items: { id: number; name: string }[] };
    const clerk = users.items.find(({ name }) => name === "clerk");
    const body = JSON.stringify({ permissions: ["rest-api", "incoming-messages"] });
    const changed = await one.as("chief")(`/api/v1/users/${clerk?.id}/permissions`, { method: "PUT", body });
    expect(changed.status).toBe(200);
    const after = await send(one, "anna");
    await anna.until(isAbout(after, "sent"));
    for (const stream of [atOne, atOther]) expect(stream.events.filter(isAbout(after))).toEqual([]);
    expect((await one.command(["user", "grant", "clerk", "sent-messages"])).status).toBe(0);
    const again = await send(one, "anna");
    for (const stream of [atOne, atOther]) await stream.until(isAbout(again, "sent"));
  });
});

test("what cannot be resumed begins with one reset, and goes on", async () => {
  await using gateway = await startWithUsers();
  for (const lastEventId of ["nonsense", "zz.1", `${"a.1-".repeat(1_000)}a.1`]) {
    await using stream = await openEvents(gateway.url, { user: "anna", lastEventId });
    const id = await send(gateway, "anna");
    await stream.until(isAbout(id, "sent"));
    expect(stream.events.map(({ type }) => type).indexOf("reset")).toBe(0);
    expect(stream.events.filter(({ type }) => type === "reset")).toHaveLength(1);
  }
});

test("types are asked for by name; those that one may not see are refused, and unknown ones too", async () => {
  await using gateway = await startWithUsers();
  const ask = (user: string, types: string) =>
    fetch(`${gateway.url}/api/v1/events?types=${types}`, { headers: basic(user) });
  expect(await problemOf(await ask("anna", "message,incoming"), 403)).toMatchObject({
    permission: "incoming-messages",
  });
  expect(await problemOf(await ask("bernd", "event"), 403)).toMatchObject({ permission: "event-log" });
  await problemOf(await ask("anna", "messages"), 422);
  await using stream = await openEvents(gateway.url, { user: "bernd", query: "?types=incoming" });
  const id = await send(gateway, "bernd");
  await gateway.receive("+491701112223", "answer");
  await stream.until(({ type }) => type === "incoming");
  await gateway.delivered(1);
  expect(stream.events.filter(isAbout(id))).toEqual([]);
});

test("HEAD opens no stream, and a user has up to 20", async () => {
  await using gateway = await startWithUsers();
  const head = await fetch(`${gateway.url}/api/v1/events`, { method: "HEAD", headers: basic("anna") });
  expect(head.headers.get("content-type")).toBe("text/event-stream");
  expect(await head.text()).toBe("");
  const streams = await Promise.all(Array.from({ length: 20 }, () => openEvents(gateway.url, { user: "anna" })));
  const refused = await fetch(`${gateway.url}/api/v1/events`, { headers: basic("anna") });
  expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  await problemOf(refused, 429);
  await using ofAnother = await openEvents(gateway.url, { user: "bernd", query: MESSAGES });
  expect(ofAnother.events).toEqual([]);
  await streams[0]?.close();
  await using again = await eventually("a place is free", () =>
    openEvents(gateway.url, { user: "anna", query: MESSAGES }).catch(() => undefined),
  );
  expect(again.events).toEqual([]);
  await Promise.all(streams.map((stream) => stream.close()));
});

test("the gateway ends at once while streams are open, and each of them ends", async () => {
  await using gateway = await startWithUsers("--stop-timeout", "60s");
  const streams = await Promise.all(["anna", "bernd"].map((user) => openEvents(gateway.url, { user })));
  const began = performance.now();
  await gateway.stop();
  expect(performance.now() - began).toBeLessThan(20_000);
  await Promise.all(streams.map(({ ended }) => ended));
});

test("a stream goes through the plain listener as it comes, and frees its place when the client goes", async () => {
  await using gateway = await startWithUsers("--tls", "self-signed", "--http-port", "0");
  const url = gateway.httpUrl ?? "";
  const streams = await Promise.all(Array.from({ length: 20 }, () => openEvents(url, { user: "anna" })));
  await gateway.addUser("dora", "http-api", "rest-api");
  const query = new URLSearchParams({ username: "anna", password: "secret", to: ANNA, text: "hello" });
  expect((await fetch(`${url}/api.php?${query}`)).status).toBe(200);
  // The last that becomes of it.
  for (const stream of streams) await stream.until(({ data }) => data.state === "delivered");
  await Promise.all(streams.map((stream) => stream.close()));
  await using again = await eventually("a place is free", () =>
    openEvents(url, { user: "anna", query: MESSAGES }).catch(() => undefined),
  );
  expect(again.events).toEqual([]);
});
