import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Wavecom Fastrack: GSM terminals. */
export const wavecom: Profile = {
  ...generic,
  name: "wavecom",
  about: "Wavecom Fastrack, GSM: two memories, CSMP clears the SMSC.",
  manufacturer: "WAVECOM MODEM",
  model: "MULTIBAND  900E  1800",
  revision: "651b09gg.Q2406A 1320676 061804 14:38",
  typeAllocation: "35117000",
  memories: { SM: 20 },
  storagePlaces: 2,
  indications: { mode: [0, 1, 2], deliver: [0, 1, 2, 3], broadcast: [0, 2], report: [0, 1, 2], buffer: [0, 1] },
  charsets: ["GSM", "PCCP437", "UCS2", "HEX"],
  bootLines: ["+WIND: 1", "+WIND: 3"],
  readyLines: ["+WIND: 4", "+WIND: 7"],
  without: ["+CEREG", "+CPINR", "+CESQ", "+WS46"],
};
