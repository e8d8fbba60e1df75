import { describe, expect, test } from "bun:test";
import {
  decodeDeliver,
  decodeSubmit,
  encodeSubmit,
  fromHex,
  messageWaitingOf,
  toHex,
  type UserData,
} from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";

const octet = (value: number) => value.toString(16).toUpperCase().padStart(2, "0");
const again = (userData: UserData) => decodeSubmit(encodeSubmit({ to: "1", userData }).pdu).userData;
const text = (value: string): UserData => ({ alphabet: "gsm7", text: value });

/** A SUBMIT of 8-bit data that begins with this header. */
const withHeader = (header: string, data = "") =>
  decodeSubmit(
    `0041000181F10004${octet(1 + (header.length + data.length) / 2)}${octet(header.length / 2)}${header}${data}`,
  ).userData;

describe("fill bits", () => {
  test("text behind a header of every length comes back, of every length that fits", () => {
    const letters = "The quick brown fox jumps over the lazy dog. ".repeat(4);
    for (let size = 0; size <= 136; size++) {
      const headerOctets = size + 3;
      const room = 160 - Math.ceil((headerOctets * 8) / 7);
      for (const length of new Set([0, 1, 6, 7, 8, 9, room - 1, room].filter((count) => count >= 0 && count <= room))) {
        const userData = {
          ...text(letters.slice(0, length)),
          elements: [{ id: 0x7f, data: new Uint8Array(size).fill(0xff) }],
        };
        expect(again(userData)).toEqual(userData);
      }
    }
  });

  test("one character more than fits is refused", () => {
    const elements = [{ id: 0x7f, data: new Uint8Array(2) }];
    expect(pduErrorOf(() => again({ ...text("a".repeat(155)), elements }))).toMatchObject({
      kind: "too-long",
      field: "TP-UD",
    });
    expect(pduErrorOf(() => again(text("a".repeat(161))))).toMatchObject({ kind: "too-long", field: "TP-UD" });
    expect(pduErrorOf(() => again({ alphabet: "ucs2", text: "é".repeat(71) }))).toMatchObject({ kind: "too-long" });
    expect(pduErrorOf(() => again({ alphabet: "8bit", data: new Uint8Array(141) }))).toMatchObject({
      kind: "too-long",
    });
    const huge = [{ id: 1, data: new Uint8Array(300) }];
    expect(pduErrorOf(() => again({ ...text(""), elements: huge }))).toMatchObject({
      kind: "too-long",
      field: "TP-UD",
    });
  });
});

describe("elements", () => {
  test("all that are known come back, together with unknown ones", () => {
    for (const alphabet of ["gsm7", "8bit", "ucs2"] as const) {
      const userData: UserData = {
        alphabet,
        ...(alphabet === "8bit" ? { data: new Uint8Array([1, 2, 3]) } : { text: "été" }),
        concat: { reference: 0x1234, total: 3, part: 2, wide: true },
        ports: { destination: 2948, source: 9200, wide: true },
        language: { locking: "tr", single: "pt" },
        elements: [
          { id: 0x0a, data: new Uint8Array([0, 5, 0x10]) },
          { id: 0xff, data: new Uint8Array() },
        ],
      };
      expect(again(userData)).toEqual(userData);
    }
  });

  test("every unknown identifier is kept as it is", () => {
    for (let id = 0; id < 256; id++) {
      if ([0x00, 0x04, 0x05, 0x08, 0x24, 0x25].includes(id)) continue;
      const userData = { ...text("x"), elements: [{ id, data: new Uint8Array([1, 2, 3]) }] };
      expect(again(userData)).toEqual(userData);
    }
  });

  test("ports of 8 and of 16 bits stay apart", () => {
    const narrow = { ...text(""), ports: { destination: 240, source: 255, wide: false } };
    expect(again(narrow)).toEqual(narrow);
    expect(again({ ...text(""), ports: { destination: 1, source: 2 } }).ports?.wide).toBe(true);
    const work = () => again({ ...text(""), ports: { destination: 256, source: 0, wide: false } });
    expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-UDH" });
  });

  test("a part that cannot be is not concatenation, but kept", () => {
    for (const data of ["2A0001", "2A0200", "2A0203"]) {
      expect(withHeader(`0003${data}`)).toEqual({
        alphabet: "8bit",
        data: new Uint8Array(),
        elements: [{ id: 0, data: fromHex(data) }],
      });
    }
    for (const part of [0, 3, 1.5]) {
      const work = () => again({ ...text(""), concat: { reference: 1, total: 2, part, wide: false } });
      expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-UDH" });
    }
    const work = () => again({ ...text(""), concat: { reference: 256, total: 2, part: 1, wide: false } });
    expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-UDH" });
  });

  test("reference 0 is one like others", () => {
    expect(withHeader("0003000201").concat).toEqual({ reference: 0, total: 2, part: 1, wide: false });
  });

  test("known elements of a wrong length, and unknown languages, are kept as they are", () => {
    for (const element of ["00022A02", "08032A0201", "040101", "05020101", "24010E", "24020101", "250114", "2500"]) {
      const { elements, ...rest } = withHeader(element);
      expect(rest).toEqual({ alphabet: "8bit", data: new Uint8Array() });
      expect(elements?.map(({ id, data }) => toHex(new Uint8Array([id, data.length, ...data])))).toEqual([element]);
    }
  });

  test("of two of a kind the last counts", () => {
    expect(withHeader("0003010201" + "080412340302").concat).toEqual({
      reference: 0x1234,
      total: 3,
      part: 2,
      wide: true,
    });
    expect(withHeader("240101" + "240103").language).toEqual({ single: "pt" });
  });

  test("a header whose last element passes its end is ignored, its text is not", () => {
    expect(withHeader("000301020100", "4142")).toEqual({ alphabet: "8bit", data: new Uint8Array([0x41, 0x42]) });
    expect(withHeader("7F05AABB", "43")).toEqual({ alphabet: "8bit", data: new Uint8Array([0x43]) });
  });

  test("a header longer than the user data is refused", () => {
    const pdu = "0041000181F100040205AA";
    expect(pduErrorOf(() => decodeSubmit(pdu))).toMatchObject({ kind: "truncated", field: "TP-UDHL", offset: 9 });
    expect(pduErrorOf(() => decodeSubmit("0041000181F1000400"))).toMatchObject({ kind: "truncated", field: "TP-UDHL" });
  });

  test("identifiers past an octet are refused", () => {
    const work = () => again({ ...text(""), elements: [{ id: 256, data: new Uint8Array() }] });
    expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-UDH" });
  });
});

describe("user data", () => {
  test("more than a message holds is refused", () => {
    expect(pduErrorOf(() => decodeSubmit(`0001000181F10000A1${"00".repeat(141)}`))).toMatchObject({
      kind: "too-long",
      field: "TP-UDL",
      offset: 8,
    });
    expect(pduErrorOf(() => decodeSubmit(`0001000181F100048D${"00".repeat(141)}`))).toMatchObject({ kind: "too-long" });
  });

  test("half a UCS2 character at the end is dropped", () => {
    expect(decodeSubmit("0001000181F100080300E900").userData.text).toBe("é");
  });

  test("text or data that is missing is refused", () => {
    for (const alphabet of ["gsm7", "8bit", "ucs2"] as const) {
      expect(pduErrorOf(() => again({ alphabet }))).toMatchObject({ kind: "invalid", field: "TP-UD" });
    }
  });
});

describe("message waiting", () => {
  const deliver = (dcs: number, header = "", from = "0181F1") => {
    const length = header === "" ? "00" : octet(header.length / 2 + 1) + octet(header.length / 2);
    return decodeDeliver(`00${header === "" ? "04" : "44"}${from}00${octet(dcs)}62102030405040${length}${header}`);
  };

  test("is said by the TP-DCS", () => {
    expect(messageWaitingOf(deliver(0xc8))).toEqual([{ indication: "voicemail", active: true, store: false }]);
    expect(messageWaitingOf(deliver(0xd2))).toEqual([{ indication: "email", active: false, store: true }]);
    expect(messageWaitingOf(deliver(0x00))).toEqual([]);
  });

  test("is said by the header, which goes before the TP-DCS", () => {
    const elements = "010200030102810301024200";
    expect(messageWaitingOf(deliver(0xf5, elements))).toEqual([
      { indication: "voicemail", active: true, store: false, count: 3 },
      { indication: "fax", active: true, store: true, count: 3 },
      { indication: "email", active: false, store: false, count: 0 },
    ]);
  });

  test("is said by the address of older networks", () => {
    expect(messageWaitingOf(deliver(0, "", "04D01100"))).toMatchObject([{ indication: "voicemail", active: true }]);
    expect(messageWaitingOf(deliver(0, "", "04D01000"))).toMatchObject([{ indication: "voicemail", active: false }]);
    expect(messageWaitingOf(deliver(0, "", "04D09100"))).toMatchObject([{ indication: "voicemail", active: true }]);
    expect(messageWaitingOf(deliver(0, "", "04D0C130"))).toEqual([]);
  });
});
