import { expect, test } from "bun:test";
import { isSender, parseSender, type SenderPattern } from "../../lib/email/incoming/senders.ts";

function patterns(...texts: string[]): SenderPattern[] {
  return texts.map((text) => {
    const parsed = parseSender(text);
    if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
    return parsed.value;
  });
}

test.each([
  ["nagios@example.org", "Nagios@Example.ORG", true],
  ["nagios@example.org", "nagios@example.org.evil.org", false],
  ["nagios@example.org", "xnagios@example.org", false],
  ["example.org", "anybody@example.org", true],
  ["@example.org", "anybody@example.org", true],
  ["example.org", "anybody@mail.example.org", false],
  ["*@*.example.org", "a@mail.example.org", true],
  ["*@*.example.org", "a@example.org", false],
  ["srv-*@example.org", "srv-@example.org", true],
  ["srv-*@example.org", "srv@example.org", false],
  ["*@example.*", "a@evil.org@example.de", true],
  ["*@example.org", "a@example.org@evil.org", false],
  ["a*a@example.org", "a@example.org", false],
])("%s and the sender %s: %p", (pattern, sender, fits) => {
  expect(isSender(patterns(pattern), sender)).toBe(fits);
});

test.each(["", "a b@example.org", "a@b@c", "*****@example.org", "<a@example.org>", "a@exa mple.org"])(
  "%p is no pattern of senders",
  (text) => {
    expect(parseSender(text).ok).toBe(false);
  },
);

test("an address longer than any fits no pattern, however wide", () => {
  expect(isSender(patterns("*@*"), `${"a".repeat(400)}@example.org`)).toBe(false);
});
