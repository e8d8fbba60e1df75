import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

/** Nokia S60 telephones: they send, and do not pass on what they receive. */
export const nokia: Profile = {
  ...generic,
  name: "nokia",
  about: "Nokia S60 telephone: sends only, no CNMI.",
  manufacturer: "Nokia",
  model: "Nokia E51",
  revision: "V 34.03.01",
  typeAllocation: "35694602",
  charsets: ["IRA", "GSM", "UCS2", "8859-1"],
  charset: "IRA",
  memories: { ME: 100 },
  storagePlaces: 1,
  storageUsage: false,
  messageServices: [0],
  csmpClearsSmsc: true,
  registration: { mode: false, quotes: true, technology: false, extra: "" },
  without: [
    "+CNMI",
    "+CNMA",
    "+CMGL",
    "+CMGR",
    "+CMGD",
    "+CMGW",
    "+CMSS",
    "+CMMS",
    "+CLCC",
    "+CEREG",
    "+CPINR",
    "+CCID",
    "+CESQ",
    "+WS46",
  ],
};
