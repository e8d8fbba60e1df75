import { FAULTS } from "../../lib/modem/simulator/index.ts";

/** A fault, and how it is set. */
export interface FaultCase {
  fault: string;
  /** What tells it from others of the same fault. */
  note?: string;
  options?: Record<string, string | number>;
  /** In place of `options` while a message is being sent. */
  whileSending?: Record<string, string | number>;
}

/** Every fault of the table, some in several ways. */
export const FAULT_CASES: readonly FaultCase[] = [
  { fault: "no-answer", whileSending: { command: "+CMGS" } },
  { fault: "slow-answer", options: { ms: 8_000 }, whileSending: { ms: 170_000, command: "+CMGS" } },
  { fault: "cme-error", options: { error: 100 }, whileSending: { error: 100, command: "+CMGS" } },
  { fault: "cme-error", note: "14", options: { error: 14 }, whileSending: { error: 14, command: "+CMGS" } },
  { fault: "unsolicited", options: { line: '+CMTI: "SM",9' }, whileSending: { line: "RING", at: "pdu" } },
  {
    fault: "unsolicited",
    note: "after the PDU",
    options: { line: "RDY" },
    whileSending: { line: "RING", at: "taken" },
  },
  { fault: "garbage", options: { octets: 40 }, whileSending: { octets: 40, at: "answer", command: "+CMGS" } },
  { fault: "cut-line", whileSending: { command: "+CMGS" } },
  { fault: "echo-stuck" },
  { fault: "missing-result", whileSending: { command: "+CMGS" } },
  { fault: "leading-blanks", whileSending: { command: "+CMGS" } },
  { fault: "chatter", options: { ms: 500, seconds: 60 } },
  { fault: "hang" },
  { fault: "hang", note: "until power", options: { until: "power" } },
  { fault: "no-prompt" },
  { fault: "slow-prompt" },
  { fault: "ok-after-prompt" },
  { fault: "result-lost" },
  ...[332, 500, 512].map((error) => ({ fault: "taken-then-error", note: `${error}`, options: { error } })),
  { fault: "report-first" },
  ...[38, 42, 208, 300, 303, 311, 314, 322, 331, 332, 500, 512, 515].map((error) => ({
    fault: "cms-error",
    note: `${error}`,
    options: { error },
  })),
  { fault: "duplicate-delivery" },
  { fault: "unannounced-delivery" },
  { fault: "unreadable-delivery" },
  { fault: "report-lost" },
  ...["messages", "reports", "mms"].map((content) => ({ fault: "storage-full", note: content, options: { content } })),
  { fault: "acknowledgement-lost" },
  { fault: "nameless-delivery" },
  { fault: "unreadable-slot" },
  { fault: "mms-notice" },
  { fault: "indications-lost" },
  { fault: "reference-wrap" },
  { fault: "sim-busy" },
  { fault: "registration-lost", options: { seconds: 20 } },
  { fault: "brown-out" },
  { fault: "unplug" },
  { fault: "unplug", note: "for two minutes", options: { backMs: 120_000 } },
  { fault: "power-down" },
  { fault: "sim-removed" },
  { fault: "smsc-lost" },
];

/** Its name, with what tells it from others of the same fault. */
export const nameOf = ({ fault, note }: FaultCase) => (note === undefined ? fault : `${fault} (${note})`);

/** Its options while a message is being sent, or otherwise. */
export const optionsOf = ({ options = {}, whileSending }: FaultCase, isSending: boolean) =>
  (isSending ? whileSending : undefined) ?? options;

/** Whether it happens when it is set; others wait at a point of the work. */
export const isImmediate = (fault: FaultCase, isSending: boolean) =>
  FAULTS[fault.fault]?.point({ at: "now", ...optionsOf(fault, isSending) }) === "now";
