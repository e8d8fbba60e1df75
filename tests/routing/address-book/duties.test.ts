import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Group, Override, Shift, Weekday } from "../../../lib/messages/index.ts";
import { dutiesOf, gapsOf, onCall } from "../../../lib/routing/index.ts";

const HOUR_MS = 3_600_000;
const [ANNA, BERND, CARL] = [1, 2, 3];
const MEMBERS = [
  { id: ANNA, name: "Anna" },
  { id: BERND, name: "Bernd" },
  { id: CARL, name: "Carl" },
];
const EVERY_DAY: Weekday[] = [1, 2, 3, 4, 5, 6, 7];

const groupWith = (timeZone: string, shifts: Shift[], overrides: Override[] = []): Group => ({
  id: 1,
  name: "ops",
  members: MEMBERS,
  escalation: [],
  schedule: { timeZone, shifts },
  overrides,
});
const period = (from: string, until: string) => ({ from: Date.parse(from), until: Date.parse(until) });
const shift = (contactId: number, weekdays: Weekday[], from: number, to: number): Shift => ({
  contactId,
  weekdays,
  fromMinute: from * 60,
  toMinute: to * 60,
});
const said = (group: Group, times: { from: number; until: number }) =>
  dutiesOf(group, times).map(({ contactId, from, until, insteadOf }) =>
    [
      `${contactId}${insteadOf === undefined ? "" : ` for ${insteadOf}`}`,
      ...[from, until].map((at) => new Date(at).toISOString().slice(5, 16)),
    ].join(" "),
  );

test("each shift is one duty a day, whole at the edges of what is asked for", () => {
  const group = groupWith("Europe/Berlin", [shift(ANNA, [1, 2], 8, 17), shift(BERND, [1], 17, 8)]);
  expect(said(group, period("2026-02-02T10:00Z", "2026-02-03T01:00Z"))).toEqual([
    "1 02-02T07:00 02-02T16:00",
    "2 02-02T16:00 02-03T07:00",
  ]);
  expect(
    gapsOf(
      dutiesOf(group, period("2026-02-02T00:00Z", "2026-02-04T00:00Z")),
      period("2026-02-02T00:00Z", "2026-02-04T00:00Z"),
    ),
  ).toEqual([period("2026-02-02T00:00Z", "2026-02-02T07:00Z"), period("2026-02-03T16:00Z", "2026-02-04T00:00Z")]);
});

test("two swap for one date, and afterwards the pattern applies again", () => {
  const shifts = [shift(ANNA, [2], 8, 16), shift(BERND, [3], 8, 16)];
  const swap = [
    { contactId: BERND, insteadOf: ANNA, ...period("2026-02-03T08:00Z", "2026-02-03T16:00Z") },
    { contactId: ANNA, insteadOf: BERND, ...period("2026-02-04T08:00Z", "2026-02-04T16:00Z") },
  ];
  const group = groupWith("UTC", shifts, swap);
  expect(said(group, period("2026-02-02T00:00Z", "2026-02-16T00:00Z"))).toEqual([
    "2 for 1 02-03T08:00 02-03T16:00",
    "1 for 2 02-04T08:00 02-04T16:00",
    "1 02-10T08:00 02-10T16:00",
    "2 02-11T08:00 02-11T16:00",
  ]);
  const names = (at: string) => onCall(group, Date.parse(at)).map(({ name }) => name);
  expect(["2026-02-03T12:00Z", "2026-02-10T12:00Z"].map(names)).toEqual([["Bernd"], ["Anna"]]);
});

test("a part of a shift is taken over, and somebody is on call besides", () => {
  const group = groupWith(
    "UTC",
    [shift(ANNA, [2], 8, 16)],
    [
      { contactId: CARL, insteadOf: ANNA, ...period("2026-02-03T10:00Z", "2026-02-03T12:00Z") },
      { contactId: BERND, ...period("2026-02-03T18:00Z", "2026-02-03T20:00Z") },
    ],
  );
  expect(said(group, period("2026-02-03T00:00Z", "2026-02-04T00:00Z"))).toEqual([
    "1 02-03T08:00 02-03T10:00",
    "3 for 1 02-03T10:00 02-03T12:00",
    "1 02-03T12:00 02-03T16:00",
    "2 02-03T18:00 02-03T20:00",
  ]);
});

test.each([
  ["forward: an hour shorter", "2026-03-28T12:00Z", ["1 03-28T21:00 03-29T04:00"]],
  ["back: an hour longer", "2026-10-24T12:00Z", ["1 10-24T20:00 10-25T05:00"]],
])("a night in which the clock is put %s", (_, noon, expected) => {
  const from = Date.parse(noon);
  const group = groupWith("Europe/Berlin", [shift(ANNA, [6], 22, 6)]);
  expect(said(group, { from, until: from + 24 * HOUR_MS })).toEqual(expected);
});

test("without a schedule nobody has a duty in particular", () => {
  const { schedule: _, ...group } = groupWith("UTC", []);
  expect(dutiesOf(group, { from: 0, until: HOUR_MS })).toEqual([]);
});

const ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"];
/** Around the days on which one of the zones puts its clock forward or back. */
const WEEKS = ["2026-03-06", "2026-03-27", "2026-04-03", "2026-09-04", "2026-10-02", "2026-10-23", "2026-10-30"];
const contact = fc.constantFrom(ANNA, BERND, CARL);
const shifts = fc.array(
  fc.record({
    contactId: contact,
    weekdays: fc.subarray(EVERY_DAY, { minLength: 1 }),
    // Quarters of an hour: also within the hour that is left out, or comes twice.
    fromMinute: fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15),
    toMinute: fc.integer({ min: 1, max: 96 }).map((quarter) => quarter * 15),
  }),
  { maxLength: 4 },
);
const overridesFrom = (start: number) =>
  fc.array(
    fc
      .record({
        contactId: contact,
        instead: fc.option(contact, { nil: undefined }),
        from: fc.integer({ min: -20, max: 400 }).map((quarter) => start + (quarter * HOUR_MS) / 4),
        lasts: fc.integer({ min: 1, max: 200 }).map((quarter) => (quarter * HOUR_MS) / 4),
      })
      .map(({ contactId, instead, from, lasts }): Override => {
        const insteadOf = instead === contactId ? undefined : instead;
        return { contactId, from, until: from + lasts, ...(insteadOf === undefined ? {} : { insteadOf }) };
      }),
    { maxLength: 5 },
  );

test("duties and gaps say of every moment what is true at that moment, also while clocks change", () => {
  const asked = fc.constantFrom(...WEEKS).chain((week) => {
    const from = Date.parse(`${week}T00:00Z`);
    return fc.record({
      times: fc.constant({ from, until: from + 4 * 24 * HOUR_MS }),
      zone: fc.constantFrom(...ZONES),
      shifts,
      overrides: overridesFrom(from),
    });
  });
  fc.assert(
    fc.property(asked, ({ times, zone, shifts: given, overrides }) => {
      const group = groupWith(zone, given, overrides);
      const duties = dutiesOf(group, times);
      const gaps = gapsOf(duties, times);
      for (let at = times.from; at < times.until; at += HOUR_MS / 4) {
        const isAt = ({ from, until }: { from: number; until: number }) => from <= at && at < until;
        const expected = onCall(group, at).map(({ id }) => id);
        const found = [...new Set(duties.filter(isAt).map(({ contactId }) => contactId))].toSorted((a, b) => a - b);
        expect({ at, found, gap: gaps.some(isAt) }).toEqual({ at, found: expected, gap: expected.length === 0 });
      }
    }),
    { numRuns: 150 },
  );
});
