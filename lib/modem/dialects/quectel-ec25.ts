import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** Quectel EC25, EC21, EG25, EG91 and later ones: LTE. Reports that they should store (ds 2) are lost. */
export const quectelEc25: Dialect = {
  ...plainDialect,
  name: "quectel-ec25",
  matches: identified(/quectel/i),
  cnmi: plainDialect.cnmi.filter((setting) => setting.split(",")[3] !== "2"),
  // What nobody asked for comes out of one port only; older firmware does not know "all" and keeps its port.
  init: ['AT+QURCCFG="urcport","all"'],
  storageFull: [/^\+QIND:\s*"smsfull"/i],
  iccid: ["AT+QCCID", "AT+CCID"],
  pinAttempts: [{ command: 'AT+QPINC="SC"', prefix: "+QPINC:", pinField: 1 }],
};
