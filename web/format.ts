import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { currentLanguage } from "./words/index.ts";

/** The one place that formats numbers, telephone numbers and times, for the viewer's language and zone. */

const NUMBER = cached((language) => new Intl.NumberFormat(language));
const TIME = cached(
  (language) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
);
const DAY = cached(
  (language) =>
    new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", year: "numeric" }),
);
const DATE_OF_YEAR = cached((language) => new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }));
const DATE = cached(
  (language) => new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" }),
);
const MOMENT = cached(
  (language) =>
    new Intl.DateTimeFormat(language, {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }),
);
const EXACT = cached(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long", hourCycle: "h23" }),
);

const LIST = cached((language) => new Intl.ListFormat(language, { type: "conjunction" }));

type Instant = string | number | Date;

/** `1234567` → `1,234,567` */
export const numberText = (value: number): string => NUMBER().format(value);

/** `+491701234567` → `+49 170 1234567`; what is no telephone number stays as it is. */
export const phoneText = (number: string): string =>
  /^\+\d{6,15}$/.test(number) ? (parsePhoneNumberFromString(number)?.formatInternational() ?? number) : number;

/** `14:02` */
export const timeText = (instant: Instant): string => TIME().format(new Date(instant));

/** `Mon, 1 Mar 2027` */
export const dayText = (instant: Instant): string => DAY().format(new Date(instant));

/** `1 Mar 2027, 14:02`; the time alone when it was today. */
export function momentText(instant: Instant, now: Instant = Date.now()): string {
  const isToday = dayText(instant) === dayText(now);
  return isToday ? timeText(instant) : MOMENT().format(new Date(instant));
}

/** `14:02` of today, `1 Mar` of this year, `1 Mar 2027`: where there is little room. */
export function briefText(instant: Instant, now: Instant = Date.now()): string {
  if (dayText(instant) === dayText(now)) return timeText(instant);
  const isThisYear = new Date(instant).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? DATE_OF_YEAR() : DATE()).format(new Date(instant));
}

/** `1 Mar 2027, 14:02:33 CET`: for tooltips and details; names the zone. */
export const exactText = (instant: Instant): string => EXACT().format(new Date(instant));

/** The viewer's zone: `Europe/Berlin`. */
export const zoneText = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `Anna, Ben and Carl` */
export const listText = (names: readonly string[]): string => LIST().format(names);

const ZONED = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  weekday: { weekday: "short" },
  date: { day: "numeric", month: "short" },
  dateOfYear: { day: "numeric", month: "short", year: "numeric" },
  long: { weekday: "long", day: "numeric", month: "long" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
const zoned = new Map<string, Intl.DateTimeFormat>();

/** By the clock of a zone: `08:00`, `Mon`, `30 Nov`, `30 Nov 2026`, `Monday 30 November`. */
export function zonedText(instant: Instant, timeZone: string, form: keyof typeof ZONED): string {
  const language = currentLanguage() === "en" ? "en-GB" : currentLanguage();
  const key = `${language} ${timeZone} ${form}`;
  const format = zoned.get(key) ?? new Intl.DateTimeFormat(language, { ...ZONED[form], timeZone });
  zoned.set(key, format);
  return format.format(new Date(instant));
}

/** `Mon 08:00` by the clock of a zone. */
export const weekTimeText = (instant: Instant, timeZone: string): string =>
  `${zonedText(instant, timeZone, "weekday")} ${zonedText(instant, timeZone, "time")}`;

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** `4 min`, `2 hr`: the largest unit that fits, rounded down. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [unit, size] = UNITS.find((candidate) => seconds >= candidate[1]) ?? ["second", 1];
  const format = new Intl.NumberFormat(currentLanguage(), { style: "unit", unit, unitDisplay: "short" });
  return format.format(Math.floor(seconds / size));
}

const SIZES = [
  ["gigabyte", 1e9],
  ["megabyte", 1e6],
  ["kilobyte", 1e3],
  ["byte", 1],
] as const;

/** `4.2 MB`: the largest unit that fits. */
export function sizeText(octets: number): string {
  const [unit, size] = SIZES.find((candidate) => octets >= candidate[1]) ?? ["byte", 1];
  const form = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(currentLanguage(), form).format(octets / size);
}

/** Formatters are costly to make: one for each language. */
function cached<T>(create: (language: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const language = currentLanguage();
    const known = made.get(language) ?? create(language === "en" ? "en-GB" : language);
    made.set(language, known);
    return known;
  };
}
