import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Telit HE910, LE910 and their like. */
export const telit: Profile = {
  ...generic,
  name: "telit",
  about: "Telit HE910/LE910, UMTS and LTE: quoted names, #QSS.",
  manufacturer: "Telit",
  model: "LE910C1-EU",
  revision: "25.20.226",
  typeAllocation: "35701109",
  memories: { SM: 30, ME: 99 },
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1, 2], buffer: [0, 1] },
  charsets: ["GSM", "IRA", "8859-1", "PCCP437", "UCS2"],
  charset: "IRA",
  without: ["+CPINR", "+CCID"],
};
