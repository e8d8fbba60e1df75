import { describe, expect, test } from "bun:test";
import { contextWith, holds, MESSAGE, type MessageFields, traceOf } from "../../support/rules.ts";

const anna = { name: "Anna Meier", note: "B12", groups: [{ id: 1, name: "Night shift" }] };
const context = contextWith({ "+491701234567": [anna] });

describe("the sender is tried as received and internationally, with and without +", () => {
  test.each<[string, unknown, string | undefined, string | undefined]>([
    ["as received", { matches: "^\\+49" }, "+491701234567", "+491701234567"],
    ["without +", { matches: "^(49|43)+\\d" }, "+491701234567", "491701234567"],
    ["another country", { matches: "^(49|43)+\\d" }, "+41791234567", undefined],
    ["a national number internationally", { matches: "^\\+49" }, "01701234567", "+491701234567"],
    ["a national number as received", { matches: "^0170" }, "01701234567", "01701234567"],
    ["a number is a number in any form", { is: "0170 1234567" }, "+491701234567", "+491701234567"],
    ["and so is a received one", { is: "+491701234567" }, "01701234567", "+491701234567"],
    ["as digits alone", { is: "491701234567" }, "+491701234567", "491701234567"],
    ["another number", { is: "+491701234568" }, "+491701234567", undefined],
    ["its end", { contains: "4567" }, "+491701234567", "+491701234567"],
    ["a short code", { is: "8877" }, "8877", "8877"],
    ["a name", { is: "AMAZON" }, "AMAZON", "AMAZON"],
    ["a name in other letters", { is: "amazon" }, "AMAZON", undefined],
    ["a name whatever its case", { is: "amazon", ignoreCase: true }, "AMAZON", "AMAZON"],
    ["a pattern whatever its case", { matches: "^AMA", ignoreCase: true }, "amazon", "amazon"],
    ["a name that looks like digits only to a pattern", { matches: "^\\D+$" }, "AMAZON", "AMAZON"],
    ["an email address", { matches: "@example\\.org$" }, "boss@example.org", "boss@example.org"],
  ])("%s", (_, sender, received, form) => {
    const { outcome, decidedBy } = traceOf({ when: { sender } }, { sender: received });
    expect(outcome).toBe(form === undefined ? "not-matched" : "matched");
    expect(decidedBy).toEqual({
      pointer: "/when/sender",
      held: form !== undefined,
      ...(form === undefined ? {} : { form }),
    });
  });
});

describe("what a message does not have matches nothing, so the negation does", () => {
  const call: MessageFields = { kind: "call", text: undefined };
  test.each<[string, unknown, MessageFields]>([
    ["the sender of a message without one", { sender: { matches: "" } }, { sender: undefined }],
    ["an empty sender", { sender: { matches: "^$" } }, { sender: "" }],
    ["the contact of an unknown sender", { sender: { contact: "Anna Meier" } }, { sender: undefined }],
    ["the group of an unknown sender", { sender: { group: "Night shift" } }, { sender: "" }],
    ["the text of a call", { text: { matches: "^$" } }, call],
    ["an empty text of a call", { text: { is: "" } }, call],
    ["an own number that is unknown", { recipient: { matches: "\\d{5}" } }, { recipient: undefined }],
  ])("%s", (_, when, message) => {
    const [leaf] = Object.keys(when as object);
    // A pattern must not be empty; one that matches everything is the same.
    const test = JSON.parse(JSON.stringify(when).replace('"matches":""', '"matches":".*"'));
    expect([leaf, holds(test, message, context), holds({ not: test }, message, context)]).toEqual([leaf, false, true]);
  });

  test("an empty text is a text", () => {
    expect(holds({ text: { is: "" } }, { text: "" })).toBe(true);
    expect(holds({ text: { matches: "^$" } }, { text: "" })).toBe(true);
  });
});

describe("leaves", () => {
  test.each<[unknown, MessageFields, boolean]>([
    [{ text: { contains: "ell" } }, {}, true],
    [{ text: { contains: "ELL" } }, {}, false],
    [{ text: { contains: "ELL", ignoreCase: true } }, {}, true],
    [{ text: { contains: "größe", ignoreCase: true } }, { text: "GRÖSSE: GRÖßE" }, true],
    [{ text: { is: "Hello" } }, {}, true],
    [{ text: { is: "Hell" } }, {}, false],
    [{ text: { matches: "^h.llo$", ignoreCase: true } }, {}, true],
    [{ text: { matches: "^b$" } }, { text: "a\nb" }, false],
    [{ text: { matches: "(?m)^b$" } }, { text: "a\nb" }, true],
    [{ recipient: { is: "+4915100000000" } }, {}, true],
    [{ recipient: { is: "0151 00000000" } }, {}, true],
    [{ recipient: { is: "modem1" } }, {}, true],
    [{ recipient: { is: "modem2" } }, {}, false],
    [{ modem: "MODEM1" }, {}, true],
    [{ modem: "modem" }, {}, false],
    [{ channel: "sms" }, {}, true],
    [{ channel: "telegram" }, {}, false],
    [{ kind: "call" }, { kind: "call" }, true],
    [{ kind: "call" }, {}, false],
    [{ known: true }, {}, true],
    [{ known: false }, {}, false],
    [{ known: true }, { sender: "+43660000" }, false],
    [{ known: false }, { sender: "+43660000" }, true],
    [{ known: false }, { sender: undefined }, true],
    [{ sender: { contact: "anna meier" } }, {}, true],
    [{ sender: { contact: "Bernd" } }, {}, false],
    [{ sender: { group: "NIGHT SHIFT" } }, {}, true],
    [{ sender: { group: "Day shift" } }, {}, false],
    [{ and: [] }, {}, true],
    [{ and: [{ known: true }, { not: { or: [{ modem: "x" }, { kind: "call" }] } }] }, {}, true],
  ])("%j with %j: %p", (when, message, expected) => expect(holds(when, message, context)).toBe(expected));
});

describe("the deciding leaf is named", () => {
  const [no, yes] = [{ modem: "other" }, { modem: "modem1" }];
  test.each<[unknown, string, boolean]>([
    [{ and: [yes, no, yes] }, "/when/and/1/modem", false],
    [{ and: [yes, yes] }, "/when/and/1/modem", true],
    [{ or: [no, yes, no] }, "/when/or/1/modem", true],
    [{ or: [no, no] }, "/when/or/1/modem", false],
    [{ not: { or: [no, yes] } }, "/when/not/or/1/modem", true],
    [{ and: [{ or: [no, yes] }, { not: yes }] }, "/when/and/1/not/modem", true],
  ])("%j: %s", (when, pointer, held) => expect(traceOf({ when }).decidedBy).toEqual({ pointer, held }));

  test("no leaf decides where none is asked", () => {
    expect(traceOf({})).not.toHaveProperty("decidedBy");
    expect(traceOf({ when: { and: [] } })).not.toHaveProperty("decidedBy");
  });
});

describe("hours", () => {
  const night = { weekdays: ["fri"], from: "22:00", to: "06:00", timeZone: "Europe/Berlin" };
  test.each<[string, unknown, string, boolean]>([
    ["by day: its first minute", { from: "08:00", to: "17:00" }, "2026-01-14T08:00+01:00", true],
    ["by day: its last moment", { from: "08:00", to: "17:00" }, "2026-01-14T16:59:59.999+01:00", true],
    ["by day: its end", { from: "08:00", to: "17:00" }, "2026-01-14T17:00+01:00", false],
    ["over midnight: Friday evening", night, "2026-01-16T22:00+01:00", true],
    ["over midnight: Saturday, early", night, "2026-01-17T05:59+01:00", true],
    ["over midnight: Saturday, six", night, "2026-01-17T06:00+01:00", false],
    ["over midnight: Friday, early", night, "2026-01-16T03:00+01:00", false],
    ["over the end of the week", { ...night, weekdays: ["sun"] }, "2026-01-19T05:00+01:00", true],
    ["until midnight", { from: "20:00", to: "00:00" }, "2026-01-14T23:59+01:00", true],
    ["until 24:00", { from: "20:00", to: "24:00" }, "2026-01-15T00:00+01:00", false],
    ["days alone: the first moment", { weekdays: ["sat", "sun"] }, "2026-01-17T00:00+01:00", true],
    ["days alone: the last moment", { weekdays: ["sat", "sun"] }, "2026-01-18T23:59:59+01:00", true],
    ["days alone: Monday", { weekdays: ["sat", "sun"] }, "2026-01-19T00:00+01:00", false],
    ["the gateway's zone in summer", { from: "08:00", to: "09:00" }, "2026-07-15T06:00Z", true],
    ["the gateway's zone in winter", { from: "08:00", to: "09:00" }, "2026-01-14T06:00Z", false],
    [
      "a zone of its own: it is Friday there",
      { weekdays: ["fri"], timeZone: "Pacific/Auckland" },
      "2026-01-15T12:00Z",
      true,
    ],
    ["a zone of its own: it is Thursday here", { weekdays: ["fri"] }, "2026-01-15T12:00Z", false],
    // Clocks go from 02:00 to 03:00: the hour between is never read from a clock.
    ["spring: before the missing hour", { from: "01:30", to: "02:30" }, "2026-03-29T00:59:59Z", true],
    ["spring: behind the missing hour", { from: "01:30", to: "02:30" }, "2026-03-29T01:00Z", false],
    // Clocks go from 03:00 back to 02:00: the hour is read twice.
    ["autumn: the hour the first time", { from: "02:00", to: "03:00" }, "2026-10-25T00:30Z", true],
    ["autumn: the hour the second time", { from: "02:00", to: "03:00" }, "2026-10-25T01:30Z", true],
    ["autumn: behind both", { from: "02:00", to: "03:00" }, "2026-10-25T02:00Z", false],
  ])("%s", (_, during, at, expected) => expect(holds({ during }, { receivedAt: Date.parse(at) })).toBe(expected));

  test("count when the message arrived, in the zone of the gateway", () => {
    expect(MESSAGE.receivedAt).toBe(Date.parse("2026-01-14T09:30+01:00"));
    expect(holds({ during: { from: "09:30", to: "09:31" } })).toBe(true);
  });
});
