import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** Quectel M26, M66, M95, MC60 (GSM) and BG95, BG96, BG77 (LTE-M), which know no CSMS=1. */
export const quectelM26: Dialect = {
  ...plainDialect,
  name: "quectel-m26",
  matches: identified(/quectel/i, /BG\d\d|M\d\d|MC\d\d|UC\d\d/i),
  phase2Plus: false,
  noise: [...plainDialect.noise, /^APP RDY$/i, /^POWERED DOWN$/i],
  storageFull: [/^\+QIND:\s*"smsfull"/i, ...plainDialect.storageFull],
  iccid: ["AT+QCCID", "AT+CCID"],
  pinAttempts: [{ command: 'AT+QPINC="SC"', prefix: "+QPINC:", pinField: 1 }],
};
