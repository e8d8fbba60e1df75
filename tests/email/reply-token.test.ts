import { expect, test } from "bun:test";
import { createReplyTokens } from "../../lib/email/outgoing/reply-token.ts";

const DAY_MS = 86_400_000;
const start = Date.UTC(2026, 1, 3);

function tokens({ secret = 1, now = start }: { secret?: number; now?: number } = {}) {
  return createReplyTokens({ secret: Buffer.alloc(32, secret), now: () => now, lifeMs: () => 30 * DAY_MS });
}

test.each(["+491701234567", "+123456789012345", "110", "0049", "012345", "+000000000000001"])(
  "a token says which number %s a reply goes to, also in upper case",
  (number) => {
    const token = tokens().seal(number) ?? "";
    expect(token).toMatch(/^[a-z2-7]{37}$/);
    expect(tokens().open(token.toUpperCase())).toEqual({ ok: true, value: number });
  },
);

test("no token is made for a sender with letters", () => {
  expect(tokens().seal("Vodafone")).toBeUndefined();
});

test("a token expires", () => {
  const token = tokens().seal("+491701234567") ?? "";
  expect(tokens({ now: start + 30 * DAY_MS }).open(token).ok).toBe(true);
  expect(tokens({ now: start + 31 * DAY_MS }).open(token)).toEqual({ ok: false, problem: "expired" });
});

test("whatever letter of a token is changed, it is forged", () => {
  const token = tokens().seal("+491701234567") ?? "";
  for (let at = 0; at < token.length; at++) {
    for (const letter of "abcdefghijklmnopqrstuvwxyz234567") {
      if (letter === token[at]) continue;
      const changed = `${token.slice(0, at)}${letter}${token.slice(at + 1)}`;
      expect(tokens().open(changed)).toEqual({ ok: false, problem: "forged" });
    }
  }
});

test.each(["", "a", "a".repeat(37), "a".repeat(1_000), "1".repeat(37)])("%p is no token", (text) => {
  expect(tokens().open(text)).toEqual({ ok: false, problem: "forged" });
});

test("a token of another installation is forged", () => {
  expect(tokens({ secret: 2 }).open(tokens().seal("+491701234567") ?? "")).toEqual({ ok: false, problem: "forged" });
});
