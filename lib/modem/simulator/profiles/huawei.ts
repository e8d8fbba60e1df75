import { attemptsLeft, cardNumber, kept, vendorCommands } from "../behaviours/vendor.ts";
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
  charsets: ["IRA", "GSM", "UCS2"],
  charset: "IRA",
  memories: { SM: 20, ME: 100 },
  firstIndex: 0,
  indications: { ...generic.indications, mode: [0, 1, 2] },
  fullLine: '^SMMEMFULL: "{memory}"',
  fullLineSwitchedBy: { command: "^CURC", initially: "1" },
  storesReports: true,
  ussd: { ...generic.ussd, request: "packed", answer: "packed" },
  callLines: {
    dialling: "^ORIG:{id},0",
    ringing: "^CONF:{id}",
    active: "^CONN:{id},0",
    ended: "^CEND:{id},{seconds},29,{cause}",
    insteadOfResults: true,
  },
  bootLines: ["^SRVST:0", "^SIMST:1"],
  readyLines: ["^SRVST:2", "^MODE:5,4"],
  chatter: {
    everyMs: 3_000,
    switchedBy: "^CURC",
    lines: [
      "^RSSI:19",
      '^HCSQ:"WCDMA",48,44,59',
      "^BOOT:20952548,0,0,0,6",
      "^MODE:5,4",
      "^DSFLOWRPT:0000003A,00000000,00000000,0000000000000000,0000000000000000,0003E800,0003E800",
    ],
  },
  unknownCommand: "COMMAND NOT SUPPORT",
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
  behaviours: [
    vendorCommands({
      "^CPIN": attemptsLeft("read", ({ pin, puk, condition }) => `^CPIN: ${condition},,${puk},${pin},10,3`),
      "^ICCID": cardNumber("read", (iccid) => `^ICCID: ${iccid}`),
      "^CURC": kept("^CURC", ["1", "0"]),
      // Which port gets unsolicited lines; gammu chooses its own and takes COMMAND NOT SUPPORT for a broken one.
      "^PORTSEL": kept("^PORTSEL", ["0", "1"]),
    }),
  ],
};
