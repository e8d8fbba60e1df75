import { attemptsLeft, cardNumber, kept, vendorCommands } from "../behaviours/vendor.ts";
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
  charsets: ["IRA", "GSM", "UCS2", "HEX", "PCCP437", "8859-1"],
  charset: "IRA",
  memories: { SM: 30, ME: 20 },
  emptySlot: "ok",
  indications: { ...generic.indications, mode: [0, 1, 2], report: [0, 1] },
  deafWhileSending: true,
  registration: { ...generic.registration, technology: false },
  ussd: { ...generic.ussd, blanks: true },
  readyLines: ["Call Ready", "SMS Ready"],
  silentAtFirst: true,
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
  behaviours: [
    vendorCommands({
      "+SPIC": attemptsLeft("run", ({ pin, puk }) => `+SPIC: ${pin},${puk},3,10`),
      "+CCID": cardNumber("run", (iccid) => iccid),
      "+CLTS": kept("+CLTS", ["0", "1"]),
    }),
  ],
};
