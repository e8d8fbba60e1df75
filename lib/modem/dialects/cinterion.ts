import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** Cinterion, Siemens, Gemalto, Thales: TC35, MC55, BGS2, EHS6 and their like. */
export const cinterion: Dialect = {
  ...plainDialect,
  name: "cinterion",
  matches: identified(/cinterion|siemens|gemalto|thales/i),
  init: ["AT^SMGO=1"],
  storageFull: [/^\^SMGO:\s*[12]/i],
  started: [/^\^SYSSTART/i],
  iccid: ["AT^SCID", "AT+CCID"],
  pinAttempts: [{ command: "AT^SPIC", prefix: "^SPIC:", pinField: 0 }],
};
