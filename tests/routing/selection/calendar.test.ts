import { expect, test } from "bun:test";
import { BUDGET_PERIODS, type BudgetPeriod } from "../../../lib/routing/index.ts";
import { spanAround } from "../../../lib/routing/selection/calendar.ts";

const shown = (period: BudgetPeriod, at: string, zone: string) => {
  const { start, end } = spanAround(period, Date.parse(at), zone);
  return `${new Date(start).toISOString()} ${new Date(end).toISOString()}`;
};

test.each<[BudgetPeriod, string, string, string]>([
  ["minute", "2026-03-05T10:20:30Z", "UTC", "2026-03-05T10:20:00.000Z 2026-03-05T10:21:00.000Z"],
  ["hour", "2026-03-05T10:20:30Z", "UTC", "2026-03-05T10:00:00.000Z 2026-03-05T11:00:00.000Z"],
  // Half and quarter hours off.
  ["hour", "2026-03-05T10:20:30Z", "Asia/Kolkata", "2026-03-05T09:30:00.000Z 2026-03-05T10:30:00.000Z"],
  ["hour", "2026-03-05T10:20:30Z", "Asia/Kathmandu", "2026-03-05T10:15:00.000Z 2026-03-05T11:15:00.000Z"],
  ["day", "2026-03-05T23:30:00Z", "Europe/Berlin", "2026-03-05T23:00:00.000Z 2026-03-06T23:00:00.000Z"],
  ["day", "2026-03-05T02:00:00Z", "America/New_York", "2026-03-04T05:00:00.000Z 2026-03-05T05:00:00.000Z"],
  // 23 and 25 hours.
  ["day", "2026-03-29T12:00:00Z", "Europe/Berlin", "2026-03-28T23:00:00.000Z 2026-03-29T22:00:00.000Z"],
  ["day", "2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10-24T22:00:00.000Z 2026-10-25T23:00:00.000Z"],
  // At midnight the clocks jump to one o'clock: the day begins there.
  ["day", "2026-03-29T12:00:00Z", "Asia/Beirut", "2026-03-28T22:00:00.000Z 2026-03-29T21:00:00.000Z"],
  // At midnight they go back to eleven of the evening before: midnight comes once, later.
  ["day", "2026-10-25T12:00:00Z", "Asia/Beirut", "2026-10-24T22:00:00.000Z 2026-10-25T22:00:00.000Z"],
  ["month", "2026-03-31T22:30:00Z", "Europe/Berlin", "2026-03-31T22:00:00.000Z 2026-04-30T22:00:00.000Z"],
  ["month", "2026-12-31T23:30:00Z", "Europe/Berlin", "2026-12-31T23:00:00.000Z 2027-01-31T23:00:00.000Z"],
  ["month", "2028-02-29T12:00:00Z", "UTC", "2028-02-01T00:00:00.000Z 2028-03-01T00:00:00.000Z"],
])("the %s of %s in %s", (period, at, zone, span) => {
  expect(shown(period, at, zone)).toBe(span);
});

test("spans follow one another without a gap, all year round, and hold what they are around", () => {
  for (const zone of ["Europe/Berlin", "Asia/Beirut", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"]) {
    for (const period of BUDGET_PERIODS.filter((each) => each === "day" || each === "month")) {
      let at = Date.UTC(2026, 0, 1);
      while (at < Date.UTC(2027, 0, 1)) {
        const { start, end } = spanAround(period, at, zone);
        expect(start <= at && at < end).toBe(true);
        expect(spanAround(period, end - 1, zone)).toEqual({ start, end });
        expect(spanAround(period, end, zone).start).toBe(end);
        at = end;
      }
    }
  }
});
