import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** u-blox LEON, LISA, SARA, TOBY. Their SIM takes its time, and so does the result of a message without a network. */
export const uBlox: Dialect = {
  ...plainDialect,
  name: "u-blox",
  matches: identified(/u-?blox/i),
  init: ["AT+UCALLSTAT=1"],
  pinAttempts: [{ command: "AT+UPINCNT", prefix: "+UPINCNT:", pinField: 0 }],
  callSigns: [
    { pattern: /^\+UCALLSTAT:\s*\d+,\s*[37]\b/i, means: "ringing" },
    { pattern: /^\+UCALLSTAT:\s*\d+,\s*0\b/i, means: "answered" },
    { pattern: /^\+UCALLSTAT:\s*\d+,\s*6\b/i, means: "ended" },
  ],
  simReadyMs: 60_000,
  // Its own limit is three minutes.
  sendTimeoutMs: 200_000,
};
