import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** ZTE MF sticks. */
export const zte: Dialect = {
  ...plainDialect,
  name: "zte",
  matches: identified(/zte/i),
  iccid: ["AT+ZGETICCID", "AT+CCID"],
  pinAttempts: [{ command: "AT+ZPINPUK=?", prefix: "+ZPINPUK:", pinField: 0 }, ...plainDialect.pinAttempts],
};
