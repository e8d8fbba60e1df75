import { describe, expect, test } from "bun:test";
import { endedCookie, sessionCookie, sessionSecretIn } from "../../../lib/http/access/session-cookie.ts";

const SECRET = "Az-_9".repeat(8).padEnd(43, "x");
const OTHER = "o".repeat(43);
const PLAIN = { byTls: false, path: "/", port: "" };
const TLS = { byTls: true, path: "/", port: "" };
const BELOW = { byTls: true, path: "/sms/", port: "" };
const AT_PORT = { ...PLAIN, port: "8080" };

describe("Set-Cookie", () => {
  test.each([
    ["plain HTTP", PLAIN, `aldis=${SECRET}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`],
    [
      "plain HTTP below a path",
      { byTls: false, path: "/sms/", port: "" },
      `aldis=${SECRET}; Max-Age=2592000; Path=/sms/; HttpOnly; SameSite=Lax`,
    ],
    ["TLS", TLS, `__Host-aldis=${SECRET}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax; Secure`],
    [
      "TLS below a path",
      BELOW,
      `__Secure-aldis=${SECRET}; Max-Age=2592000; Path=/sms/; HttpOnly; SameSite=Lax; Secure`,
    ],
    ["a port of its own", AT_PORT, `aldis-8080=${SECRET}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`],
    [
      "TLS at a port of its own",
      { ...TLS, port: "8443" },
      `__Host-aldis-8443=${SECRET}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax; Secure`,
    ],
  ])("for %s", (_, place, expected) => {
    expect(sessionCookie(place, { secret: SECRET, lifeMs: 30 * 86_400_000 })).toBe(expected);
  });

  test("an ended session's cookie is removed under the same name and path", () => {
    expect(endedCookie(TLS)).toBe("__Host-aldis=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
    expect(endedCookie(BELOW)).toStartWith("__Secure-aldis=; Max-Age=0; Path=/sms/;");
  });
});

describe("Cookie", () => {
  test.each<[string, string | null, typeof PLAIN, string | undefined]>([
    ["no header", null, PLAIN, undefined],
    ["nothing in it", "", PLAIN, undefined],
    ["ours alone", `aldis=${SECRET}`, PLAIN, SECRET],
    ["ours among others", `a=b; aldis=${SECRET};c=d`, PLAIN, SECRET],
    ["ours by TLS", `__Host-aldis=${SECRET}`, TLS, SECRET],
    ["ours below a path", `__Secure-aldis=${SECRET}`, BELOW, SECRET],
    ["by TLS, one that plain HTTP may have planted", `aldis=${SECRET}`, TLS, undefined],
    ["by TLS, one that a path may have planted", `__Secure-aldis=${SECRET}`, TLS, undefined],
    ["without TLS, a name that no browser would send", `__Host-aldis=${SECRET}`, PLAIN, undefined],
    ["two: the longer path comes first", `aldis=${SECRET}; aldis=${OTHER}`, PLAIN, SECRET],
    ["two, the first one empty", `aldis=; aldis=${OTHER}`, PLAIN, OTHER],
    ["two, the first one made up", `aldis=1; aldis=${OTHER}`, PLAIN, OTHER],
    ["a name that ends alike", `xaldis=${SECRET}`, PLAIN, undefined],
    ["a name that begins alike", `aldis2=${SECRET}`, PLAIN, undefined],
    [
      "at a port, among those of other gateways of the host",
      `aldis=${OTHER}; aldis-80=${OTHER}; aldis-8080=${SECRET}`,
      AT_PORT,
      SECRET,
    ],
    ["at a port, that of another gateway of the host", `aldis-8081=${SECRET}; aldis=${SECRET}`, AT_PORT, undefined],
    ["a value that is too long", `aldis=${SECRET}x`, PLAIN, undefined],
    ["a header longer than any browser's", `a=${"b".repeat(4_096)}; aldis=${SECRET}`, PLAIN, undefined],
  ])("%s", (_, header, place, expected) => {
    expect(sessionSecretIn(header, place)).toBe(expected);
  });
});
