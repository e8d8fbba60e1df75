import { attemptsLeft, cardNumber, kept, vendorCommands } from "../behaviours/vendor.ts";
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
  charsets: ["GSM", "IRA", "8859-1", "PCCP437", "UCS2"],
  charset: "IRA",
  memories: { SM: 30, ME: 99 },
  alpha: "quoted",
  indications: { ...generic.indications, mode: [0, 1, 2] },
  callLines: {
    switchedBy: "#ECAM",
    dialling: "#ECAM: 0,1,1,,",
    ringing: "#ECAM: 0,6,1,,",
    active: "#ECAM: 0,3,1,,",
    ended: "#ECAM: 0,0,1,,",
  },
  readyLines: ["#QSS: 2", "#QSS: 3"],
  without: ["+CPINR", "+CCID"],
  behaviours: [
    vendorCommands({
      "#PCT": attemptsLeft("run", ({ pin, puk, condition }) => `#PCT: ${condition === "SIM PUK" ? puk : pin}`),
      "#CCID": cardNumber("run", (iccid) => `#CCID: ${iccid}`),
      "#QSS": kept("#QSS", ["2", "0", "1"]),
      "#ECAM": kept("#ECAM", ["0", "1"]),
    }),
  ],
};
