import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** Sierra Wireless MC and EM cards. */
export const sierra: Dialect = {
  ...plainDialect,
  name: "sierra",
  matches: identified(/sierra/i),
  iccid: ["AT!ICCID?", "AT+ICCID", "AT+CCID"],
  pinAttempts: [{ command: "AT+CPINC?", prefix: "+CPINC:", pinField: 0 }, ...plainDialect.pinAttempts],
};
