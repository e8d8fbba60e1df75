import { expect, test } from "bun:test";
import { SETTINGS } from "../../lib/config/index.ts";

test.each([
  ["http://collector:4318", "http://collector:4318/v1/traces"],
  ["http://collector:4318/", "http://collector:4318/v1/traces"],
  ["https://host/otlp", "https://host/otlp/v1/traces"],
  ["https://host/v1/traces", "https://host/v1/traces"],
  ["https://host/otlp?x=1", "https://host/otlp/v1/traces?x=1"],
])("--otlp %s sends to %s", (given, url) => {
  expect(SETTINGS.otlp.parse([given])).toEqual({ ok: true, value: url });
});

test.each(["collector:4318", "ftp://host", "grpc://host:4317", "", "http://me:secret@host"])(
  "--otlp refuses %p and shows nothing of it",
  (given) => {
    const parsed = SETTINGS.otlp.parse([given]);
    expect(parsed).toEqual({ ok: false, problem: expect.stringMatching(/^must /) });
    expect(JSON.stringify(parsed)).not.toContain("secret@");
  },
);

test("--otlp-headers are pairs with values that are percent-encoded", () => {
  expect(SETTINGS.otlpHeaders.parse(["Authorization=Basic%20bWU6c2VjcmV0, X-Scope-OrgID=1"])).toEqual({
    ok: true,
    value: { Authorization: "Basic bWU6c2VjcmV0", "X-Scope-OrgID": "1" },
  });
});

test.each(["secret", "=secret", "A B=secret", "A=secret%0d%0aX: 1", "A=secret%", "A="])(
  "--otlp-headers refuse %p and show nothing of it",
  (given) => {
    const parsed = SETTINGS.otlpHeaders.parse([given]);
    expect(parsed).toEqual({ ok: false, problem: expect.stringMatching(/^must be pairs/) });
    expect(JSON.stringify(parsed)).not.toContain("secret");
  },
);
