import { describe, expect, test } from "bun:test";
import {
  decodeDeliver,
  decodeSubmit,
  type EncodedPdu,
  encodeDeliverText,
  encodeText,
  joinParts,
  LANGUAGES,
  previewText,
  type TextSubmit,
} from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";

const TO = "+4915112345678";
const encode = (text: string, options: Partial<TextSubmit> = {}) => encodeText({ to: TO, text, ...options });
const userDataOf = (parts: EncodedPdu[]) => parts.map(({ pdu }) => decodeSubmit(pdu).userData);
const lengths = (parts: EncodedPdu[]) => userDataOf(parts).map(({ text }) => text!.length);

describe("a text message", () => {
  test("of one part has no header", () => {
    expect(encode("Hello")).toEqual([{ pdu: "0001000D91945111325476F8000005C8329BFD06", length: 19 }]);
    expect(userDataOf(encode("Hello", { reference: 300 }))).toEqual([{ alphabet: "gsm7", text: "Hello" }]);
    expect(userDataOf(encode(""))).toEqual([{ alphabet: "gsm7", text: "" }]);
  });

  test("says what was asked for in every part", () => {
    const options = { flash: true, requestReport: true, validitySeconds: 3600, smsc: "+491710760000", reference: 9 };
    for (const text of ["x".repeat(161), "ж".repeat(71)]) {
      const parts = encode(text, options).map(({ pdu }) => decodeSubmit(pdu));
      expect(parts).toHaveLength(2);
      for (const [index, part] of parts.entries()) {
        expect(part).toMatchObject({
          to: { number: TO, type: "international" },
          smsc: { number: "+491710760000" },
          class: 0,
          requestReport: true,
          validity: { seconds: 3600 },
          reference: 0,
          userData: { concat: { reference: 9, total: 2, part: index + 1, wide: false } },
        });
      }
    }
  });

  test("goes to a number only", () => {
    expect(pduErrorOf(() => encode("x", { to: "" }))).toMatchObject({ kind: "invalid", field: "TP-DA" });
    expect(pduErrorOf(() => encode("x", { to: "1".repeat(21) }))).toMatchObject({ kind: "too-long", field: "TP-DA" });
    for (const reference of [-1, 65_536, 1.5]) {
      expect(pduErrorOf(() => encode("x", { reference }))).toMatchObject({ kind: "invalid", field: "TP-UDH" });
    }
  });
});

describe("segmentation", () => {
  test("fills the parts of each alphabet", () => {
    expect(lengths(encode("x".repeat(160)))).toEqual([160]);
    expect(lengths(encode("x".repeat(161)))).toEqual([153, 8]);
    expect(lengths(encode("x".repeat(161), { reference: 256 }))).toEqual([152, 9]);
    expect(lengths(encode("ж".repeat(70)))).toEqual([70]);
    expect(lengths(encode("ж".repeat(71)))).toEqual([67, 4]);
    expect(lengths(encode("ж".repeat(71), { reference: 256 }))).toEqual([66, 5]);
  });

  test("an escape stays with its character", () => {
    for (let before = 150; before <= 153; before++) {
      const text = `${"x".repeat(before)}€${"y".repeat(20)}`;
      const parts = userDataOf(encode(text));
      expect(parts[0]?.text).toBe(text.slice(0, before <= 151 ? 153 - 1 : before));
      expect(joinParts(parts)).toBe(text);
    }
    expect(lengths(encode("€".repeat(80)))).toEqual([80]);
    expect(lengths(encode("€".repeat(81)))).toEqual([76, 5]);
  });

  test("a surrogate pair stays whole", () => {
    expect(lengths(encode(`${"ж".repeat(66)}😀${"ж".repeat(10)}`))).toEqual([66, 12]);
    expect(lengths(encode("😀".repeat(40)))).toEqual([66, 14]);
    expect(lengths(encode("😀".repeat(35)))).toEqual([70]);
  });

  test("ends at 255 parts", () => {
    expect(encode("x".repeat(255 * 153))).toHaveLength(255);
    expect(encode("ж".repeat(255 * 67))).toHaveLength(255);
    for (const text of [
      "x".repeat(255 * 153 + 1),
      "ж".repeat(255 * 67 + 1),
      "€".repeat(255 * 76 + 1),
      "x".repeat(1e6),
    ]) {
      expect(pduErrorOf(() => encode(text, { languages: ["pa"] }))).toMatchObject({ kind: "too-long", field: "TP-UD" });
      expect(pduErrorOf(() => previewText(text))).toMatchObject({ kind: "too-long" });
    }
  });
});

describe("the choice of alphabet", () => {
  const choice = (text: string, languages = LANGUAGES as readonly (typeof LANGUAGES)[number][]) => {
    const { alphabet, language, parts } = previewText(text, { languages });
    return language === undefined ? { alphabet, parts } : { alphabet, language, parts };
  };

  test("without languages is the default alphabet or UCS2", () => {
    expect(choice("{€}".repeat(20), [])).toEqual({ alphabet: "gsm7", parts: 1 });
    expect(choice("ş".repeat(71), [])).toEqual({ alphabet: "ucs2", parts: 2 });
  });

  test("keeps the default alphabet, or UCS2, when a language table saves no part", () => {
    expect(choice("€".repeat(20))).toEqual({ alphabet: "gsm7", parts: 1 });
    expect(choice("ş".repeat(70))).toEqual({ alphabet: "ucs2", parts: 1 });
    expect(choice("Ελλάς".repeat(40))).toEqual({ alphabet: "ucs2", parts: 3 });
  });

  test("takes a single shift when few characters need one", () => {
    const text = `${"Merhaba ".repeat(15)}ış`;
    expect(choice(text)).toEqual({ alphabet: "gsm7", language: { single: "tr" }, parts: 1 });
  });

  test("takes a locking shift when many do", () => {
    expect(choice("ğı".repeat(75))).toEqual({ alphabet: "gsm7", language: { locking: "tr" }, parts: 1 });
    expect(choice("€".repeat(100))).toEqual({ alphabet: "gsm7", language: { locking: "tr" }, parts: 1 });
  });

  test("takes both when the locking table alone lacks some", () => {
    const text = `${"नमस्ते".repeat(20)}१२३`;
    expect(choice(text)).toEqual({ alphabet: "gsm7", language: { locking: "hi", single: "hi" }, parts: 1 });
  });

  test("uses only tables that are allowed", () => {
    expect(choice("ğı".repeat(75), ["pt"])).toEqual({ alphabet: "ucs2", parts: 3 });
    expect(choice("ão".repeat(75), ["es", "pt"])).toEqual({ alphabet: "gsm7", language: { locking: "pt" }, parts: 1 });
    expect(choice("ó".repeat(77), ["es"])).toEqual({ alphabet: "gsm7", language: { single: "es" }, parts: 1 });
  });
});

describe("the preview", () => {
  test("says how many more fit into the last part", () => {
    expect(previewText("")).toEqual({ parts: 1, alphabet: "gsm7", remaining: 160 });
    expect(previewText("x".repeat(160))).toEqual({ parts: 1, alphabet: "gsm7", remaining: 0 });
    expect(previewText("x".repeat(161))).toEqual({ parts: 2, alphabet: "gsm7", remaining: 145 });
    expect(previewText("ж".repeat(71))).toMatchObject({ parts: 2, alphabet: "ucs2", remaining: 63 });
  });

  test("names the first character that forced UCS2, whole", () => {
    expect(previewText("Grüße “x”").forcedBy).toEqual({ character: "“", index: 6 });
    expect(previewText("ok 😀 “").forcedBy).toEqual({ character: "😀", index: 3 });
    expect(previewText("ok €").forcedBy).toBeUndefined();
    expect(previewText("ğı".repeat(75), { languages: ["tr"] }).forcedBy).toBeUndefined();
  });
});

describe("a text message as it is received", () => {
  const message = { from: "Aldis", timestamp: "2026-01-02T03:04:05+01:00" };

  test("has the same parts, with sender, class, protocol and time", () => {
    const parts = encodeDeliverText({ ...message, text: "€".repeat(100), class: 1, protocol: 0x41, reference: 1000 });
    const decoded = parts.map(({ pdu }) => decodeDeliver(pdu));
    expect(joinParts(decoded.map(({ userData }) => userData))).toBe("€".repeat(100));
    for (const [index, part] of decoded.entries()) {
      expect(part).toMatchObject({
        from: { number: "Aldis", type: "alphanumeric" },
        timestamp: message.timestamp,
        class: 1,
        protocol: 0x41,
        userData: { concat: { reference: 1000, total: 2, part: index + 1, wide: true } },
      });
    }
  });

  test("takes language tables and an SMSC", () => {
    const [part] = encodeDeliverText({ ...message, text: "ğı".repeat(75), languages: ["tr"], smsc: "+491710760000" });
    expect(decodeDeliver(part!.pdu)).toMatchObject({
      smsc: { number: "+491710760000" },
      userData: { text: "ğı".repeat(75), language: { locking: "tr" } },
    });
    expect(part!.length).toBe(part!.pdu.length / 2 - 8);
  });
});

describe("joining parts", () => {
  const parts = userDataOf(encode("one two three four five ".repeat(20)));

  test("puts them in the order of their numbers", () => {
    expect(joinParts(parts.toReversed())).toBe("one two three four five ".repeat(20));
  });

  test("heals a surrogate pair that the sender cut, and replaces a lone half", () => {
    const half = (text: string, part: number) => ({
      alphabet: "ucs2" as const,
      text,
      concat: { reference: 1, total: 2, part, wide: false },
    });
    expect(joinParts([half("\ude00!", 2), half("a\ud83d", 1)])).toBe("a😀!");
    expect(joinParts([half("a\ud83d", 1)])).toBe("a\ufffd");
  });

  test("the halves survive decoding", () => {
    const received = (header: string, unit: string) =>
      decodeDeliver(`00440181F1000862102030405040${header}${unit}`).userData;
    expect(joinParts([received("08050003010202", "DE00"), received("08050003010201", "D83D")])).toBe("😀");
  });

  test("leaves the given order to parts without numbers, and data out", () => {
    expect(
      joinParts([
        { alphabet: "gsm7", text: "b" },
        { alphabet: "8bit", data: new Uint8Array([65]) },
        { alphabet: "gsm7", text: "a" },
      ]),
    ).toBe("ba");
    expect(joinParts([])).toBe("");
  });
});
