import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** ZTE MF sticks. */
export const zte: Profile = {
  ...generic,
  name: "zte",
  about: "ZTE MF, UMTS stick: leading blanks, odd brackets, a missing OK.",
  manufacturer: "ZTE INCORPORATED",
  model: "MF180",
  revision: "BD_MF180V1.0.0B01",
  typeAllocation: "86381201",
  memories: { SM: 20, ME: 100 },
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1, 2], buffer: [0, 1] },
  charsets: ["IRA", "GSM", "UCS2"],
  charset: "IRA",
  bootLines: ["+ZUSIMR:2"],
  readyLines: ['+ZPASR: "UMTS"', '+ZDONR: "Aldis",001,01,"CS_PS","ROAM_OFF"'],
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
};
