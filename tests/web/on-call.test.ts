import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { nowAndNext, overlapsOf, swapped, weekOf, withDuty, withoutOverride } from "../../web/pages/on-call/plan.ts";
import { addDays, instantAt, isDay, mondayOf, wallAt } from "../../web/pages/on-call/zone.ts";

const BERLIN = "Europe/Berlin";
const at = (text: string) => Date.parse(text);
const iso = (text: string) => new Date(text).toISOString();
const [ANNA, BEN, CARL] = [1, 2, 3];
const NAMES = ["", "Anna", "Ben", "Carl"];

/** `from/until`, UTC. */
function duty(contact: number, times: string, more: { shift?: number; insteadOf?: number } = { shift: 0 }) {
  const [from = "", until = ""] = times.split("/");
  return { contact, name: NAMES[contact] ?? "", from: iso(from), until: iso(until), ...more };
}

describe("the clock of a zone", () => {
  test("days, and the Monday of a week", () => {
    expect(mondayOf("2026-11-29")).toBe("2026-11-23");
    expect(mondayOf("2026-11-30")).toBe("2026-11-30");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(["2026-02-30", "2026-2-3", "", "2026-02-28"].map(isDay)).toEqual([false, false, false, true]);
  });

  test("an hour that is left out, and one that comes twice", () => {
    expect(new Date(instantAt(BERLIN, "2026-03-29", 150)).toISOString()).toBe("2026-03-29T01:30:00.000Z");
    expect(new Date(instantAt(BERLIN, "2026-10-25", 150)).toISOString()).toBe("2026-10-25T00:30:00.000Z");
    expect(wallAt(BERLIN, at("2026-10-25T01:30Z"))).toEqual({ day: "2026-10-25", minute: 150 });
  });

  test("what the clock shows leads back to a moment at which it shows that", () => {
    const zone = fc.constantFrom(BERLIN, "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "UTC");
    const minute = fc.integer({ min: at("2026-01-01T00:00Z") / 60_000, max: at("2027-01-01T00:00Z") / 60_000 });
    fc.assert(
      fc.property(zone, minute, (where, when) => {
        const shown = wallAt(where, when * 60_000);
        expect(wallAt(where, instantAt(where, shown.day, shown.minute))).toEqual(shown);
      }),
    );
  });
});

describe("a week", () => {
  test("days are 23 and 25 hours long when the clock is changed", () => {
    const hours = (monday: string) =>
      weekOf(monday, BERLIN, { duties: [], gaps: [] }).map(({ from, until }) => (until - from) / 3_600_000);
    expect(hours("2026-03-23")).toEqual([24, 24, 24, 24, 24, 24, 23]);
    expect(hours("2026-10-19")).toEqual([24, 24, 24, 24, 24, 24, 25]);
  });

  test("a night is drawn on both of its days, as are gaps", () => {
    const duties = [duty(ANNA, "2026-11-30T21:00Z/2026-12-01T05:00Z")];
    const gaps = [{ from: iso("2026-12-01T05:00Z"), until: iso("2026-12-02T05:00Z") }];
    const [monday, tuesday, wednesday] = weekOf("2026-11-30", BERLIN, { duties, gaps });
    expect(monday?.duties).toMatchObject([{ begin: 22 * 60, end: 1440, isStart: true, isEnd: false }]);
    expect(tuesday?.duties).toMatchObject([{ begin: 0, end: 6 * 60, isStart: false, isEnd: true }]);
    expect(tuesday?.gaps).toMatchObject([{ begin: 6 * 60, end: 1440 }]);
    expect(wednesday?.gaps).toMatchObject([{ begin: 0, end: 6 * 60 }]);
  });

  test("those at the same time stand beside each other", () => {
    const duties = [
      duty(ANNA, "2026-11-30T07:00Z/2026-11-30T15:00Z"),
      duty(BEN, "2026-11-30T14:00Z/2026-11-30T18:00Z"),
      duty(CARL, "2026-11-30T18:00Z/2026-11-30T20:00Z"),
    ];
    const [monday] = weekOf("2026-11-30", BERLIN, { duties, gaps: [] });
    expect(monday?.duties.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [0, 1],
    ]);
    expect(overlapsOf(duties)).toEqual([
      { from: iso("2026-11-30T14:00Z"), until: iso("2026-11-30T15:00Z"), names: ["Anna", "Ben"] },
    ]);
  });
});

test("who is on call now, until when, and who is next", () => {
  const duties = [
    duty(ANNA, "2026-11-30T07:00Z/2026-11-30T15:00Z"),
    duty(ANNA, "2026-11-30T15:00Z/2026-11-30T17:00Z"),
    duty(BEN, "2026-11-30T17:00Z/2026-12-01T07:00Z"),
  ];
  expect(nowAndNext({ duties }, at("2026-11-30T08:00Z"))).toEqual({
    now: ["Anna"],
    until: at("2026-11-30T17:00Z"),
    next: ["Ben"],
  });
  expect(nowAndNext({ duties }, at("2026-11-30T06:00Z"))).toMatchObject({ now: [], next: ["Anna"] });
  expect(nowAndNext({ duties }, at("2026-12-01T06:59Z"))).toMatchObject({ now: ["Ben"], next: [] });
  expect(nowAndNext({ duties: [] }, 0)).toEqual({ now: [], until: undefined, next: [] });
});

describe("what a change makes of the overrides", () => {
  const future = "2126-12-01T08:00Z/2126-12-01T16:00Z";
  const later = "2126-12-02T08:00Z/2126-12-02T16:00Z";
  const [from, until] = future.split("/").map(iso) as [string, string];

  test("a swap is one for each, and swapped again none", () => {
    const [anna, ben] = [duty(ANNA, future, { shift: 0 }), duty(BEN, later, { shift: 1 })];
    const once = swapped([], anna, ben);
    expect(once).toEqual([
      { contact: BEN, insteadOf: ANNA, from, until },
      { contact: ANNA, insteadOf: BEN, from: ben.from, until: ben.until },
    ]);
    const back = swapped(
      once,
      duty(BEN, future, { shift: 0, insteadOf: ANNA }),
      duty(ANNA, later, { shift: 1, insteadOf: BEN }),
    );
    expect(back).toEqual([]);
  });

  test("a longer one is cut, not lost", () => {
    const holiday = { contact: CARL, insteadOf: ANNA, from: iso("2126-11-30T00:00Z"), until: iso("2126-12-05T00:00Z") };
    expect(withDuty([holiday], duty(CARL, future, { shift: 0, insteadOf: ANNA }), BEN)).toEqual([
      { ...holiday, until: from },
      { ...holiday, from: until },
      { contact: BEN, insteadOf: ANNA, from, until },
    ]);
    expect(withoutOverride([holiday], duty(CARL, future, { shift: 0, insteadOf: ANNA }))).toEqual([
      { ...holiday, until: from },
      { ...holiday, from: until },
    ]);
  });

  test("somebody besides is replaced and removed without the others", () => {
    const extra = { contact: ANNA, from, until };
    const other = { contact: CARL, insteadOf: BEN, from, until };
    expect(withDuty([extra, other], duty(ANNA, future, {}), BEN)).toEqual([other, { contact: BEN, from, until }]);
    expect(withoutOverride([extra, other], duty(ANNA, future, {}))).toEqual([other]);
  });

  test("what is over for more than a year is forgotten with the next change", () => {
    const old = { contact: CARL, insteadOf: BEN, from: iso("2020-01-01T00:00Z"), until: iso("2020-01-02T00:00Z") };
    expect(withDuty([old], duty(ANNA, future), BEN)).toEqual([{ contact: BEN, insteadOf: ANNA, from, until }]);
  });
});
