import { describe, expect, test } from "bun:test";
import { type Address, decodeSubmit, encodeSubmit, parseAddress } from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";

const userData = { alphabet: "gsm7" as const, text: "" };
const DIGITS = "1234567890*#abc12345";
const TYPES = [
  "unknown",
  "international",
  "national",
  "network-specific",
  "subscriber",
  "abbreviated",
  "reserved",
] as const;

const encoded = (to: Address | string) => encodeSubmit({ to, userData }).pdu;
/** The address field of a SUBMIT without SMSC. */
const field = (to: Address | string) => encoded(to).slice(6, -6);
const read = (octets: string) => decodeSubmit(`000100${octets}000000`).to;

describe("TP-DA", () => {
  test("numbers of 0 to 20 digits come back, of every type and numbering plan", () => {
    for (const type of TYPES) {
      for (let plan = 0; plan < 16; plan++) {
        for (let length = 0; length <= 20; length++) {
          const digits = DIGITS.slice(0, length);
          const number = type === "international" && length > 0 ? `+${digits}` : digits;
          const octets = field({ number, type, plan });
          expect(octets).toHaveLength(4 + Math.ceil(length / 2) * 2);
          expect(read(octets)).toEqual({ number, type, plan });
        }
      }
    }
  });

  test("an odd number of digits ends with a filler", () => {
    expect(field("+491")).toBe("039194F1");
    expect(field("*#1")).toBe("0381BAF1");
  });

  test("semi-octets from A to E are * # a b c", () => {
    expect(read("0581BADCFE")).toEqual({ number: "*#abc", type: "unknown", plan: 1 });
  });

  test("the nibble behind an odd number of digits may be anything", () => {
    expect(read("018005")).toEqual({ number: "5", type: "unknown", plan: 0 });
  });

  test("a filler counted as a digit is forgiven at the end, and only there", () => {
    expect(read("04912143").number).toBe("+1234");
    expect(read("049121F3").number).toBe("+123");
    expect(pduErrorOf(() => read("04912F43"))).toMatchObject({ kind: "invalid", field: "TP-DA", offset: 5 });
  });

  test("more than 20 semi-octets are refused", () => {
    expect(pduErrorOf(() => read(`1591${"11".repeat(11)}`))).toMatchObject({
      kind: "invalid",
      field: "TP-DA",
      offset: 3,
    });
    expect(pduErrorOf(() => field("1".repeat(21)))).toMatchObject({ kind: "too-long", field: "TP-DA" });
    expect(field("1".repeat(20))).toHaveLength(24);
    expect(field(`+${"1".repeat(20)}`)).toHaveLength(24);
  });

  test("characters that a number cannot have are refused", () => {
    for (const number of ["12x", "12d", "1 2", "+12", "1é"]) {
      const work = () => field({ number, type: "national", plan: 1 });
      expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-DA" });
    }
    expect(pduErrorOf(() => field({ number: "1", type: "unknown", plan: 16 }))).toMatchObject({ kind: "invalid" });
  });
});

describe("an alphanumeric address", () => {
  test("of 0 to 11 characters comes back", () => {
    for (let length = 0; length <= 11; length++) {
      const number = "Müller & Co".slice(0, length);
      expect(read(field({ number, type: "alphanumeric", plan: 0 }))).toEqual({ number, type: "alphanumeric", plan: 0 });
    }
  });

  test("counts the semi-octets in use", () => {
    expect(field("Telfort")).toBe("0DD0D432DBFC96D301");
  });

  test("characters of the extension table take two places", () => {
    expect(read(field("[info]")).number).toBe("[info]");
    expect(pduErrorOf(() => field("[information"))).toMatchObject({ kind: "too-long", field: "TP-DA" });
    expect(pduErrorOf(() => field("€€€€€€"))).toMatchObject({ kind: "too-long", field: "TP-DA" });
  });

  test("is refused with characters that GSM 7-bit lacks", () => {
    expect(pduErrorOf(() => field("Привет"))).toMatchObject({ kind: "invalid", field: "TP-DA" });
    expect(pduErrorOf(() => field("a".repeat(5000)))).toMatchObject({ kind: "too-long", field: "TP-DA" });
  });
});

describe("SMSC", () => {
  const smscOf = (pdu: string) => decodeSubmit(pdu).smsc;

  test("numbers of 1 to 20 digits come back, counted in octets", () => {
    for (let length = 1; length <= 20; length++) {
      for (const number of [`+${DIGITS.slice(0, 9).repeat(3).slice(0, length)}`, "1".repeat(length)]) {
        const { pdu, length: octets } = encodeSubmit({ smsc: number, to: "1", userData });
        expect(smscOf(pdu)?.number).toBe(number);
        expect(Number.parseInt(pdu.slice(0, 2), 16)).toBe(1 + Math.ceil(length / 2));
        expect(octets).toBe(pdu.length / 2 - 2 - Math.ceil(length / 2));
      }
    }
  });

  test("an absent one is a single zero, and is not counted", () => {
    const { pdu, length } = encodeSubmit({ to: "1", userData });
    expect(pdu).toBe("0001000181F1000000");
    expect(length).toBe(8);
    expect(decodeSubmit(pdu)).not.toHaveProperty("smsc");
  });

  test("a PDU without one is read with smsc: false, from octets too", () => {
    expect(decodeSubmit("01000181F1000000", { smsc: false })).toEqual(decodeSubmit("0001000181F1000000"));
    expect(decodeSubmit(Uint8Array.fromHex("01000181F1000000"), { smsc: false }).to.number).toBe("1");
  });

  test("one longer than 11 octets, cut off or of letters is refused", () => {
    expect(pduErrorOf(() => smscOf(`0C91${"11".repeat(30)}`))).toMatchObject({
      kind: "invalid",
      field: "SMSC",
      offset: 0,
    });
    expect(pduErrorOf(() => smscOf("079194"))).toMatchObject({ kind: "truncated", field: "SMSC", offset: 2 });
    expect(pduErrorOf(() => encodeSubmit({ smsc: "Center", to: "1", userData }))).toMatchObject({
      kind: "invalid",
      field: "SMSC",
    });
  });
});

test("what a user types is a number or a name", () => {
  const typeOf = (number: string) => parseAddress(number).type;
  expect(parseAddress("+4915112345678")).toEqual({ number: "+4915112345678", type: "international", plan: 1 });
  expect(parseAddress("0151")).toEqual({ number: "0151", type: "unknown", plan: 1 });
  expect(parseAddress("Aldis")).toEqual({ number: "Aldis", type: "alphanumeric", plan: 0 });
  expect([typeOf("*100#"), typeOf("112"), typeOf("")]).toEqual(["unknown", "unknown", "unknown"]);
  expect([typeOf("+"), typeOf("+49x"), typeOf("12a"), typeOf("abc"), typeOf("ü")]).toEqual(
    Array(5).fill("alphanumeric"),
  );
});

test("numbers written at once are written as their addresses are", () => {
  for (const number of ["+4915112345678", "0151", "*100#", "1", "Aldis", "+49x", "12a", ""]) {
    expect(encoded(number)).toBe(encoded(parseAddress(number)));
  }
});
