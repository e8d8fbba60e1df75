import { attemptsLeft, cardNumber, vendorCommands } from "../behaviours/vendor.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Quectel BG95: an LTE-M and NB-IoT module with GSM. */
export const bg95: Profile = {
  ...generic,
  name: "bg95",
  about: "Quectel BG95, LTE-M: at times +CMS ERROR: 500 though sent; no calls.",
  manufacturer: "Quectel",
  model: "BG95-M3",
  revision: "BG95M3LAR02A04_01.007.01.007",
  typeAllocation: "86664404",
  charsets: ["GSM", "IRA", "UCS2"],
  memories: { ME: 23, SM: 25 },
  firstIndex: 0,
  indications: { ...generic.indications, mode: [0, 1, 2] },
  messageServices: [0],
  falseErrorEvery: 8,
  voice: false,
  bootLines: ["APP RDY", "+CPIN: READY"],
  readyLines: ["+QIND: SMS DONE"],
  without: ["+CPINR", "+CCID"],
  behaviours: [
    vendorCommands({
      "+QPINC": attemptsLeft("set", ({ pin, puk }) => `+QPINC: "SC",${pin},${puk}`),
      "+QCCID": cardNumber("run", (iccid) => `+QCCID: ${iccid}`),
    }),
  ],
};
