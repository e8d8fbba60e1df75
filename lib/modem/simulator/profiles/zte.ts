import { attemptsLeft, cardNumber, vendorCommands } from "../behaviours/vendor.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** ZTE MF sticks. */
export const zte: Profile = {
  ...generic,
  name: "zte",
  about: "ZTE MF, UMTS stick: leading blanks, no brackets, a missing OK.",
  manufacturer: "ZTE INCORPORATED",
  model: "MF180",
  revision: "BD_MF180V1.0.0B01",
  typeAllocation: "86381201",
  charsets: ["IRA", "GSM", "UCS2"],
  charset: "IRA",
  memories: { SM: 20, ME: 100 },
  storageBrackets: "none",
  indications: { ...generic.indications, mode: [0, 1, 2] },
  ussd: { ...generic.ussd, answer: "ucs2" },
  bootLines: ["+ZUSIMR:2"],
  readyLines: ['+ZPASR: "UMTS"', '+ZDONR: "Aldis",001,01,"CS_PS","ROAM_OFF"'],
  lineLead: " ",
  missingOks: { "+CSQ": 1 },
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
  behaviours: [
    vendorCommands({
      "+ZPINPUK": attemptsLeft("test", ({ pin, puk }) => `+ZPINPUK: ${pin},${puk},3,10`),
      "+ZGETICCID": cardNumber("run", (iccid) => `+ZGETICCID: ${iccid}`),
    }),
  ],
};
