import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Nokia S60 telephones: they send, and keep what they receive to themselves. */
export const nokia: Profile = {
  ...generic,
  name: "nokia",
  about: "Nokia S60 telephone: sends only, no CNMI.",
  manufacturer: "Nokia",
  model: "Nokia E51",
  revision: "V 34.03.01",
  typeAllocation: "35694602",
  memories: { ME: 100 },
  indications: { mode: [], deliver: [], broadcast: [], report: [], buffer: [] },
  messageServices: [0],
  charsets: ["IRA", "GSM", "UCS2", "8859-1"],
  charset: "IRA",
  without: ["+CNMI", "+CMGL", "+CMGR", "+CMGD", "+CNMA", "+CMMS", "+CEREG", "+CPINR", "+CCID", "+CESQ", "+WS46"],
};
