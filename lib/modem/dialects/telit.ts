import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** Telit GL865, HE910, LE910 and their like. */
export const telit: Dialect = {
  ...plainDialect,
  name: "telit",
  matches: identified(/telit/i),
  init: ["AT#ECAM=1"],
  iccid: ["AT#CCID", "AT+CCID"],
  pinAttempts: [{ command: "AT#PCT", prefix: "#PCT:", pinField: 0 }],
  callSigns: [
    { pattern: /^#ECAM:\s*\d+,\s*[26]\b/i, means: "ringing" },
    { pattern: /^#ECAM:\s*\d+,\s*3\b/i, means: "answered" },
    { pattern: /^#ECAM:\s*\d+,\s*7\b/i, means: "busy" },
    { pattern: /^#ECAM:\s*\d+,\s*0\b/i, means: "ended" },
  ],
};
