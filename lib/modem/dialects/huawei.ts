import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** Huawei E-series and ME modules: sticks that chatter about signal and traffic. */
export const huawei: Dialect = {
  ...plainDialect,
  name: "huawei",
  matches: identified(/huawei/i),
  init: ["AT^CURC=0"],
  storageFull: [/^\^SMMEMFULL/i],
  iccid: ["AT^ICCID?", "AT+CCID"],
  pinAttempts: [{ command: "AT^CPIN?", prefix: "^CPIN:", pinField: 3 }, ...plainDialect.pinAttempts],
  // 24.008 §10.5.4.11: 17 user busy, 18 no user responding, 19 user alerting and no answer.
  callSigns: [
    { pattern: /^\^CONF:/i, means: "ringing" },
    { pattern: /^\^CONN:/i, means: "answered" },
    { pattern: /^\^CEND:.*,\s*17$/i, means: "busy" },
    { pattern: /^\^CEND:.*,\s*1[89]$/i, means: "no-answer" },
    { pattern: /^\^CEND:/i, means: "ended" },
  ],
  ussdRequest: "packed-hex",
};
