import { describe, expect, test } from "bun:test";
import type { Delivery } from "../../../lib/messages/index.ts";
import { compileRule, evaluate } from "../../../lib/routing/index.ts";
import { contextWith, deliveryOf, MESSAGE, ruleOf, traceOf } from "../../support/rules.ts";

describe("rules run from top to bottom", () => {
  const rules = [
    { name: "off", enabled: false },
    { name: "others", when: { sender: { is: "+43660123456" } }, stop: true },
    { name: "all", then: [{ webhook: "erp" }] },
    { name: "last", then: [{ webhook: "log" }], stop: true },
    { name: "never" },
    { name: "never on", enabled: false },
  ].map((rule) => compileRule(ruleOf(rule)));

  test("several match, and one that stops ends the run", () => {
    expect(evaluate(rules, MESSAGE, contextWith()).rules).toEqual([
      { name: "off", outcome: "disabled" },
      { name: "others", outcome: "not-matched", decidedBy: { pointer: "/when/sender", held: false } },
      {
        name: "all",
        outcome: "matched",
        text: "Hello",
        replaced: [],
        deliveries: [{ kind: "webhook", webhook: "erp", text: "Hello" }],
      },
      {
        name: "last",
        outcome: "matched",
        text: "Hello",
        replaced: [],
        deliveries: [{ kind: "webhook", webhook: "log", text: "Hello" }],
        stop: true,
      },
      { name: "never", outcome: "not-reached" },
      { name: "never on", outcome: "disabled" },
    ]);
  });

  test("the same rules say the same of the same message, however often they are asked", () => {
    const once = evaluate(rules, MESSAGE, contextWith());
    expect(evaluate(rules, MESSAGE, contextWith())).toEqual(once);
  });

  test("the contacts of the sender are asked for once, and only by who needs them", () => {
    let asked = 0;
    const context = { ...contextWith(), contactsOf: () => [{ name: `Anna ${++asked}`, groups: [] }] };
    const named = { when: { known: true }, then: [{ group: "g" }, { email: { to: ["a@example.org"] } }] };
    evaluate(
      [named, named].map((rule) => compileRule(ruleOf(rule))),
      MESSAGE,
      context,
    );
    expect(asked).toBe(1);
    evaluate([compileRule(ruleOf({ when: { modem: "other" }, then: [{ group: "g" }] }))], MESSAGE, context);
    expect(asked).toBe(1);
  });

  test("a rule sees the stored text, whatever the rules above made of it", () => {
    const first = compileRule(ruleOf({ replace: [{ pattern: "Hello", with: "Bye" }] }));
    const second = compileRule(ruleOf({ when: { text: { is: "Hello" } } }));
    expect(evaluate([first, second], MESSAGE, contextWith()).rules.map(({ text }) => text)).toEqual(["Bye", "Hello"]);
  });
});

describe("what each destination gets", () => {
  const context = contextWith({ "+491701234567": [{ name: "Anna", note: "B12", groups: [] }] });
  test.each<[string, unknown, Delivery]>([
    [
      "http",
      { http: { url: "http://192.0.2.7/hook?n=$NUMBER$&t=$TXT$" } },
      { kind: "http", method: "GET", url: "http://192.0.2.7/hook?n=%2B491701234567&t=Hello", headers: {} },
    ],
    [
      "isms",
      { isms: { url: "http://h/a", username: "u", password: "secret" } },
      { kind: "isms", url: "http://h/a", username: "u", text: "Hello" },
    ],
    ["webhook", { webhook: "erp" }, { kind: "webhook", webhook: "erp", text: "Hello" }],
    [
      "email",
      { email: { to: ["a@example.org"] } },
      { kind: "email", to: ["a@example.org"], subject: "Message from Anna (+491701234567)", text: "Hello" },
    ],
    [
      "email in words",
      { email: { to: ["a@example.org"], subject: "{id}", text: "{time} {modem}" } },
      { kind: "email", to: ["a@example.org"], subject: "42", text: "2026-01-14 09:30:00 modem1" },
    ],
    [
      "mqtt",
      { mqtt: { topic: "in/{modem}" } },
      { kind: "mqtt", topic: "in/modem1", text: "Hello", qos: 0, retain: false },
    ],
    [
      "contact",
      { contact: "Bernd", channel: "email" },
      { kind: "contact", name: "Bernd", channel: "email", text: "Anna: Hello" },
    ],
    [
      "group",
      { group: "admins", text: "{text} ({contact.note})" },
      { kind: "group", name: "admins", channel: "auto", text: "Hello (B12)" },
    ],
    [
      "number",
      { number: "0170 99", channel: "sms" },
      { kind: "number", number: "0170 99", channel: "sms", text: "Anna: Hello" },
    ],
    [
      "auto responder",
      { autoReply: { text: "Thank you, {senderName}" } },
      { kind: "autoReply", to: "+491701234567", text: "Thank you, Anna", everySeconds: 3_600 },
    ],
    ["alarm", { alarm: { policy: "night" } }, { kind: "alarm", policy: "night", text: "Anna: Hello" }],
  ])("%s", (_, destination, expected) => expect(deliveryOf(destination, {}, context)).toEqual(expected));

  test("a sender who is nobody's contact is named by number, and one without by a word", () => {
    expect(deliveryOf({ group: "g" })).toMatchObject({ text: "+491701234567: Hello" });
    expect(deliveryOf({ group: "g" }, { sender: undefined })).toMatchObject({ text: "unknown: Hello" });
  });

  test("a call is told in words, and has no text", () => {
    const call = { kind: "call", text: undefined } as const;
    expect(deliveryOf({ email: { to: ["a@example.org"] } }, call, context)).toMatchObject({
      subject: "Message from Anna (+491701234567)",
      text: "Call from Anna (+491701234567)",
    });
    expect(deliveryOf({ group: "g", text: "[{text}]" }, call, context)).toMatchObject({ text: "[]" });
    expect(deliveryOf({ webhook: "erp" }, call, context)).toMatchObject({ text: "" });
    expect(traceOf({ replace: [{ pattern: "^$", with: "x" }] }, call)).not.toHaveProperty("text");
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a name", { sender: "AMAZON" }, "The sender is not a telephone number"],
    ["a short code", { sender: "8877" }, "The sender is a short code"],
    ["an own number", { sender: "+4915100000000" }, "The sender is a number of this gateway"],
    ["an own number, as the network gave it", { sender: "015100000000" }, "The sender is a number of this gateway"],
    ["nobody", { sender: undefined }, "The sender is unknown"],
  ])("%s gets no automatic answer", (_, message, why) => {
    expect(deliveryOf({ autoReply: { text: "x" } }, message)).toEqual({ kind: "nothing", of: "autoReply", why });
  });

  test("what came by Telegram is answered where it came from", () => {
    expect(deliveryOf({ autoReply: { text: "x" } }, { channel: "telegram", sender: "+491701234567" })).toMatchObject({
      kind: "autoReply",
      to: "+491701234567",
    });
  });

  test("what would become too long is not done, and says so; the other destinations are", () => {
    const then = [
      { group: "g", text: "{text}".repeat(3_000) },
      { group: "h", text: "{text}" },
    ];
    expect(traceOf({ then }, { text: "x".repeat(40_000) }).deliveries).toEqual([
      { kind: "nothing", of: "group", why: "The text would be too long with its variables filled in" },
      { kind: "group", name: "h", channel: "auto", text: "x".repeat(40_000) },
    ]);
  });
});

describe("the six rules that the appliance's page shows", () => {
  const forward = [{ email: { to: ["it@example.org"] } }];
  const countries = { sender: { matches: "^(49|43)+\\d" } };
  const neither = { or: [{ not: { sender: { matches: "123$" } } }, { not: { text: { contains: "Test" } } }] };
  const domain = { sender: { matches: "@example\\.com$", ignoreCase: true } };
  test.each<[string, unknown, [sender: string, text: string, matched: boolean][]]>([
    [
      "everything to an address",
      {},
      [
        ["+49170555", "x", true],
        ["AMAZON", "", true],
        ["", "x", true],
      ],
    ],
    [
      "one sender only",
      { sender: { is: "+491701234567" } },
      [
        ["+491701234567", "x", true],
        ["01701234567", "x", true],
        ["+491701234568", "x", false],
      ],
    ],
    [
      "the text contains",
      { text: { contains: "ALARM" } },
      [
        ["+49170555", "ALARM 7", true],
        ["+49170555", "alarm 7", false],
        ["ALARM", "x", false],
      ],
    ],
    [
      "two countries",
      countries,
      [
        ["+491701234567", "x", true],
        ["+43660123456", "x", true],
        ["+41791234567", "x", false],
        ["01701234567", "x", true],
      ],
    ],
    [
      "mails of one domain",
      domain,
      [
        ["Boss@Example.com", "x", true],
        ["boss@example.com.evil.org", "x", false],
        ["boss@notexample.com", "x", false],
      ],
    ],
    [
      "not from a number ending in 123, or not containing Test",
      neither,
      [
        ["+49170555123", "a Test", false],
        ["+49170555123", "x", true],
        ["+49170555124", "a Test", true],
        ["+49170555124", "x", true],
      ],
    ],
  ])("%s", (_, when, messages) => {
    for (const [sender, text, matched] of messages) {
      const { outcome, deliveries } = traceOf({ when, then: forward }, { sender, text });
      expect([sender, text, outcome]).toEqual([sender, text, matched ? "matched" : "not-matched"]);
      if (matched) expect(deliveries).toMatchObject([{ kind: "email", to: ["it@example.org"], text }]);
      else expect(deliveries).toBeUndefined();
    }
  });
});
