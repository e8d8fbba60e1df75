import { heapStats } from "bun:jsc";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway("--trusted-proxies", "127.0.0.1");
  await gateway.addUser("apiuser", "http-api", "rest-api");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const REQUESTS = 200;
const KNOWN_CHARACTERS = 400_000;
const STRANGER_CHARACTERS = 200_000;
/** What all requests of a test bring is four times as much at least. */
const MOST_KEPT_BYTES = 10_000_000;

function heapBytes(): number {
  Bun.gc(true);
  const { heapSize, extraMemorySize } = heapStats();
  return heapSize + extraMemorySize;
}

const KNOWN = "/api.php?username=apiuser&password=secret";
const php = (path: string, parameters: Record<string, string>, index: number) =>
  fetch(`${gateway.url}${path}`, {
    method: "POST",
    body: new URLSearchParams(parameters),
    headers: { "x-forwarded-for": `10.0.${index >> 8}.${index & 255}` },
  });

/** Every kind of string by which something is remembered or looked up, each time another one. */
const STRINGS: Record<string, (index: number) => Promise<Response>> = {
  "a foreign number": (index) => php(KNOWN, { to: `+490${long(index)}`, text: "x" }, index),
  "a national number": (index) => php(KNOWN, { to: `0${long(index)}`, text: "x" }, index),
  "a number behind a blank": (index) => php(KNOWN, { to: ` 7${long(index)}`, text: "x" }, index),
  "a contact": (index) => php(KNOWN, { mode: "user", to: `a${long(index)}`, text: "x" }, index),
  "a group": (index) => php(KNOWN, { mode: "group", to: `a${long(index)}`, text: "x" }, index),
  "a pattern": (index) => php(KNOWN, { to: "01701234567", text: "x", regex: long(index) }, index),
  "a user": (index) => php("/api.php", { username: strange(index), password: "x", to: "1", text: "x" }, index),
  "a password": (index) =>
    php("/api.php", { username: "apiuser", password: strange(index), to: "1", text: "x" }, index),
  "a recipient of REST": (index) =>
    gateway.as("apiuser")("/api/messages", {
      method: "POST",
      body: JSON.stringify({ recipients: [{ to: `+490${long(index)}` }], text: "x" }),
    }),
};
const long = (index: number) => String(index).padStart(KNOWN_CHARACTERS, "1");
const strange = (index: number) => String(index).padStart(STRANGER_CHARACTERS, "1");

test.each(Object.entries(STRINGS))("nothing is kept of %s that is too long", async (_, ask) => {
  await (await ask(0)).arrayBuffer();
  const before = heapBytes();
  for (let index = 1; index <= REQUESTS; index++) {
    const response = await ask(index);
    expect(response.status).toBeLessThan(500);
    await response.arrayBuffer();
  }
  // What the last requests had in hand is given back a moment later; what is kept stays.
  await eventually("the memory to be given back", () => heapBytes() - before < MOST_KEPT_BYTES);
});
