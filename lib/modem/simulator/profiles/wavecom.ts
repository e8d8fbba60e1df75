import { attemptsLeft, cardNumber, vendorCommands } from "../behaviours/vendor.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Wavecom Fastrack: GSM terminals. */
export const wavecom: Profile = {
  ...generic,
  name: "wavecom",
  about: "Wavecom Fastrack, GSM: nested brackets, CSMP clears the SMSC.",
  manufacturer: " WAVECOM MODEM",
  model: " MULTIBAND  900E  1800",
  revision: "651b09gg.Q2406A 1320676 061804 14:38",
  typeAllocation: "35117000",
  charsets: ["GSM", "PCCP437", "UCS2", "HEX"],
  memories: { SM: 20 },
  storagePlaces: 2,
  storageBrackets: "nested",
  alpha: "missing",
  listOrder: "descending",
  indications: { ...generic.indications, mode: [0, 1, 2] },
  csmpClearsSmsc: true,
  registration: { ...generic.registration, technology: false },
  bootLines: ["+WIND: 1", "+WIND: 3"],
  readyLines: ["+WIND: 4", "+WIND: 7"],
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
  behaviours: [
    vendorCommands({
      "+CPINC": attemptsLeft("run", ({ pin, puk }) => `+CPINC: ${pin},3,${puk},10`),
      "+CCID": cardNumber("run", (iccid) => `+CCID: "${iccid}"`),
    }),
  ],
};
