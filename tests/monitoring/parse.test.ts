import { describe, expect, test } from "bun:test";
import { parseCheck } from "../../lib/monitoring/index.ts";

const HTTP = { name: "shop", probe: { http: { url: "https://shop.example.org/" } } };
const faultsOf = (json: unknown) => {
  const read = parseCheck(json);
  return read.ok ? [] : read.problem.map(({ pointer, message }) => `${pointer} ${message}`);
};
const withProbe = (probe: unknown) => ({ name: "shop", probe });
const withHttp = (more: object) => withProbe({ http: { url: "https://shop.example.org/", ...more } });

test("what is left out has its default", () => {
  expect(parseCheck(HTTP)).toEqual({
    ok: true,
    value: {
      ...HTTP,
      enabled: true,
      everySeconds: 300,
      timeoutSeconds: 10,
      failures: 3,
      flapping: { changes: 6, minutes: 60 },
      severity: "critical",
    },
  });
});

test("a heartbeat that was missed once has failed", () => {
  expect(parseCheck(withProbe({ heartbeat: {} }))).toMatchObject({
    value: { failures: 1, probe: { heartbeat: { graceSeconds: 60 } } },
  });
});

test.each([
  { ping: { host: "192.0.2.8" } },
  { ping: { host: "2001:db8::8" } },
  { tcp: { host: "db1.lan", port: 5432 } },
  { http: { url: "http://192.0.2.8:8080/health?deep=1", method: "HEAD", status: [200, 301] } },
  { http: { url: "https://a.lan/", matches: "^ok \\d+$", certificate: "any", certificateDays: 14, password: "p" } },
  { heartbeat: { graceSeconds: 0 } },
])("a check that was read is read to the same again: %j", (probe) => {
  const named = "http" in probe && "password" in probe.http ? { http: { ...probe.http, username: "u" } } : probe;
  const read = parseCheck({ name: " x ", probe: named, notify: { group: "admins" }, flapping: { changes: 3 } });
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  expect(read.value).toMatchObject({ name: "x", probe: named, flapping: { changes: 3, minutes: 60 } });
  expect(parseCheck(JSON.parse(JSON.stringify(read.value)))).toEqual(read);
});

describe("what is wrong is named with its place", () => {
  test.each<[unknown, string]>([
    [17, " must be an object"],
    [{ probe: { ping: { host: "a" } } }, "/name is missing"],
    [{ ...HTTP, name: "x".repeat(61) }, "/name is longer than 60 characters"],
    [{ ...HTTP, name: "a\nb" }, "/name has control characters or line ends"],
    [{ name: "shop" }, "/probe is missing"],
    [{ ...HTTP, everSeconds: 1 }, "/everSeconds unknown field “everSeconds”; did you mean “everySeconds”?"],
    [{ ...HTTP, everySeconds: 29 }, "/everySeconds must be a whole number from 30 to 86400"],
    [{ ...HTTP, everySeconds: 60.5 }, "/everySeconds must be a whole number from 30 to 86400"],
    [{ ...HTTP, timeoutSeconds: 31 }, "/timeoutSeconds must be a whole number from 1 to 30"],
    [{ ...HTTP, failures: 0 }, "/failures must be a whole number from 1 to 20"],
    [{ ...HTTP, flapping: { changes: 21 } }, "/flapping/changes must be a whole number from 2 to 20"],
    [{ ...HTTP, notify: {} }, "/notify must have either “policy” or “group”"],
    [{ ...HTTP, notify: { policy: "a", group: "b" } }, "/notify must have either “policy” or “group”"],
    [{ ...HTTP, severity: "loud" }, "/severity must be warning or critical"],
    [withProbe({}), "/probe must have one of ping, tcp, http, heartbeat"],
    [withProbe({ ping: { host: "a" }, heartbeat: {} }), "/probe must have one of ping, tcp, http, heartbeat"],
    [withProbe({ ping: {} }), "/probe/ping/host is missing"],
    [
      withProbe({ ping: { host: "-f" } }),
      "/probe/ping/host must be the name or the address of a host, such as 192.0.2.8",
    ],
    [
      withProbe({ ping: { host: "a b" } }),
      "/probe/ping/host must be the name or the address of a host, such as 192.0.2.8",
    ],
    [
      withProbe({ ping: { host: "a/b" } }),
      "/probe/ping/host must be the name or the address of a host, such as 192.0.2.8",
    ],
    [withProbe({ tcp: { host: "a" } }), "/probe/tcp/port is missing"],
    [withProbe({ tcp: { host: "a", port: 65_536 } }), "/probe/tcp/port must be a whole number from 1 to 65535"],
    [withHttp({ url: "ftp://a/" }), "/probe/http/url must be a URL with http:// or https://"],
    [
      withHttp({ url: "https://u:p@a/" }),
      "/probe/http/url has a user name or password: put them into “username” and “password”",
    ],
    [withHttp({ status: [] }), "/probe/http/status must name at least one status"],
    [withHttp({ status: [99] }), "/probe/http/status/0 must be a whole number from 100 to 599"],
    [withHttp({ contains: " " }), "/probe/http/contains must not be empty"],
    [withHttp({ matches: "(a" }), "/probe/http/matches is not a regular expression that runs in linear time (RE2)"],
    [withHttp({ matches: "(a)\\1" }), "/probe/http/matches is not a regular expression that runs in linear time (RE2)"],
    [withHttp({ matches: "((a{100}){100})" }), "/probe/http/matches is too large a pattern"],
    [
      withHttp({ method: "HEAD", contains: "a" }),
      "/probe/http has a text or pattern, and the answer to HEAD has neither: use GET",
    ],
    [
      withHttp({ url: "http://a/", certificateDays: 14 }),
      "/probe/http/certificateDays must be absent: without https there is no certificate",
    ],
    [withHttp({ password: "p" }), "/probe/http/username is missing"],
    [
      withHttp({ username: "a:b", password: "p" }),
      "/probe/http/username may have no colon: it separates name and password in basic authentication",
    ],
    [
      withHttp({ username: "a", password: "•••" }),
      "/probe/http/password stands for a secret that is not known here: write the secret itself",
    ],
    [withHttp({ headers: { Host: "a" } }), "/probe/http/headers/Host is a header that the gateway sets itself"],
    [
      withHttp({ headers: { "X-A": "a\r\nX-B: b" } }),
      "/probe/http/headers/X-A may have printable ASCII characters only, on one line",
    ],
  ])("%#: %j", (json, fault) => {
    expect(faultsOf(json)).toContain(fault);
  });
});

test("what is too large is looked at no further", () => {
  expect(faultsOf({ ...HTTP, notify: { group: "x".repeat(70_000) } })).toEqual([" is too large to be a check"]);
});
