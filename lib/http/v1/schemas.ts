/** As every answer gives a time (RFC 3339): UTC, with milliseconds. */
export const showInstant = (ms: number): string => new Date(ms).toISOString();
