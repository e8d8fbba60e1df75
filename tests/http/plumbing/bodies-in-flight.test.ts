import { expect, test } from "bun:test";
import {
  DRAIN_MS,
  DRAINS,
  SLOW_BODY_MS,
  SMALL_BODIES_BYTES,
  SMALL_BODY_BYTES,
  STRANGER_BODIES_BYTES,
  STRANGER_BODY_BYTES,
} from "../../../lib/limits.ts";
import { type ApiServer, GOOD, queryOf, startApi } from "../../support/api-server.ts";
import { eventually } from "../../support/eventually.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { openRaw, type RawClient } from "../../support/raw-client.ts";

const FORM = "Content-Type: application/x-www-form-urlencoded";
const BASIC = `Authorization: Basic ${btoa(`${GOOD.username}:${GOOD.password}`)}`;
const MIB = 1_048_576;

/** A request of which all but the last byte is sent. */
async function openUnfinished(
  api: ApiServer,
  { from, bytes, path = "/api.php", headers = FORM }: { from: string; bytes: number; path?: string; headers?: string },
): Promise<RawClient> {
  const client = await openRaw(api.port, from);
  client.send(`POST ${path} HTTP/1.1\r\nHost: gateway\r\n${headers}\r\nContent-Length: ${bytes}\r\n\r\n`);
  client.send(Buffer.alloc(bytes - 1, "a"));
  return client;
}

const openMany = (count: number, one: (index: number) => Promise<RawClient>) =>
  Promise.all(Array.from({ length: count }, (_, index) => one(index)));

/** What the gateway holds of them: bodies that it has not answered yet. */
const waiting = (clients: readonly RawClient[]) => clients.filter(({ status }) => status === undefined).length;

const settled = (clients: readonly RawClient[], mostWaiting: number) =>
  eventually("all but those that there is room for are answered", async () => waiting(clients) <= mostWaiting);

/** A good sender by POST, with its password in the body. */
const send = async (api: ApiServer, from: string, more = ""): Promise<RawClient> => {
  const body = `${queryOf()}${more}`;
  const client = await openRaw(api.port, from);
  client.send(`POST /api.php HTTP/1.1\r\nHost: gateway\r\n${FORM}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  await client.answered;
  client.end();
  return client;
};

test("400 bodies of 1 MiB that stop one byte before their end are refused at once, and none of them is held", async () => {
  const clock = createManualClock();
  await using api = await startApi({ clock });
  const attackers = await openMany(400, (index) =>
    openUnfinished(api, { from: `127.0.1.${(index % 50) + 1}`, bytes: MIB }),
  );
  // A few may send their last byte before they are answered; nothing of theirs is kept meanwhile.
  await settled(attackers, DRAINS);
  await clock.advance(DRAIN_MS);
  await settled(attackers, 0);
  expect(new Set(attackers.map(({ status }) => status))).toEqual(new Set([413]));
  expect((await send(api, "127.0.0.9")).status).toBe(200);
  for (const { end } of attackers) end();
}, 180_000);

test("bodies that a stranger may send are held up to 12 MiB in all, and a sender from elsewhere is still served", async () => {
  await using api = await startApi({ clock: createManualClock() });
  const attackers = await openMany(400, (index) =>
    openUnfinished(api, { from: `127.0.1.${(index % 50) + 1}`, bytes: STRANGER_BODY_BYTES }),
  );
  const room = STRANGER_BODIES_BYTES / STRANGER_BODY_BYTES;
  await settled(attackers, room);
  expect(waiting(attackers)).toBe(room);
  expect(new Set(attackers.map(({ status }) => status))).toEqual(new Set([503, undefined]));
  const refused = attackers.find(({ status }) => status === 503);
  expect(refused?.received).toMatch(/retry-after: \d/i);
  expect(refused?.received).toEndWith("Error: Not now, try again. See Gateway logs for more information.");
  expect((await send(api, "127.0.0.9")).status).toBe(200);
  expect(waiting(attackers)).toBeLessThanOrEqual(room);
  // Refusals are events, but no more of them than anybody may cause.
  const events = api.events.all.filter(({ details }) => details?.reason === "no-room");
  expect(events.length).toBeGreaterThan(0);
  expect(events.length).toBeLessThan(300);
  for (const { end } of attackers) end();
}, 180_000);

/** So that a message takes room among the larger bodies. */
const LONG = `&x=${"x".repeat(SMALL_BODY_BYTES)}`;

test("one network holds half of the room, and its own slow bodies give way to its new ones after 2 s", async () => {
  const clock = createManualClock();
  await using api = await startApi({ clock });
  const share = STRANGER_BODIES_BYTES / 2 / STRANGER_BODY_BYTES;
  const from = "127.0.1.1";
  const attackers = await openMany(share + 20, () => openUnfinished(api, { from, bytes: STRANGER_BODY_BYTES }));
  await settled(attackers, share);
  expect(waiting(attackers)).toBe(share);
  expect((await send(api, from, LONG)).status).toBe(503);
  expect((await send(api, from)).status).toBe(200);
  await clock.advance(SLOW_BODY_MS);
  expect((await send(api, from, LONG)).status).toBe(200);
  expect(waiting(attackers)).toBe(share - 1);
  for (const { end } of attackers) end();
}, 180_000);

test.each([
  ["the alerts", "/api/v1/alerts?to=1"],
  ["/api.php with the user in the query string", `/api.php?${queryOf({ password: "wrong" })}`],
])("a wrong password before a body of 1 MiB is answered 401, and the body is not kept (%s)", async (_, path) => {
  await using api = await startApi({ clock: createManualClock() });
  const basic = `Authorization: Basic ${btoa("apiuser:wrong")}`;
  const client = await openUnfinished(api, { from: "127.0.1.1", bytes: MIB, path, headers: basic });
  client.send("a");
  expect(await client.answered).toBe(401);
  client.end();
});

test("a user who says so in the query string may send a body as large as the settings allow", async () => {
  await using api = await startApi({ clock: createManualClock() });
  const filler = `&x=${"y".repeat(STRANGER_BODY_BYTES)}`;
  const post = (query: string, body: string) =>
    fetch(`${api.url}/api.php?${query}`, { method: "POST", body, headers: { "content-type": FORM.slice(14) } });
  const { username, password } = GOOD;
  const known = await post(
    new URLSearchParams({ username, password }).toString(),
    `to=01701234567&text=Hello${filler}`,
  );
  expect(known.status).toBe(200);
  expect(api.accepted).toMatchObject([{ text: "Hello" }]);
  expect((await post("", `${queryOf()}${filler}`)).status).toBe(413);
  const wrong = await post(`username=apiuser&password=wrong`, `${queryOf()}${filler}`);
  expect(wrong.status).toBe(401);
  // The body wins, also over who was let in by the query string.
  const other = await post(`username=${username}&password=${password}`, `${queryOf({ username: "reader" })}${filler}`);
  expect(other.status).toBe(403);
  expect(api.accepted.length).toBe(1);
});

test("large bodies that wait for their passwords to be looked at keep nobody from sending a message", async () => {
  await using api = await startApi({ clock: createManualClock() });
  const path = (index: number) => `/api.php?${queryOf({ username: `nobody-${index}` })}`;
  const attackers = await openMany(40, (index) =>
    openUnfinished(api, { from: `127.0.1.${index + 1}`, bytes: MIB, path: path(index) }),
  );
  const sent = await Promise.all(Array.from({ length: 20 }, (_, index) => send(api, `127.0.4.${index + 1}`)));
  expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
  for (const { end } of attackers) end();
});

test("slow small bodies from many addresses give way to the next of any address", async () => {
  await using api = await startApi({ clock: createManualClock() });
  const attackers = await openMany(SMALL_BODIES_BYTES / SMALL_BODY_BYTES + 20, (index) =>
    openUnfinished(api, { from: `127.0.1.${(index % 50) + 1}`, bytes: SMALL_BODY_BYTES }),
  );
  await settled(attackers, SMALL_BODIES_BYTES / SMALL_BODY_BYTES);
  const sent = await Promise.all(Array.from({ length: 20 }, (_, index) => send(api, `127.0.4.${index + 1}`)));
  expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
  expect(waiting(attackers)).toBeGreaterThan(200);
  for (const { end } of attackers) end();
});

test("a body that comes in chunks is read to a stranger's limit", async () => {
  await using api = await startApi({ clock: createManualClock() });
  const client = await openRaw(api.port);
  client.send(`POST /api.php HTTP/1.1\r\nHost: gateway\r\n${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  const chunk = `8000\r\n${"a".repeat(0x8000)}\r\n`;
  for (let sent = 0; sent <= STRANGER_BODY_BYTES; sent += 0x8000) client.send(chunk);
  client.send("0\r\n\r\n");
  expect(await client.answered).toBe(413);
  client.end();
});

test("the room of clients that go away, run out of time or are answered is free again", async () => {
  const clock = createManualClock();
  await using api = await startApi({ clock });
  const fill = () =>
    openMany(STRANGER_BODIES_BYTES / 2 / STRANGER_BODY_BYTES, () =>
      openUnfinished(api, { from: "127.0.1.1", bytes: STRANGER_BODY_BYTES }),
    );
  const free = () => eventually("there is room", async () => (await send(api, "127.0.1.1", LONG)).status === 200);
  for (const { end } of await fill()) end();
  await free();
  const slow = await fill();
  await eventually("there is no room", async () => (await send(api, "127.0.1.1", LONG)).status === 503);
  await clock.advance(30_000);
  expect(new Set(await Promise.all(slow.map(({ answered }) => answered)))).toEqual(new Set([408]));
  await free();
  const whole = await fill();
  for (const client of whole) client.send("a");
  expect(new Set(await Promise.all(whole.map(({ answered }) => answered)))).toEqual(new Set([400]));
  await free();
});

test("what follows in a refused body is never taken for a request", async () => {
  await using api = await startApi({ clock: createManualClock() });
  const request = `GET /api.php?${queryOf()} HTTP/1.1\r\nHost: gateway\r\n\r\n`;
  const body = request.repeat(Math.ceil((2 * MIB) / request.length));
  for (const path of ["/api.php", "/api/v1/alerts", "/nowhere"]) {
    const client = await openRaw(api.port);
    client.send(`POST ${path} HTTP/1.1\r\nHost: gateway\r\n${FORM}\r\nContent-Length: ${body.length}\r\n\r\n`);
    client.send(body);
    client.send("GET /the-end HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
    await client.closed;
    const statuses = [...client.received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
    expect(statuses).toEqual([path === "/api.php" ? 413 : path === "/nowhere" ? 404 : 415, 404]);
  }
  expect(api.accepted).toEqual([]);
});

test.each([
  ["/api.php", "/api.php", FORM],
  ["the alerts", "/api/v1/alerts?to=01701234567", BASIC],
])(
  "a client that goes away in the middle of its body is an event and no error of ours (%s)",
  async (_, path, header) => {
    await using api = await startApi({ clock: createManualClock() });
    const client = await openRaw(api.port);
    client.send(`POST ${path} HTTP/1.1\r\nHost: gateway\r\n${header}\r\nContent-Length: 1000\r\n\r\nto=`);
    client.end();
    const [event] = await eventually("the event", async () => api.events.all.length > 0 && api.events.all);
    expect(event).toMatchObject({ severity: "warning", details: { reason: "client-gone" } });
    expect(api.logLines.filter((line) => line.includes('"error"'))).toEqual([]);
  },
);
