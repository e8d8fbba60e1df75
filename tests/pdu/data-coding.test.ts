import { describe, expect, test } from "bun:test";
import { type DataCoding, dataCodingOf, decodeDataCoding, decodeDeliver, encodeDeliver } from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";

/** 23.038 §4 once more, in another way: by the bits as text. */
function expected(dcs: number): DataCoding {
  const bits = dcs.toString(2).padStart(8, "0");
  const plain = { compressed: false, automaticDeletion: false };
  const messageClass = (dcs & 3) as 0 | 1 | 2 | 3;
  if (bits.startsWith("0")) {
    const alphabet = ({ "00": "gsm7", "01": "8bit", "10": "ucs2", "11": "gsm7" } as const)[bits.slice(4, 6)]!;
    const coding = { alphabet, compressed: bits[2] === "1", automaticDeletion: bits[1] === "1" };
    return bits[3] === "1" ? { ...coding, class: messageClass } : coding;
  }
  if (bits.startsWith("10")) return { alphabet: "gsm7", ...plain };
  if (bits.startsWith("1111")) return { alphabet: bits[5] === "1" ? "8bit" : "gsm7", ...plain, class: messageClass };
  const indication = (["voicemail", "fax", "email", "other"] as const)[messageClass];
  const messageWaiting = { indication, active: bits[4] === "1", store: !bits.startsWith("1100") };
  return { alphabet: bits.startsWith("1110") ? "ucs2" : "gsm7", ...plain, messageWaiting };
}

describe("TP-DCS", () => {
  test("all 256 values mean what 23.038 §4 says", () => {
    for (let dcs = 0; dcs < 256; dcs++) expect({ dcs, ...decodeDataCoding(dcs) }).toEqual({ dcs, ...expected(dcs) });
  });

  test("a DELIVER of each of the 256 values reads as that alphabet and class, and is written back octet for octet", () => {
    for (let dcs = 0; dcs < 256; dcs++) {
      const { alphabet, compressed } = decodeDataCoding(dcs);
      const isText = alphabet !== "8bit" && !compressed;
      const body = alphabet === "gsm7" && isText ? "0261F1".replace("F1", "31") : "0200E9";
      const pdu = `00040181F100${dcs.toString(16).toUpperCase().padStart(2, "0")}62102030405040${body}`;
      const deliver = decodeDeliver(pdu);
      const coding = decodeDataCoding(dcs);
      expect(deliver).toMatchObject({ dcs, userData: { alphabet } });
      expect(deliver.class).toBe(coding.class);
      if (isText) expect(deliver.userData.text).toBe(alphabet === "gsm7" ? "ab" : "é");
      else expect(deliver.userData.data).toEqual(new Uint8Array([0, 0xe9]));
      expect(encodeDeliver(deliver).pdu).toBe(pdu);
    }
  });

  test("the general group writes every alphabet with every class", () => {
    for (const alphabet of ["gsm7", "8bit", "ucs2"] as const) {
      for (const messageClass of [undefined, 0, 1, 2, 3] as const) {
        const coding = decodeDataCoding(dataCodingOf(alphabet, messageClass));
        expect(coding.alphabet).toBe(alphabet);
        expect(coding.class).toBe(messageClass);
      }
    }
  });

  test("user data of another alphabet than the given TP-DCS is refused", () => {
    const timestamp = "2026-01-02T03:04:05+01:00";
    const work = () => encodeDeliver({ from: "1", timestamp, dcs: 8, userData: { alphabet: "gsm7", text: "a" } });
    expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-DCS" });
    expect(pduErrorOf(() => decodeDataCoding(256))).toMatchObject({ kind: "invalid", field: "TP-DCS" });
  });
});
