import { cardNumber, vendorCommands } from "../behaviours/vendor.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Quectel M26: a GSM module. */
export const m26: Profile = {
  ...generic,
  name: "m26",
  about: "Quectel M26, GSM: no CSMS=1, errors without a cause.",
  manufacturer: "Quectel_Ltd",
  model: "Quectel_M26",
  revision: "Revision: M26FBR03A13",
  typeAllocation: "86456703",
  charsets: ["GSM", "HEX", "IRA", "PCCP437", "UCS2", "8859-1"],
  memories: { SM: 30, ME: 100 },
  emptySlot: "ok",
  indications: { mode: [0, 1, 2, 3], deliver: [0, 1, 2, 3], broadcast: [0, 2, 3], report: [0, 1, 2], buffer: [0, 1] },
  messageServices: [0],
  registration: { ...generic.registration, technology: false },
  ussd: { ...generic.ussd, coding: false },
  bootLines: ["RDY", "+CFUN: 1", "+CPIN: READY"],
  readyLines: ["Call Ready", "SMS Ready"],
  equipmentError: "CME Error: unknown",
  without: ["+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
  behaviours: [vendorCommands({ "+QCCID": cardNumber("run", (iccid) => iccid) })],
};
