import type { Dialect, ModemIdentity } from "./dialect.ts";
import { plainDialect } from "./plain.ts";

export type { Dialect, ModemIdentity, PinAttemptsQuery } from "./dialect.ts";
export { plainDialect } from "./plain.ts";

/** Every known family, most particular first. The last one takes what no other does. */
export const dialects: readonly Dialect[] = [plainDialect];

/** The first of `families` that a modem of this identity belongs to, else the plain one. */
export function chooseDialect(identity: ModemIdentity, families: readonly Dialect[] = dialects): Dialect {
  return families.find((dialect) => dialect.matches(identity)) ?? plainDialect;
}
