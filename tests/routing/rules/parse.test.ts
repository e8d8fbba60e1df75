import { describe, expect, test } from "bun:test";
import type { Rule } from "../../../lib/messages/index.ts";
import { parseRule } from "../../../lib/routing/index.ts";
import { faultsOf } from "../../support/rules.ts";

/** As the documentation has it. */
const EXAMPLE: Rule = {
  name: "Plant answers",
  enabled: true,
  when: {
    and: [{ sender: { matches: "^(49|43)+\\d" } }, { not: { text: { contains: "Test", ignoreCase: true } } }],
  },
  replace: [{ pattern: "^ACK (\\d+)$", with: "acknowledged $1" }],
  then: [
    { http: { method: "GET", url: "http://192.0.2.7/hook?n=$NUMBER$&t=$TXT$" } },
    { group: "admins", channel: "auto" },
    { email: { to: ["it@example.org"] } },
    { number: "+491701234567" },
    { autoReply: { text: "Thank you, {senderName}", everySeconds: 3600 } },
    { isms: { url: "http://192.0.2.8/cgi-bin/smsack.cgi" } },
    { webhook: "erp" },
    { alarm: { policy: "night" } },
  ],
  stop: true,
};

test("the documented example is a rule, word for word", () => {
  expect(parseRule(EXAMPLE)).toEqual({ ok: true, value: EXAMPLE });
});

test("what is left out has its default: on, for every message, doing nothing, going on", () => {
  const all = { name: "x", enabled: true, replace: [], then: [], stop: false } as const;
  for (const json of [{ name: " x " }, { name: "x", when: {} }, { name: "x", when: { and: [] } }])
    expect(parseRule(json)).toEqual({ ok: true, value: all });
});

describe("what is wrong is said with its place", () => {
  test.each<[string, unknown, string[]]>([
    ["no object", [], [": must be an object"]],
    ["nothing", undefined, [": is missing"]],
    ["no name", {}, ["/name: is missing"]],
    ["a name of blanks", { name: "  " }, ["/name: must not be empty"]],
    ["a name with a line end", { name: "a\nb" }, ["/name: has control characters or line ends"]],
    ["an unknown field", { name: "x", wen: {} }, ["/wen: unknown field “wen”; did you mean “when”?"]],
    ["a switch that is a text", { name: "x", enabled: "yes" }, ["/enabled: must be true or false"]],
    [
      "a place that needs escaping",
      { name: "x", "a/b~": 1 },
      ["/a~1b~0: unknown field; known are name, enabled, when, replace, then, stop"],
    ],
    [
      "several faults",
      { name: 1, stop: 1, then: {} },
      ["/name: must be a text", "/then: must be a list", "/stop: must be true or false"],
    ],
  ])("%s", (_, json, faults) => expect(faultsOf(json)).toEqual(faults));

  test.each<[string, unknown, string]>([
    ["a text", "x", "/when: must be an object"],
    ["a misspelt leaf", { sendr: { is: "1" } }, "/when/sendr: unknown field “sendr”; did you mean “sender”?"],
    [
      "two leaves in one",
      { sender: { is: "1" }, modem: "a" },
      "/when: has both “sender” and “modem”: put each into an object of a list “and”",
    ],
    [
      "an empty node within",
      { and: [{}] },
      "/when/and/0: must have one of and, or, not, sender, recipient, text, kind, channel, modem, known, during",
    ],
    ["an empty and within", { not: { and: [] } }, "/when/not/and: must not be empty"],
    ["an empty or", { or: [] }, "/when/or: must not be empty"],
    ["not of a list", { not: [] }, "/when/not: must be an object"],
    ["and of one", { and: { known: true } }, "/when/and: must be a list"],
    [
      "two tests in one",
      { text: { is: "a", matches: "b" } },
      "/when/text: has both “is” and “matches”: put each into an object of a list “and”",
    ],
    ["no test", { text: { ignoreCase: true } }, "/when/text: must have one of is, contains, matches"],
    [
      "a contact's text",
      { text: { contact: "Anna" } },
      "/when/text/contact: unknown field “contact”; known are is, contains, matches, ignoreCase",
    ],
    [
      "a contact and a test",
      { sender: { contact: "Anna", is: "1" } },
      "/when/sender/is: unknown field “is”; known are contact",
    ],
    ["an empty sender", { sender: { is: "" } }, "/when/sender/is: must not be empty"],
    ["containing nothing", { text: { contains: "" } }, "/when/text/contains: must not be empty"],
    [
      "a malformed pattern",
      { text: { matches: "(" } },
      "/when/text/matches: is not a regular expression that runs in linear time (RE2)",
    ],
    [
      "a pattern that looks back",
      { text: { matches: "(a)\\1" } },
      "/when/text/matches: is not a regular expression that runs in linear time (RE2)",
    ],
    [
      "an explosive pattern",
      { text: { matches: "((\\d{1,9}){1,9}){1,9}" } },
      "/when/text/matches: is too large a pattern",
    ],
    ["a long pattern", { text: { matches: "a".repeat(1_001) } }, "/when/text/matches: is longer than 1000 characters"],
    ["an unknown channel", { channel: "fax" }, "/when/channel: must be sms or telegram"],
    [
      "a channel that nothing comes by",
      { channel: "email" },
      "/when/channel: must be sms or telegram: mail that comes in is sent as SMS, and is not routed",
    ],
    ["known as a text", { known: "yes" }, "/when/known: must be true or false"],
    ["half a surrogate pair", { text: { is: "\ud83d" } }, "/when/text/is: has half of a surrogate pair"],
    ["no hours", { during: {} }, "/when/during: must have “weekdays”, or “from” and “to”"],
    ["from without to", { during: { from: "08:00" } }, "/when/during: must have both “from” and “to”, or neither"],
    ["25 o'clock", { during: { from: "08:00", to: "25:00" } }, "/when/during/to: must be a time from 00:00 to 24:00"],
    ["24:30", { during: { from: "08:00", to: "24:30" } }, "/when/during/to: must be a time from 00:00 to 24:00"],
    ["from 24:00", { during: { from: "24:00", to: "08:00" } }, "/when/during/from: must be a time from 00:00 to 23:59"],
    [
      "a day by its whole name",
      { during: { weekdays: ["monday"] } },
      "/when/during/weekdays/0: must be mon, tue, wed, thu, fri, sat or sun",
    ],
    ["no days", { during: { weekdays: [] } }, "/when/during/weekdays: must not be empty"],
    [
      "an unknown zone",
      { during: { weekdays: ["mon"], timeZone: "Europe/Berlyn" } },
      "/when/during/timeZone: unknown time zone; write it like Europe/Berlin",
    ],
  ])("of a condition: %s", (_, when, fault) => expect(faultsOf({ name: "x", when })[0]).toBe(fault));

  test.each<[string, unknown, string]>([
    ["no pattern", { with: "x" }, "/replace/0/pattern: is missing"],
    ["no replacement", { pattern: "x" }, "/replace/0/with: is missing"],
    [
      "a group that is not there",
      { pattern: "(a)", with: "$2" },
      "/replace/0/with: names group $2, and the pattern has one group; a dollar sign is $$",
    ],
    [
      "a group of none",
      { pattern: "a", with: "$1 off" },
      "/replace/0/with: names group $1, and the pattern has no groups; a dollar sign is $$",
    ],
  ])("of a change: %s", (_, change, fault) => expect(faultsOf({ name: "x", replace: [change] })).toEqual([fault]));

  test.each<[string, unknown, string]>([
    [
      "nothing",
      {},
      "/then/0: must have one of http, isms, webhook, email, mqtt, contact, group, number, autoReply, alarm",
    ],
    ["misspelt", { emial: {} }, "/then/0/emial: unknown field “emial”; did you mean “email”?"],
    [
      "two in one",
      { webhook: "a", group: "b" },
      "/then/0: has both “webhook” and “group”: put each into an object of its own",
    ],
    [
      "a channel for a webhook",
      { webhook: "a", channel: "sms" },
      "/then/0/channel: unknown field “channel”; known are http, isms, webhook, email, mqtt, contact, group, number, autoReply, alarm",
    ],
    ["a number by email", { number: "+49170", channel: "email" }, "/then/0/channel: must be auto, sms or telegram"],
    ["no number", { number: "Anna" }, "/then/0/number: must be a telephone number"],
    ["no address", { email: { to: [] } }, "/then/0/email/to: must not be empty"],
    ["a wrong address", { email: { to: ["a@b", "c"] } }, "/then/0/email/to/1: must be an email address"],
    ["two addresses in one", { email: { to: ["a@b,c@d"] } }, "/then/0/email/to/0: must be an email address"],
    [
      "a subject of two lines",
      { email: { to: ["a@b"], subject: "a\nBcc: c@d" } },
      "/then/0/email/subject: must be on one line",
    ],
    [
      "a topic with a wildcard",
      { mqtt: { topic: "a/#" } },
      "/then/0/mqtt/topic: must not have +, # or control characters, nor begin with $",
    ],
    [
      "a payload of JSON that a text could end",
      { mqtt: { topic: "a", text: '{"level": {text}}' } },
      "/then/0/mqtt/text: is JSON whose variables must be within quotation marks; only {id} is a number",
    ],
    [
      "the broker's topic",
      { mqtt: { topic: "$SYS/x" } },
      "/then/0/mqtt/topic: must not have +, # or control characters, nor begin with $",
    ],
    ["an answer without text", { autoReply: {} }, "/then/0/autoReply/text: is missing"],
    [
      "an answer each moment",
      { autoReply: { text: "x", everySeconds: 0 } },
      "/then/0/autoReply/everySeconds: must be a whole number from 1 to 2678400",
    ],
    [
      "a user without password",
      { isms: { url: "http://h/", username: "u" } },
      "/then/0/isms: must have both “username” and “password”, or neither",
    ],
    [
      "an unknown variable",
      { group: "g", text: "{txt}" },
      "/then/0/text: unknown variable “txt”; did you mean “text”?",
    ],
    [
      "an appliance's variable in a text",
      { group: "g", text: "$TXT$ {sendername}" },
      "/then/0/text: unknown variable “sendername”; did you mean “senderName”?",
    ],
    ["no policy", { alarm: {} }, "/then/0/alarm/policy: is missing"],
  ])("of a destination: %s", (_, destination, fault) =>
    expect(faultsOf({ name: "x", then: [destination] })[0]).toBe(fault),
  );

  test("at most twenty faults are named", () => {
    expect(faultsOf({ name: "x", then: Array.from({ length: 50 }, () => 1) })).toHaveLength(20);
  });
});

describe("how much is looked at is bounded", () => {
  const nested = (depth: number): unknown => {
    let when: unknown = { known: true };
    for (let level = 1; level < depth; level++) when = { not: when };
    return when;
  };
  const leaves = (count: number) => ({ and: Array.from({ length: count }, () => ({ known: true })) });
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];

  test.each<[string, unknown, string | undefined]>([
    ["20 levels", { name: "x", when: nested(20) }, undefined],
    ["21 levels", { name: "x", when: nested(21) }, `/when${"/not".repeat(20)}: is nested more than 20 levels deep`],
    ["200 tests", { name: "x", when: leaves(200) }, undefined],
    ["201 tests in a list", { name: "x", when: leaves(201) }, "/when/and: has more than 200 values"],
    [
      "201 tests in two lists",
      { name: "x", when: { and: [leaves(100), leaves(101)] } },
      "/when/and/1/and/100: is one test too many: a rule has up to 200",
    ],
    [
      "21 changes",
      { name: "x", replace: Array.from({ length: 21 }, () => ({ pattern: "a", with: "" })) },
      "/replace: has more than 20 values",
    ],
    [
      "51 destinations",
      { name: "x", then: Array.from({ length: 51 }, () => ({ webhook: "a" })) },
      "/then: has more than 50 values",
    ],
    ["a long text", { name: "x", then: [{ group: "g", text: "x".repeat(65_536) }] }, ": is too large to be a rule"],
    ["many values", { name: "x", when: { and: Array(3_000).fill(1) } }, ": is too large to be a rule"],
    ["long names", { name: "x", ["y".repeat(70_000)]: 1 }, ": is too large to be a rule"],
    ["lists within lists", { name: "x", when: deep }, ": is too large to be a rule"],
    [
      "patterns that are too large together",
      { name: "x", when: { and: Array(3).fill({ text: { matches: "a{450}" } }) } },
      "/when/and/2/text/matches: makes the patterns of this rule too large together",
    ],
  ])("%s", (_, json, fault) => expect(faultsOf(json)[0]).toBe(fault as string));
});
