import { describe, expect, test } from "bun:test";
import type { Group, Override, Schedule, Weekday } from "../../../lib/messages/index.ts";
import { onCall } from "../../../lib/routing/index.ts";

const WORKDAYS: Weekday[] = [1, 2, 3, 4, 5];
const EVERY_DAY: Weekday[] = [...WORKDAYS, 6, 7];
const [ANNA, BERND] = [1, 2];

function groupWith(schedule?: Schedule, overrides: Override[] = []): Group {
  const members = [
    { id: ANNA, name: "Anna" },
    { id: BERND, name: "Bernd" },
  ];
  return { id: 1, name: "ops", members, escalation: [], overrides, ...(schedule ? { schedule } : {}) };
}

/** `HH:MM`, both ends. */
function shift(contactId: number, weekdays: readonly Weekday[], hours: string) {
  const [fromMinute = 0, toMinute = 0] = hours.split("-").map((time) => {
    const [hour, minute] = time.split(":").map(Number) as [number, number];
    return hour * 60 + minute;
  });
  return { contactId, weekdays, fromMinute, toMinute };
}

const names = (schedule: Schedule, at: string) =>
  onCall(groupWith(schedule), Date.parse(at))
    .map((member) => member.name)
    .join();

test("without a schedule everybody is meant at all times", () => {
  expect(onCall(groupWith(), 0)).toHaveLength(2);
});

test("with a schedule without shifts nobody is on call", () => {
  expect(names({ timeZone: "UTC", shifts: [] }, "2026-01-14T12:00Z")).toBe("");
});

describe("a shift by day", () => {
  const schedule = { timeZone: "Europe/Berlin", shifts: [shift(ANNA, WORKDAYS, "08:00-17:00")] };
  test.each([
    ["its first minute", "2026-01-14T08:00+01:00", "Anna"],
    ["a moment before", "2026-01-14T07:59:59.999+01:00", ""],
    ["its last moment", "2026-01-14T16:59:59.999+01:00", "Anna"],
    ["its end", "2026-01-14T17:00+01:00", ""],
    ["a Saturday", "2026-01-17T12:00+01:00", ""],
    ["eight in the morning in summer", "2026-07-15T06:00Z", "Anna"],
    ["seven in the morning in summer", "2026-07-15T05:59Z", ""],
  ])("%s", (_, at, expected) => expect(names(schedule, at)).toBe(expected));
});

describe("a shift over midnight belongs to the day on which it begins", () => {
  const schedule = { timeZone: "Europe/Berlin", shifts: [shift(BERND, [5], "22:00-06:00")] };
  test.each([
    ["Friday evening", "2026-01-16T22:00+01:00", "Bernd"],
    ["Saturday, early", "2026-01-17T05:59+01:00", "Bernd"],
    ["Saturday, six", "2026-01-17T06:00+01:00", ""],
    ["Friday, early", "2026-01-16T03:00+01:00", ""],
    ["Saturday evening", "2026-01-17T23:00+01:00", ""],
  ])("%s", (_, at, expected) => expect(names(schedule, at)).toBe(expected));

  test("from Sunday into Monday", () => {
    const weekend = { timeZone: "UTC", shifts: [shift(ANNA, [7], "20:00-08:00")] };
    expect(names(weekend, "2026-01-19T07:00Z")).toBe("Anna");
    expect(names(weekend, "2026-01-18T07:00Z")).toBe("");
  });
});

test("a whole day, and a shift of 24 hours from noon", () => {
  const whole = { timeZone: "UTC", shifts: [shift(ANNA, [3], "00:00-24:00")] };
  expect(["2026-01-14T00:00Z", "2026-01-14T23:59Z", "2026-01-15T00:00Z"].map((at) => names(whole, at))).toEqual([
    "Anna",
    "Anna",
    "",
  ]);
  const noon = { timeZone: "UTC", shifts: [shift(ANNA, [3], "12:00-12:00")] };
  expect(
    ["2026-01-14T11:59Z", "2026-01-14T12:00Z", "2026-01-15T11:59Z", "2026-01-15T12:00Z"].map((at) => names(noon, at)),
  ).toEqual(["", "Anna", "Anna", ""]);
});

test("two on call at once come in the order of the members, each once", () => {
  const shifts = [
    shift(BERND, EVERY_DAY, "00:00-24:00"),
    shift(ANNA, [3], "08:00-17:00"),
    shift(ANNA, EVERY_DAY, "10:00-14:00"),
  ];
  expect(names({ timeZone: "UTC", shifts }, "2026-01-14T12:00Z")).toBe("Anna,Bernd");
});

test("the hour that summer time leaves out or repeats is read from the wall clock", () => {
  const schedule = { timeZone: "Europe/Berlin", shifts: [shift(ANNA, [7], "02:00-03:00")] };
  // 2026-03-29: 02:00 does not exist. 2026-10-25: 02:00 to 03:00 comes twice.
  expect(names(schedule, "2026-03-29T00:59Z")).toBe("");
  expect(names(schedule, "2026-03-29T01:00Z")).toBe("");
  expect(names(schedule, "2026-10-25T00:30Z")).toBe("Anna");
  expect(names(schedule, "2026-10-25T01:30Z")).toBe("Anna");
});

test("the same moment is another weekday in another time zone", () => {
  const at = "2026-01-13T23:30Z";
  expect(names({ timeZone: "Pacific/Auckland", shifts: [shift(ANNA, [3], "00:00-24:00")] }, at)).toBe("Anna");
  expect(names({ timeZone: "America/New_York", shifts: [shift(ANNA, [3], "00:00-24:00")] }, at)).toBe("");
});
