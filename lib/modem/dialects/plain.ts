import type { Dialect } from "./dialect.ts";

/**
 * A modem that keeps to 27.005 and 27.007. Every other family is this one with fields replaced. Questions that only
 * some makers know are listed too where asking is harmless: the others answer ERROR.
 */
export const plainDialect: Dialect = {
  name: "plain",
  matches: () => true,
  cnmi: ["2,1,0,1,0", "2,1,0,1,1", "2,1,0,2,0", "2,1,0,2,1", "1,1,0,1,0", "2,1,0,0,0", "2,1,0,0,1"],
  phase2Plus: true,
  acknowledge: "AT+CNMA",
  storages: ["SM", "ME", "MT"],
  init: [],
  noise: [
    /^[\^*$#&%!][A-Z]+\b/i,
    /^\+[A-Z]+\s*:/i,
    /^[A-Z-]+ POWER DOWN$/i,
    /^(OVER|UNDER)-VOLTAGE/i,
    /^(PB|SMS) DONE$/i,
  ],
  storageFull: [/^\^SMMEMFULL/i, /^\+?SMS FULL/i, /^\+CIEV:\s*"?SMSFULL"?,\s*[12]/i],
  started: [/^RDY$/i, /^APP RDY$/i],
  iccid: ["AT+CCID", "AT+ICCID", "AT+QCCID", "AT^ICCID?", "AT#CCID"],
  pinAttempts: [
    { command: 'AT+CPINR="SIM PIN"', prefix: "+CPINR:", pinField: 1 },
    { command: "AT+SPIC", prefix: "+SPIC:", pinField: 0 },
    { command: 'AT+QPINC="SC"', prefix: "+QPINC:", pinField: 1 },
    { command: "AT^CPIN?", prefix: "^CPIN:", pinField: 3 },
    { command: "AT+UPINCNT", prefix: "+UPINCNT:", pinField: 0 },
    { command: "AT#PCT", prefix: "#PCT:", pinField: 0 },
  ],
  hangUp: ["AT+CHUP", "ATH"],
  callSigns: [],
  ussdRequest: "plain",
  simReadyMs: 30_000,
  sendTimeoutMs: 180_000,
};
