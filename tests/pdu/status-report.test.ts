import { describe, expect, test } from "bun:test";
import {
  decodeCommand,
  decodeDeliverReport,
  decodeIncoming,
  decodePdu,
  decodeStatusReport,
  decodeSubmitReport,
  encodeDeliver,
  encodeStatusReport,
  type StatusReportInput,
  statusClassOf,
} from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";

const REPORT: StatusReportInput = {
  smsc: "+491710760000",
  to: "+4915112345678",
  reference: 66,
  timestamp: "2026-01-02T03:04:05+01:00",
  dischargedAt: "2026-01-02T03:04:09-03:30",
  status: 0,
};

describe("TP-ST", () => {
  test("all 256 values come back with their class", () => {
    for (let code = 0; code < 256; code++) {
      const { status } = decodeStatusReport(encodeStatusReport({ ...REPORT, status: code }).pdu);
      let statusClass = "permanent";
      if (code < 0x20) statusClass = "completed";
      else if (code < 0x40) statusClass = "still-trying";
      else if (code >= 0x60 && code < 0x80) statusClass = "gave-up";
      expect(status).toEqual({ code, class: statusClass as typeof status.class });
      expect(statusClassOf(code)).toBe(status.class);
    }
  });
});

describe("STATUS-REPORT", () => {
  test("comes back with every field", () => {
    for (let reference = 0; reference < 256; reference++) {
      const encoded = encodeStatusReport({ ...REPORT, reference });
      expect(decodeStatusReport(encoded.pdu)).toEqual({
        kind: "status-report",
        smsc: { number: "+491710760000", type: "international", plan: 1 },
        to: { number: "+4915112345678", type: "international", plan: 1 },
        reference,
        timestamp: REPORT.timestamp,
        dischargedAt: REPORT.dischargedAt,
        status: { code: 0, class: "completed" },
      });
      expect(encoded.length).toBe(encoded.pdu.length / 2 - 8);
    }
  });

  test("comes back with each combination of its parameters", () => {
    const parameters = { protocol: 0x40, dcs: 8, moreToSend: true, answersCommand: true };
    const names = Object.keys(parameters) as (keyof typeof parameters)[];
    for (let mask = 0; mask < 16; mask++) {
      const chosen = Object.fromEntries(
        names.filter((_, bit) => mask & (1 << bit)).map((name) => [name, parameters[name]]),
      );
      for (const userData of [undefined, { alphabet: chosen.dcs === 8 ? "ucs2" : "gsm7", text: "été" } as const]) {
        const report = { ...REPORT, ...chosen, ...(userData && { userData }) };
        const decoded = decodeStatusReport(encodeStatusReport(report).pdu);
        expect(decoded).toMatchObject({ ...chosen, ...(userData && { userData }) });
        expect(encodeStatusReport(decoded)).toEqual(encodeStatusReport(report));
        expect("userData" in decoded).toBe(userData !== undefined);
      }
    }
  });

  test("user data that is not of the default alphabet brings its TP-DCS", () => {
    const userData = { alphabet: "8bit", data: new Uint8Array([1, 2]) } as const;
    expect(decodeStatusReport(encodeStatusReport({ ...REPORT, userData }).pdu)).toMatchObject({ dcs: 4, userData });
  });

  test("an extended TP-PI is passed over", () => {
    const pdu = `${encodeStatusReport(REPORT).pdu}818001AA`;
    expect(pduErrorOf(() => decodeStatusReport(`${pdu}BB`))).toMatchObject({ kind: "trailing" });
    expect(decodeStatusReport(pdu).protocol).toBe(0xaa);
  });

  test("values past an octet are refused", () => {
    expect(pduErrorOf(() => encodeStatusReport({ ...REPORT, status: 256 }))).toMatchObject({ field: "TP-ST" });
    expect(pduErrorOf(() => encodeStatusReport({ ...REPORT, reference: -1 }))).toMatchObject({ field: "TP-MR" });
    expect(pduErrorOf(() => encodeStatusReport({ ...REPORT, dischargedAt: "" }))).toMatchObject({ field: "TP-DT" });
  });
});

describe("what a modem hands over", () => {
  const deliver = encodeDeliver({
    from: "Aldis",
    timestamp: REPORT.timestamp,
    userData: { alphabet: "gsm7", text: "hello" },
  }).pdu;

  test("is told apart by TP-MTI, with the SMSC before it", () => {
    expect(decodeIncoming(deliver).kind).toBe("deliver");
    expect(decodeIncoming(encodeStatusReport(REPORT).pdu).kind).toBe("status-report");
  });

  test("the reserved TP-MTI is read as a DELIVER", () => {
    expect(decodeIncoming(`0007${deliver.slice(4)}`)).toEqual(decodeIncoming(deliver));
  });

  test("octets after the end do not lose it, though decodeDeliver refuses them", () => {
    expect(decodeIncoming(`${deliver}FFFFFF`)).toEqual({
      ...decodeIncoming(deliver),
      remarks: ["PDU: 3 octets after the end of the PDU"],
    });
    expect(pduErrorOf(() => decodePdu(`${deliver}FFFFFF`, { kind: "deliver" }))).toMatchObject({
      kind: "trailing",
      field: "PDU",
      offset: deliver.length / 2,
    });
  });

  test("a SUBMIT is refused", () => {
    expect(pduErrorOf(() => decodeIncoming("0001000181F1000000"))).toMatchObject({
      kind: "invalid",
      field: "TP-MTI",
      offset: 1,
    });
    expect(pduErrorOf(() => decodeIncoming(""))).toMatchObject({ kind: "truncated", field: "SMSC", offset: 0 });
  });
});

describe("the other kinds", () => {
  test("a report that acknowledges has no TP-FCS", () => {
    expect(decodeDeliverReport("000000", { acknowledges: true })).toEqual({ kind: "deliver-report" });
    expect(decodeDeliverReport("0000D301AB")).toEqual({ kind: "deliver-report", failureCause: 0xd3, protocol: 0xab });
    expect(decodeSubmitReport("00010051507132200523", { acknowledges: true })).toEqual({
      kind: "submit-report",
      timestamp: "2015-05-17T23:02:50+08:00",
    });
  });

  test("a command keeps its octets", () => {
    expect(decodeCommand("002242AB010304913619026162")).toEqual({
      kind: "command",
      to: { number: "+6391", type: "international", plan: 1 },
      reference: 0x42,
      requestReport: true,
      protocol: 0xab,
      command: 1,
      messageNumber: 3,
      data: new Uint8Array([0x61, 0x62]),
    });
  });

  test("each is read by its name, with or without SMSC", () => {
    expect(decodePdu("07919471016700000000", { kind: "deliver-report", acknowledges: true }).smsc?.number).toBe(
      "+491710760000",
    );
    expect(decodePdu("0000", { kind: "deliver-report", acknowledges: true, smsc: false }).kind).toBe("deliver-report");
    expect(decodePdu("010051507132200523", { kind: "submit-report", acknowledges: true, smsc: false }).kind).toBe(
      "submit-report",
    );
    expect(decodePdu("0242AB01030491361900", { kind: "command", smsc: false }).data).toHaveLength(0);
  });
});
