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
  memories: { SM: 25, ME: 23 },
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1, 2], buffer: [0, 1] },
  messageServices: [0],
  charsets: ["GSM", "IRA", "UCS2"],
  bootLines: ["APP RDY", "+CPIN: READY"],
  readyLines: ["+QIND: SMS DONE"],
  without: ["+CPINR"],
};
