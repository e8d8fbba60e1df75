import { cmsError, ERROR, OK, tell } from "../at/reply.ts";
import { attemptsLeft, cardNumber, vendorCommands } from "../behaviours/vendor.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

const INVALID_INDEX = 321;
/** `<AcT>` by `AT+CNMP=`: automatic, GSM, UMTS, LTE. */
const TECHNOLOGY_OF_MODE: Readonly<Record<string, number>> = { "2": 7, "13": 0, "14": 2, "38": 7 };

/** SIMCom SIM7000 and SIM7600: LTE modules. */
export const sim7600: Profile = {
  ...generic,
  name: "sim7600",
  about: "SIMCom SIM7000/7600, LTE: reports as +CDSI, may have to leave LTE.",
  manufacturer: "SIMCOM INCORPORATED",
  model: "SIMCOM_SIM7600E-H",
  revision: "LE20B04SIM7600M22",
  typeAllocation: "86147504",
  charsets: ["IRA", "GSM", "UCS2"],
  charset: "IRA",
  memories: { ME: 50, SM: 40, SR: 20 },
  allMemories: "MT",
  indications: { ...generic.indications, mode: [0, 1, 2] },
  unknownIndexEvery: 3,
  fullLine: "+SMS FULL",
  reportMemory: "SR",
  storesReports: true,
  refusalsOnLte: 1,
  callLines: { active: "VOICE CALL: BEGIN", ended: "VOICE CALL: END: {seconds}" },
  bootLines: ["RDY", "+CPIN: READY"],
  readyLines: ["SMS DONE", "PB DONE"],
  without: ["+CPINR", "+CCID"],
  behaviours: [
    vendorCommands({
      "+SPIC": attemptsLeft("run", ({ pin, puk }) => `+SPIC: ${pin},${puk},0,10`),
      "+CICCID": cardNumber("run", (iccid) => `+ICCID: ${iccid}`),
      // A report is announced with an index that cannot be read; the list contains it.
      "+CMGR": {
        set: ({ state: { messages } }) => (messages.selected[0] === "SR" ? cmsError(INVALID_INDEX) : undefined),
      },
      "+CNMP": {
        read: ({ state }) => tell(`+CNMP: ${state.vendor.get("+CNMP") ?? "2"}`),
        test: () => tell("+CNMP: (2,13,14,38)"),
        set(modem, [mode]) {
          const technology = TECHNOLOGY_OF_MODE[mode?.text ?? ""];
          if (technology === undefined) return ERROR;
          modem.state.vendor.set("+CNMP", mode?.text ?? "2");
          modem.state.radio.technology = technology;
          return { ...OK, after: () => modem.startSearch() };
        },
      },
    }),
  ],
};
