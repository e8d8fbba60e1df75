import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** SIMCom SIM800 and SIM900: GSM modules of hobby boards. */
export const sim800: Profile = {
  ...generic,
  name: "sim800",
  about: "SIMCom SIM800/900, GSM: silent until the first AT.",
  manufacturer: "SIMCOM_Ltd",
  model: "SIMCOM_SIM800L",
  revision: "Revision:1418B05SIM800L24",
  typeAllocation: "86671703",
  capabilities: "+FCLASS,+CGSM",
  memories: { SM: 30, ME: 20 },
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1], buffer: [0, 1] },
  charsets: ["IRA", "GSM", "UCS2", "HEX", "PCCP437", "8859-1"],
  charset: "IRA",
  readyLines: ["Call Ready", "SMS Ready"],
  without: ["+CEREG", "+CPINR", "+CESQ", "+WS46"],
  emptySlot: "ok",
};
