import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** SIMCom SIM7000 and SIM7600: LTE modules. */
export const sim7600: Profile = {
  ...generic,
  name: "sim7600",
  about: "SIMCom SIM7000/7600, LTE: sends only off LTE, reports as +CDSI.",
  manufacturer: "SIMCOM INCORPORATED",
  model: "SIMCOM_SIM7600E-H",
  revision: "LE20B04SIM7600M22",
  typeAllocation: "86147504",
  memories: { SM: 40, ME: 50, SR: 20 },
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1, 2], buffer: [0, 1] },
  charsets: ["IRA", "GSM", "UCS2"],
  charset: "IRA",
  bootLines: ["RDY", "+CPIN: READY"],
  readyLines: ["SMS DONE", "PB DONE"],
};
