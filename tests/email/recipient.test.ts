import { expect, test } from "bun:test";
import { takeLocalPart } from "../../lib/email/incoming/quoted-path.ts";
import { readRecipient } from "../../lib/email/incoming/recipient.ts";

const DOMAINS = ["sms.example.org", "xn--smsbro-6ya.example"];
const read = (address: string) => readRecipient(address, DOMAINS);

test.each([
  ["01701234567@sms.example.org", "01701234567"],
  ["0170 1234567@sms.example.org", "0170 1234567"],
  ["+49 (170) 12-34 567@SMS.example.ORG", "+49 (170) 12-34 567"],
  ["+49.170.1234567@sms.example.org", "+49.170.1234567"],
  ["110@sms.example.org", "110"],
])("%s is the number %s", (address, to) => {
  expect(read(address)).toEqual({ kind: "addressee", candidates: [{ target: "number", to }] });
});

test("a name is a contact or else a group, and dots may stand for blanks", () => {
  expect(read("anna.example@sms.example.org")).toEqual({
    kind: "addressee",
    candidates: [
      { target: "contact", to: "anna.example" },
      { target: "contact", to: "anna example" },
      { target: "group", to: "anna.example" },
      { target: "group", to: "anna example" },
    ],
  });
  expect(read("admins@smsbüro.example")).toMatchObject({ kind: "addressee", candidates: { length: 2 } });
});

test.each(["a@example.org", "a@sms.example.org.evil.org", "a", "a@", "@evil.org", "a@sms.example.org@evil.org"])(
  "%s is of another domain",
  (address) => {
    expect(read(address)).toEqual({ kind: "other-domain" });
  },
);

test("an address for replies gives its token in lower case, which servers may have changed", () => {
  expect(read("REPLY+ABC2@sms.example.org")).toEqual({ kind: "reply", token: "abc2" });
});

test.each(["@sms.example.org", `${"1".repeat(70)}@sms.example.org`, `${"a".repeat(400)}@sms.example.org`])(
  "%s cannot be read",
  (address) => {
    expect(read(address)).toEqual({ kind: "unreadable" });
  },
);

test.each([
  ['RCPT TO:<"0170 1234567"@sms.example.org>', "0170 1234567", "RCPT TO:<x@sms.example.org>"],
  ["RCPT TO:<0170 1234567@sms.example.org> NOTIFY=NEVER", "0170 1234567", "RCPT TO:<x@sms.example.org> NOTIFY=NEVER"],
  ['rcpt to: <"a\\"b"@sms.example.org>', 'a"b', "rcpt to: <x@sms.example.org>"],
  ['MAIL FROM:<"Ada L"@example.org> SIZE=1', "Ada L", "MAIL FROM:<x@example.org> SIZE=1"],
])("%s has the local part %s", (command, localPart, left) => {
  expect(takeLocalPart(command)).toEqual({ localPart, command: left });
});

test.each([
  "RCPT TO:<01701234567@sms.example.org>",
  'RCPT TO:<"a@evil.org"@sms.example.org>',
  'RCPT TO:<"a\tb"@sms.example.org>',
  "RCPT TO:<a b@evil.org@sms.example.org>",
  "DATA",
])("%s is left as it is", (command) => {
  expect(takeLocalPart(command)).toBeUndefined();
});

test("a path of 4,000 characters costs its length: a thousand of them are looked at in no time", () => {
  // Each took a second by an expression that tried every way to share the blanks out.
  const commands = [
    `MAIL FROM:<${" ".repeat(4_060)}`,
    `RCPT TO:<${" ".repeat(4_000)}@`,
    `RCPT TO:<"${"\\a".repeat(2_000)}`,
  ];
  for (let at = 0; at < 1_000; at++) {
    for (const command of commands) {
      expect(takeLocalPart(command)).toBeUndefined();
      expect(takeLocalPart(`${command}>`)).toBeUndefined();
    }
  }
});
