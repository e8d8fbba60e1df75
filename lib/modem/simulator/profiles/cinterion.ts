import { attemptsLeft, cardNumber, kept, vendorCommands } from "../behaviours/vendor.ts";
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
  charsets: ["GSM", "UCS2"],
  memories: { SM: 30, ME: 25 },
  receivingMemories: ["SM"],
  indications: { ...generic.indications, mode: [0, 1, 2], buffer: [1] },
  fullLine: "^SMGO: 2",
  fullLineSwitchedBy: { command: "^SMGO", initially: "0" },
  registration: { ...generic.registration, technology: false },
  bootLines: ["^SYSSTART"],
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
  behaviours: [
    vendorCommands({
      "^SPIC": attemptsLeft("run", ({ pin, puk, condition }) => `^SPIC: ${condition === "SIM PUK" ? puk : pin}`),
      "^SCID": cardNumber("run", (iccid) => `^SCID: ${iccid}`),
      "^SMGO": kept("^SMGO", ["0", "1"]),
    }),
  ],
};
