import { onFirstUse } from "../../on-first-use.ts";

/** libphonenumber with its tables, read when the first number is: most commands read none. */
export const phoneNumbers = onFirstUse(() => require("./libphonenumber.ts") as typeof import("./libphonenumber.ts"));

/** Whether this is a country with telephone numbers: two capital letters, ISO 3166-1. */
export function isCountry(code: string): boolean {
  return phoneNumbers().isSupportedCountry(code);
}
