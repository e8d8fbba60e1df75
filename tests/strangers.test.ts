import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { STRANGER_BODIES_BYTES, STRANGER_BODY_BYTES } from "../lib/limits.ts";
import { eventually } from "./support/eventually.ts";
import { startTestGateway, type TestGateway } from "./support/gateway.ts";
import { openRaw, type RawClient } from "./support/raw-client.ts";

/** For a minute, and with the sender's times: `bun run bench strangers`. */

const EACH = 150;
const FORM = "Content-Type: application/x-www-form-urlencoded";

let gateway: TestGateway;
beforeAll(async () => {
  // Short enough to be waited for, long enough for a busy machine.
  gateway = await startTestGateway("--http-port", "0", "--request-timeout", "5s");
  await gateway.addUser("apiuser", "http-api");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const LISTENERS = [
  ["the main listener", () => Number(new URL(gateway.url).port)],
  ["the plain listener", () => Number(new URL(gateway.httpUrl ?? "").port)],
] as const;

const addressOf = (index: number) => `127.0.5.${(index % 50) + 1}`;
const many = (one: (index: number) => Promise<RawClient>) =>
  Promise.all(Array.from({ length: EACH }, (_, index) => one(index)));

async function open(port: number, index: number, ...parts: (string | Uint8Array)[]): Promise<RawClient> {
  const client = await openRaw(port, addressOf(index));
  for (const part of parts) client.send(part);
  return client;
}

const unfinished = (port: number, index: number) =>
  open(
    port,
    index,
    `POST /api.php HTTP/1.1\r\nHost: gateway\r\n${FORM}\r\nContent-Length: ${STRANGER_BODY_BYTES}\r\n\r\n`,
    Buffer.alloc(STRANGER_BODY_BYTES - 1, "a"),
  );
const slowHeaders = (port: number, index: number) =>
  open(port, index, "GET /api.php HTTP/1.1\r\nHost: gateway\r\nX-Slow: ");
const guess = (port: number, index: number) =>
  open(
    port,
    index,
    `GET /api.php?username=nobody&password=guess-${index}&to=01701234567&text=x HTTP/1.1\r\nHost: gateway\r\n\r\n`,
  );

async function send(port: number): Promise<string> {
  const body = "username=apiuser&password=secret&to=01701234567&text=Test";
  const client = await openRaw(port);
  const length = `Content-Length: ${body.length}`;
  client.send(`POST /api.php HTTP/1.1\r\nHost: gateway\r\n${FORM}\r\n${length}\r\nConnection: close\r\n\r\n${body}`);
  await client.closed;
  return client.received.slice(-2);
}

describe.each(LISTENERS)("beside strangers at %s", (_, port) => {
  test("a sender is served while they send bodies that do not end, slow headers and wrong passwords; none of them for long", async () => {
    // Whose password is known to be right does not wait behind those that are guessed.
    expect(await send(port())).toBe("OK");
    const [bodies, headers, guesses] = await Promise.all([
      many((index) => unfinished(port(), index)),
      many((index) => slowHeaders(port(), index)),
      many((index) => guess(port(), index)),
    ]);
    for (let sent = 0; sent < 20; sent++) expect(await send(port())).toBe("OK");
    const room = STRANGER_BODIES_BYTES / STRANGER_BODY_BYTES;
    const waiting = () => bodies.filter(({ status, isClosed }) => status === undefined && !isClosed).length;
    await eventually("all bodies that there is no room for are refused", async () => waiting() <= room);
    expect(new Set(await Promise.all(guesses.map(({ answered }) => answered)))).toEqual(new Set([401]));
    const drip = setInterval(() => {
      for (const client of headers) if (!client.isClosed) client.send("x");
    }, 500);
    // A byte now and then keeps none of them for longer than the limits say.
    const statuses = await Promise.all(bodies.map(({ answered }) => answered));
    expect(new Set(statuses)).toEqual(new Set([408, 503]));
    await Promise.all(headers.map(({ closed }) => closed));
    clearInterval(drip);
    for (const client of [...bodies, ...guesses]) client.end();
    expect(await send(port())).toBe("OK");
  }, 180_000);
});
