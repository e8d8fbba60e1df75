import { cmsError, ERROR, OK, tell } from "../at/reply.ts";
import { attemptsLeft, cardNumber, vendorCommands } from "../behaviours/vendor.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

const NOT_SUPPORTED = 303;
const URC_PORTS = ["usbat", "usbmodem", "uart1", "all"];

/** Quectel EC25, EC21, EG25: LTE modules on cards and sticks. */
export const ec25: Profile = {
  ...generic,
  name: "ec25",
  about: "Quectel EC25/EC21/EG25, LTE: reports only as +CDS.",
  manufacturer: "Quectel",
  model: "EC25",
  revision: "EC25EFAR06A03M4G",
  typeAllocation: "86169404",
  memories: { ME: 255, SM: 40 },
  allMemories: "MT",
  firstIndex: 0,
  indications: { ...generic.indications, mode: [0, 1, 2] },
  fullLine: '+QIND: "smsfull","{memory}"',
  losesStoredReports: true,
  bootLines: ["RDY", "+CFUN: 1", "+CPIN: READY"],
  readyLines: ["+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"],
  messagesReadyMs: 300,
  mutedBy: { setting: "+QURCCFG", unless: ["usbat", "all"] },
  without: ["+CPINR", "+CCID"],
  behaviours: [
    vendorCommands({
      "+QPINC": attemptsLeft("set", ({ pin, puk }) => `+QPINC: "SC",${pin},${puk}`),
      "+QCCID": cardNumber("run", (iccid) => `+QCCID: ${iccid}`),
      // The storage cannot be listed before SMS DONE.
      "+CMGL": {
        errors: "cms",
        set: ({ messagesReady }) => (messagesReady ? undefined : cmsError(NOT_SUPPORTED)),
      },
      // Which of its ports gets unsolicited lines. This one is the USB port for AT.
      "+QURCCFG": {
        test: () => tell(`+QURCCFG: "urcport",(${URC_PORTS.map((port) => `"${port}"`).join(",")})`),
        set({ state }, [what, port]) {
          if (what?.text.toLowerCase() !== "urcport") return ERROR;
          if (port === undefined) return tell(`+QURCCFG: "urcport","${state.vendor.get("+QURCCFG") ?? "usbat"}"`);
          if (!URC_PORTS.includes(port.text.toLowerCase())) return ERROR;
          state.vendor.set("+QURCCFG", port.text.toLowerCase());
          return OK;
        },
      },
    }),
  ],
};
