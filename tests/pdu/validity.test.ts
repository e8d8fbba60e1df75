import { describe, expect, test } from "bun:test";
import {
  decodeSubmit,
  encodeSubmit,
  encodeText,
  type SubmitInput,
  type SubmitPdu,
  type Validity,
} from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const octet = (value: number) => value.toString(16).toUpperCase().padStart(2, "0");

/** A SUBMIT whose TP-VPF bits and TP-VP are given. */
const pduWith = (format: number, period: string) => `00${octet(1 | (format << 3))}000181F10000${period}0141`;
const periodOf = (pdu: string) => pdu.slice(16, -4);
const submit = (fields: Partial<SubmitInput>): SubmitInput => ({
  to: "1",
  userData: { alphabet: "gsm7", text: "A" },
  ...fields,
});
const validityOf = (format: number, period: string) => decodeSubmit(pduWith(format, period)).validity;

describe("relative TP-VP", () => {
  test("all 256 values last what 23.040 §9.2.3.12.1 says, and are written back", () => {
    for (let value = 0; value < 256; value++) {
      let seconds = (value - 192) * WEEK;
      if (value <= 143) seconds = (value + 1) * 300;
      else if (value <= 167) seconds = 12 * HOUR + (value - 143) * 1800;
      else if (value <= 196) seconds = (value - 166) * DAY;
      expect(validityOf(2, octet(value))).toEqual({ seconds });
      expect(periodOf(encodeSubmit(submit({ validity: { seconds } })).pdu)).toBe(octet(value));
    }
  });

  test("a period in between is rounded up, never down", () => {
    let previous = 0;
    for (let value = 0; value < 256; value++) {
      const { seconds } = validityOf(2, octet(value)) as { seconds: number };
      expect(periodOf(encodeSubmit(submit({ validity: { seconds: previous + 1 } })).pdu)).toBe(octet(value));
      previous = seconds;
    }
  });

  test("none is shorter than 5 minutes or longer than 63 weeks", () => {
    expect(periodOf(encodeSubmit(submit({ validity: { seconds: 0 } })).pdu)).toBe("00");
    expect(periodOf(encodeSubmit(submit({ validity: { seconds: 99 * WEEK } })).pdu)).toBe("FF");
  });

  test("a text message carries it in every part", () => {
    const parts = encodeText({ to: "+4915112345678", text: "x".repeat(200), validitySeconds: DAY });
    expect(parts.map(({ pdu }) => decodeSubmit(pdu).validity)).toEqual([{ seconds: DAY }, { seconds: DAY }]);
  });
});

describe("absolute TP-VP", () => {
  test("is an instant with its zone", () => {
    expect(validityOf(3, "62102030405040")).toEqual({ until: "2026-01-02T03:04:05+01:00" });
    const until = "2026-12-31T23:59:59-03:30";
    expect(decodeSubmit(encodeSubmit(submit({ validity: { until } })).pdu).validity).toEqual({ until });
  });

  test("is refused when it is no time", () => {
    expect(pduErrorOf(() => validityOf(3, "62F02030405040"))).toMatchObject({
      kind: "invalid",
      field: "TP-VP",
      offset: 8,
    });
    const work = () => encodeSubmit(submit({ validity: { until: "tomorrow" } }));
    expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-VP" });
  });
});

describe("enhanced TP-VP", () => {
  const read = (period: string): Pick<SubmitPdu, "validity" | "singleShot"> => {
    const { validity, singleShot } = decodeSubmit(pduWith(1, period));
    return { ...(validity && { validity }), ...(singleShot && { singleShot }) };
  };

  test("takes its four forms, single shot or not", () => {
    const enhanced = (seconds: number): { validity: Validity } => ({ validity: { seconds, format: "enhanced" } });
    expect(read("00000000000000")).toEqual({});
    expect(read("40000000000000")).toEqual({ singleShot: true });
    expect(read("01A70000000000")).toEqual(enhanced(24 * HOUR));
    expect(read("021E0000000000")).toEqual(enhanced(30));
    expect(read("03213254000000")).toEqual(enhanced(12 * HOUR + 23 * 60 + 45));
    expect(read("42FF0000000000")).toEqual({ ...enhanced(255), singleShot: true });
  });

  test("an indicator that is extended moves the period", () => {
    expect(read("82001E00000000")).toEqual({ validity: { seconds: 30, format: "enhanced" } });
  });

  test("reserved forms leave the period to the service centre", () => {
    for (const form of [4, 5, 6, 7]) expect(read(`0${form}112233445566`)).toEqual({});
  });

  test("hours, minutes and seconds that are none are refused, and so is a period past the field", () => {
    expect(pduErrorOf(() => read("03F13254000000"))).toMatchObject({ kind: "invalid", field: "TP-VP", offset: 9 });
    expect(pduErrorOf(() => read("03210654000000"))).toMatchObject({ kind: "invalid", field: "TP-VP", offset: 9 });
    expect(pduErrorOf(() => read("83FFFFFFFFFFFF"))).toMatchObject({ kind: "invalid", field: "TP-VP", offset: 8 });
  });

  test("keeps every second up to 100 hours, in seven octets", () => {
    for (const seconds of [0, 1, 255, 256, 3599, 3600, 86_399, 359_999]) {
      for (const singleShot of [true, undefined]) {
        const validity: Validity = { seconds, format: "enhanced" };
        const { pdu } = encodeSubmit(submit(singleShot ? { validity, singleShot } : { validity }));
        expect(periodOf(pdu)).toHaveLength(14);
        expect(read(periodOf(pdu))).toEqual(singleShot ? { validity, singleShot } : { validity });
      }
    }
    const week = encodeSubmit(submit({ validity: { seconds: WEEK, format: "enhanced" } }));
    expect(read(periodOf(week.pdu))).toEqual({ validity: { seconds: WEEK, format: "enhanced" } });
  });

  test("single shot without a period is possible, with an instant it is not", () => {
    expect(read(periodOf(encodeSubmit(submit({ singleShot: true })).pdu))).toEqual({ singleShot: true });
    const validity = { until: "2026-01-02T03:04:05+01:00" };
    const work = () => encodeSubmit(submit({ singleShot: true, validity }));
    expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-VP" });
  });
});

test("a period that is no number is refused", () => {
  for (const seconds of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    const work = () => encodeSubmit(submit({ validity: { seconds } }));
    expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-VP" });
  }
});

describe("a tolerant reading, which is a network's", () => {
  const tolerant = (firstOctet: string, period: string) =>
    decodeSubmit(`00${firstOctet}00038191F90000${period}02C834`, { tolerant: true });

  test("leaves a period that cannot be read to the service centre, says so, and reads on", () => {
    for (const [firstOctet, period, remark] of [
      ["19", "62F02030405040", "TP-VP: 62F02030405040 is not a time"],
      ["19", "FFFFFFFFFFFFFF", "TP-VP: FFFFFFFFFFFFFF is not a time"],
      ["09", "03F13254000000", "TP-VP: is not hours, minutes and seconds"],
      ["09", "83FFFFFFFFFFFF", "TP-VP: no room for the period after its indicators"],
    ] as const) {
      const submit = tolerant(firstOctet, period);
      expect(submit).toMatchObject({ userData: { text: "Hi" }, remarks: [remark] });
      expect(submit).not.toHaveProperty("validity");
    }
  });

  test("has nothing to say of what is right", () => {
    expect(tolerant("11", "AA")).toEqual(decodeSubmit("001100038191F90000AA02C834"));
  });
});
