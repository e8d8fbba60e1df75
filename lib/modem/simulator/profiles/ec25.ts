import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Quectel EC25, EC21, EG25: LTE modules on cards and sticks. */
export const ec25: Profile = {
  ...generic,
  name: "ec25",
  about: "Quectel EC25/EC21/EG25, LTE: reports only as +CDS.",
  manufacturer: "Quectel",
  model: "EC25",
  revision: "EC25EFAR06A03M4G",
  typeAllocation: "86169404",
  memories: { ME: 255, SM: 40 },
  firstIndex: 0,
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1, 2], buffer: [0, 1] },
  charsets: ["GSM", "IRA", "UCS2"],
  charset: "GSM",
  bootLines: ["RDY", "+CFUN: 1", "+CPIN: READY"],
  readyLines: ["+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"],
  without: ["+CPINR"],
};
