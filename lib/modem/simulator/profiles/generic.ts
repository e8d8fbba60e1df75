import type { Profile } from "./profile.ts";

/** A plain modem that does what 27.007 and 27.005 say, at once and without a quirk. */
export const generic: Profile = {
  name: "generic",
  manufacturer: "Aldis",
  model: "Simulated Modem",
  revision: "1.0",
  typeAllocation: "00101000",
  capabilities: "+CGSM,+DS,+ES",
  memories: { SM: 40, ME: 100 },
  firstIndex: 1,
  storagePlaces: 3,
  indications: {
    mode: [0, 1, 2, 3],
    deliver: [0, 1, 2, 3],
    broadcast: [0, 2],
    report: [0, 1, 2],
    buffer: [0, 1],
  },
  messageServices: [0, 1],
  charsets: ["GSM", "IRA", "UCS2", "HEX", "8859-1"],
  charset: "GSM",
  ussd: "charset",
  phonebook: { memories: ["SM", "ME", "ON"], entries: 50, numberLength: 40, textLength: 24 },
  bootLines: [],
  simBusyMs: 0,
  registrationMs: 0,
  commandMs: 0,
  promptMs: 0,
  without: [],
  emptySlot: "error",
};
