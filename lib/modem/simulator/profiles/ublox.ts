import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** u-blox LISA, SARA, TOBY. */
export const ublox: Profile = {
  ...generic,
  name: "ublox",
  about: "u-blox LISA/SARA/TOBY: SIM busy at first, waits long for networks.",
  manufacturer: "u-blox",
  model: "LISA-U200",
  revision: "23.41",
  typeAllocation: "35716204",
  memories: { SM: 30, ME: 100 },
  indications: { mode: [0, 1, 2], deliver: [0, 1], broadcast: [0], report: [0, 2], buffer: [0, 1] },
  charsets: ["IRA", "GSM", "UCS2", "8859-1", "PCCP437"],
  charset: "IRA",
  simBusyMs: 300,
  without: ["+CPINR"],
};
