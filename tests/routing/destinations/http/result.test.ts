import { expect, test } from "bun:test";
import { no, ok } from "../../../../lib/result.ts";
import { jobResultOf } from "../../../../lib/routing/destinations/http/result.ts";

const NOW = Date.parse("2026-01-31T08:00:00Z");
const answered = (status: number, headers: Record<string, string> = {}) =>
  jobResultOf(ok({ status, text: "said", header: (name) => headers[name] }), { now: NOW });

test.each([200, 201, 202, 204, 299])("%p is success", (status) => {
  expect(answered(status)).toEqual({ ok: true, status, answer: "said" });
});

test.each([301, 302, 304, 307, 308])("%p is an error: redirects are not followed", (status) => {
  const error = `the receiver answered ${status} and points to another address: redirects are not followed`;
  expect(answered(status, { location: "http://elsewhere.example/" })).toEqual({
    ok: false,
    error,
    status,
    answer: "said",
  });
});

test.each([400, 404, 410, 429, 500, 503])("%p is an error", (status) => {
  expect(answered(status)).toEqual({ ok: false, error: `the receiver answered ${status}`, status, answer: "said" });
});

test.each([
  ["120", 120_000],
  [" 5 ", 5_000],
  ["Sat, 31 Jan 2026 08:10:00 GMT", 600_000],
  ["Sat, 31 Jan 2026 07:00:00 GMT", 0],
  ["soon", undefined],
  ["-5", undefined],
  ["99999999999", undefined],
])("Retry-After: %p", (text, retryAfterMs) => {
  const result = answered(429, { "retry-after": text });
  expect(result.ok ? undefined : result.retryAfterMs).toBe(retryAfterMs as number);
});

test("what the client says stays as it is", () => {
  expect(jobResultOf(no({ error: "no connection within 10 s" }), { now: NOW })).toEqual({
    ok: false,
    error: "no connection within 10 s",
  });
});
