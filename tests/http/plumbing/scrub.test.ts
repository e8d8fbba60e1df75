import { expect, test } from "bun:test";
import { scrub } from "../../../lib/http/plumbing/scrub.ts";

const request = new Request("http://gateway/api.php?username=bob&password=p%40ss+word&text=dear%20Bob");

test.each([
  ["a URL", "GET http://gateway/api.php?username=bob&password=p%40ss+word", "p%40ss"],
  ["the path with its query", "at /api.php?username=bob&password=other", "other"],
  ["a pair", "password=other&to=1", "other"],
  ["JSON", '{"password": "oth er", "to": "1"}', "oth er"],
  ["the password as it was sent", "value p%40ss+word", "p%40ss"],
  ["the password as it was read", "value p@ss word!", "p@ss"],
  ["the text as it was read", "value <dear Bob>", "dear Bob"],
  ["a token", `Bearer aldis_${"Az-_9".repeat(8)}xyz`, "Az-_9"],
  ["a session's cookie", `cookie: a=b; __Host-aldis=${"Az-_9".repeat(8)}xyz; c=d`, "Az-_9"],
])("takes out %s", (_, text, secret) => {
  expect(text).toContain(secret);
  expect(scrub(text, request)).not.toContain(secret);
});

test("leaves what is no secret", () => {
  const text = "Error: no such table: users\n    at query (lib/store/users.ts:12:3)";
  expect(scrub(text, request)).toBe(text);
});
