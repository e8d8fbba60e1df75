import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Huawei E-series: USB sticks. */
export const huawei: Profile = {
  ...generic,
  name: "huawei",
  about: "Huawei E-series, UMTS stick: chatters, packs USSD, slots from 0.",
  manufacturer: "huawei",
  model: "E173",
  revision: "11.126.85.00.209",
  typeAllocation: "86108700",
  memories: { SM: 20, ME: 100 },
  firstIndex: 0,
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1, 2], buffer: [0, 1] },
  charsets: ["IRA", "GSM", "UCS2"],
  charset: "IRA",
  ussd: "packed",
  bootLines: ["^SRVST:0", "^SIMST:1"],
  readyLines: ["^SRVST:2", "^MODE:5,4"],
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
  unknownCommand: "COMMAND NOT SUPPORT",
};
