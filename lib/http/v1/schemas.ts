import { FormatRegistry, Type } from "@sinclair/typebox";
import { readDuration, readTime } from "./times.ts";

FormatRegistry.Set("date-time", (text) => readTime(text) !== undefined);
FormatRegistry.Set("duration", (text) => readDuration(text) !== undefined);

/** A time in a body; `readTime` reads it. */
export const Instant = (description: string) =>
  Type.String({
    format: "date-time",
    maxLength: 40,
    description,
    example: "2026-01-31T08:00:00+01:00",
    "x-message": "must be a time with a zone, such as 2026-01-31T08:00:00+01:00",
  });

/** A length of time in a body; `readDuration` reads it. */
export const Duration = (description: string) =>
  Type.String({
    format: "duration",
    maxLength: 40,
    description,
    example: "PT4H",
    "x-message": "must be a duration, such as PT4H",
  });

/** As every answer gives a time (RFC 3339): UTC, with milliseconds. */
export const showInstant = (ms: number): string => new Date(ms).toISOString();

/** Reads an ID where a name may stand as well; `undefined`: it is none. */
export const readId = (text: string): number | undefined => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined);
