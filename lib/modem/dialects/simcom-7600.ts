import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** SIMCom SIM7000, SIM7100, SIM7500, SIM7600 and later ones: LTE. Reports lie in the memory SR whatever CNMI says. */
export const simcom7600: Dialect = {
  ...plainDialect,
  name: "simcom-7600",
  matches: identified(/simcom/i),
  storages: ["SM", "ME", "MT", "SR"],
  noise: [...plainDialect.noise, /^\+SMS FULL$/i],
  iccid: [{ command: "AT+CICCID", prefix: "+ICCID:" }, "AT+CCID"],
  pinAttempts: [{ command: "AT+SPIC", prefix: "+SPIC:", pinField: 0 }, ...plainDialect.pinAttempts],
  callSigns: [
    { pattern: /^VOICE CALL:\s*BEGIN/i, means: "answered" },
    { pattern: /^VOICE CALL:\s*END/i, means: "ended" },
  ],
  // UMTS, else GSM; then whatever there is.
  leaveLte: { ways: ["AT+CNMP=14", "AT+CNMP=13"], back: "AT+CNMP=2" },
};
