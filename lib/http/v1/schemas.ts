import { FormatRegistry, Type } from "@sinclair/typebox";
import { readTime } from "./times.ts";

FormatRegistry.Set("date-time", (text) => readTime(text) !== undefined);

/** A time in a body; `readTime` reads it. */
export const Instant = (description: string) =>
  Type.String({ format: "date-time", maxLength: 40, description, example: "2026-01-31T08:00:00+01:00" });

/** As every answer gives a time (RFC 3339): UTC, with milliseconds. */
export const showInstant = (ms: number): string => new Date(ms).toISOString();

/** Reads an ID where a name may stand as well; `undefined`: it is none. */
export const readId = (text: string): number | undefined => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined);
