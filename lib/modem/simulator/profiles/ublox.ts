import { attemptsLeft, kept, vendorCommands } from "../behaviours/vendor.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** u-blox LISA, SARA, TOBY. */
export const ublox: Profile = {
  ...generic,
  name: "ublox",
  about: "u-blox LISA/SARA/TOBY: SIM busy at first, waits long for networks.",
  manufacturer: "u-blox",
  model: "LISA-U200",
  revision: "23.41",
  typeAllocation: "35716204",
  charsets: ["IRA", "GSM", "UCS2", "8859-1", "PCCP437"],
  charset: "IRA",
  memories: { SM: 30, ME: 100 },
  allMemories: "MT",
  indications: { mode: [0, 1, 2], deliver: [0, 1], broadcast: [0], report: [0, 2], buffer: [0, 1] },
  indicatedMemory: "MT",
  networkPatienceMs: 180_000,
  ussd: { ...generic.ussd, early: true },
  callLines: {
    switchedBy: "+UCALLSTAT",
    dialling: "+UCALLSTAT: {id},2",
    ringing: "+UCALLSTAT: {id},3",
    active: "+UCALLSTAT: {id},0",
    ended: "+UCALLSTAT: {id},6",
  },
  simBusyMs: 300,
  without: ["+CPINR"],
  behaviours: [
    vendorCommands({
      "+UPINCNT": attemptsLeft("run", ({ pin, puk }) => `+UPINCNT: ${pin},3,${puk},10`),
      "+UCALLSTAT": kept("+UCALLSTAT", ["0", "1"]),
    }),
  ],
};
