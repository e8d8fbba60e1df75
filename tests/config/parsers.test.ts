import { expect, test } from "bun:test";
import {
  allowedLanguages,
  parseDatabaseUrl,
  parseDuration,
  parseLanguages,
  parseOneOf,
  parsePort,
  parseSize,
  parseTls,
} from "../../lib/config/index.ts";
import { nearest } from "../../lib/nearest.ts";
import type { Result } from "../../lib/result.ts";

const value = (parsed: Result<unknown>) => (parsed.ok ? parsed.value : "refused");

test.each([
  ["0", 0],
  ["8080", 8080],
  ["65535", 65535],
  ["65536", "refused"],
  ["-1", "refused"],
  ["80a", "refused"],
  ["", "refused"],
  ["8 0", "refused"],
])("a port: %p is %p", (text, expected) => {
  expect(value(parsePort(text))).toBe(expected);
});

test.each([
  ["500ms", 500],
  ["30s", 30_000],
  ["5m", 300_000],
  ["12h", 43_200_000],
  ["1d", 86_400_000],
  ["2w", 1_209_600_000],
  ["0s", "refused"],
  ["30", "refused"],
  ["1.5h", "refused"],
  ["-1s", "refused"],
])("a time: %p is %p milliseconds", (text, expected) => {
  expect(value(parseDuration(text))).toBe(expected);
});

test.each([
  ["65536", 65_536],
  ["64KiB", 65_536],
  ["1MB", 1_000_000],
  ["1 mib", 1_048_576],
  ["0", "refused"],
  ["1GB", "refused"],
])("a size: %p is %p bytes", (text, expected) => {
  expect(value(parseSize(text))).toBe(expected);
});

test.each([
  ["sqlite:/var/lib/aldis/a.sqlite", true],
  ["postgres://u:p@h:5432/d", true],
  ["postgresql:///d?host=/run/postgresql", true],
  ["sqlite:", false],
  ["mysql://h/d", false],
  ["/var/lib/aldis.sqlite", false],
])("a database: %p is accepted: %p", (text, accepted) => {
  expect(parseDatabaseUrl(text).ok).toBe(accepted);
});

test.each<[string, unknown]>([
  ["off", { kind: "off" }],
  ["self-signed", { kind: "self-signed" }],
  ["a.pem, b.pem", { kind: "files", certificate: "a.pem", key: "b.pem" }],
  ["a.pem", "refused"],
  ["a.pem,b.pem,c.pem", "refused"],
  ["", "refused"],
])("TLS: %p is %p", (text, expected) => {
  expect(value(parseTls(text))).toEqual(expected);
});

test("languages: auto follows the country, none and all and lists do not", () => {
  const allowed = (text: string, country: string) => {
    const parsed = parseLanguages(text);
    return parsed.ok ? allowedLanguages(parsed.value, country) : parsed.problem;
  };
  expect(allowed("auto", "TR")).toEqual(["tr"]);
  expect(allowed("auto", "DE")).toEqual([]);
  expect(allowed("auto", "IN")).toContain("hi");
  expect(allowed("none", "TR")).toEqual([]);
  expect(allowed("all", "DE")).toHaveLength(13);
  expect(allowed("pt,tr", "DE")).toEqual(["pt", "tr"]);
  expect(allowed("tr,xx", "DE")).toStartWith("must be auto, none, all or some of tr,es,");
  expect(allowed("non", "DE")).toEndWith("did you mean none?");
});

test("a word close to one that is known is suggested, one that is far is not", () => {
  expect(nearest("prot", ["host", "port"])).toBe("port");
  expect(nearest("--prot", ["host"])).toBeUndefined();
  expect(nearest("usr", ["user", "modem"])).toBe("user");
  expect(parseOneOf(["json", "pretty"])("jsn")).toEqual({
    ok: false,
    problem: "must be json or pretty; did you mean json?",
  });
});
