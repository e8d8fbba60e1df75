import { attemptsLeft, cardNumber, vendorCommands } from "../behaviours/vendor.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Sierra Wireless MC and EM cards. */
export const sierra: Profile = {
  ...generic,
  name: "sierra",
  about: "Sierra Wireless MC/EM, LTE: OK behind the prompt, errors in words.",
  manufacturer: "Sierra Wireless, Incorporated",
  model: "MC7304",
  revision: "SWI9X15C_05.05.58.00",
  typeAllocation: "35922505",
  charsets: ["IRA", "GSM", "UCS2"],
  charset: "IRA",
  memories: { SM: 25, ME: 50 },
  firstIndex: 0,
  indications: { ...generic.indications, mode: [0, 1, 2] },
  okBehindPrompt: true,
  registration: { mode: true, quotes: false, technology: true, extra: "1" },
  ussd: { ...generic.ussd, trash: " ~~" },
  errorForm: "words",
  missingOks: { "+CPIN": 1 },
  without: ["+CPINR", "+CCID"],
  behaviours: [
    vendorCommands({
      "+CPINC": attemptsLeft("read", ({ pin, puk }) => `+CPINC: ${pin},3,${puk},10`),
      "!ICCID": cardNumber("read", (iccid) => `!ICCID: ${iccid}`),
    }),
  ],
};
