import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Cinterion (Thales, Gemalto, Siemens) BGS2, EHS6, MC55 and their like. */
export const cinterion: Profile = {
  ...generic,
  name: "cinterion",
  about: "Cinterion/Thales BGS2/EHS6, GSM: bfr must be 1, receives to SM.",
  manufacturer: "Cinterion",
  model: "BGS2-W",
  revision: "REVISION 02.000",
  typeAllocation: "35607804",
  memories: { SM: 30, ME: 25 },
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1, 2], buffer: [1] },
  charsets: ["GSM", "UCS2"],
  bootLines: ["^SYSSTART"],
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
};
