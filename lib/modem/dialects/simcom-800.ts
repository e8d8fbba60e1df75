import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** SIMCom SIM800, SIM808, SIM868, SIM900: GSM. They take nothing from the network while they send. */
export const simcom800: Dialect = {
  ...plainDialect,
  name: "simcom-800",
  matches: identified(/simcom/i, /SIM[89]\d\d(?!\d)/i),
  iccid: ["AT+CCID"],
  pinAttempts: [{ command: "AT+SPIC", prefix: "+SPIC:", pinField: 0 }],
};
