import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** Wavecom Fastrack and Q modules. */
export const wavecom: Dialect = {
  ...plainDialect,
  name: "wavecom",
  matches: identified(/wavecom/i),
  started: [/^\+WIND:\s*3$/i],
  iccid: ["AT+CCID"],
  pinAttempts: [{ command: "AT+CPINC", prefix: "+CPINC:", pinField: 0 }],
};
