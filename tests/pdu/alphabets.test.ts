import { describe, expect, test } from "bun:test";
import {
  decodeSubmit,
  encodeSubmit,
  isLanguage,
  LANGUAGES,
  type Language,
  type LanguageShift,
  languagesFor,
} from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";
import { submitOfSeptets, textOfSeptets } from "../support/septet-pdu.ts";

const ESCAPE = 27;

const SHIFTS: LanguageShift[] = [
  {},
  ...LANGUAGES.map((single) => ({ single })),
  ...LANGUAGES.filter((language) => language !== "es").flatMap((locking) => [
    { locking },
    { locking, single: locking },
  ]),
];
const nameOf = ({ locking, single }: LanguageShift) => `locking ${locking ?? "–"}, single ${single ?? "–"}`;

describe("every septet of every table", () => {
  for (const shift of SHIFTS) {
    test(`${nameOf(shift)}: what can be read can be written, and reads the same`, () => {
      let characters = 0;
      for (let septet = 0; septet < 128; septet++) {
        for (const septets of septet === ESCAPE ? [] : [[septet], [ESCAPE, septet]]) {
          const text = textOfSeptets(septets, shift);
          expect(text).toHaveLength(1);
          const userData = { alphabet: "gsm7" as const, text, language: shift };
          expect(decodeSubmit(encodeSubmit({ to: "1", userData }).pdu).userData.text).toBe(text);
          characters++;
        }
      }
      expect(characters).toBe(254);
    });
  }

  test("a position that the single shift table lacks reads as that of the locking table", () => {
    expect(textOfSeptets([ESCAPE, 0x61])).toBe("a");
    expect(textOfSeptets([ESCAPE, 0x00], { locking: "ur" })).toBe("ا");
  });

  test("an escape before an escape, one at the end, and an empty position read as spaces", () => {
    expect(textOfSeptets([ESCAPE, ESCAPE, 0x41])).toBe(" A");
    expect(textOfSeptets([0x41, ESCAPE])).toBe("A ");
    expect(textOfSeptets([0x0e], { locking: "bn" })).toBe(" ");
  });
});

describe("language tables", () => {
  test("positions 00–02 of the Hindi locking table are those of 23.038 §A.3.6", () => {
    expect(textOfSeptets([0, 1, 2], { locking: "hi" })).toBe("\u0901\u0902\u0903");
  });

  test("no letter of a language is missing from its tables", () => {
    const words: Partial<Record<Language, string>> = {
      tr: "ığüşöçİĞÜŞÖÇ",
      es: "áéíóúüñ¿¡ÁÉÍÓÚÜÑç",
      pt: "ãõâêôáéíóúçàÃÕÂÊÔÁÉÍÓÚÇÀ",
      hi: "नमस्ते दुनिया",
      bn: "স্বাগতম",
      ta: "வணக்கம்",
      te: "నమస్కారం",
      ur: "پاکستان",
    };
    for (const [language, text] of Object.entries(words) as [Language, string][]) {
      const shift: LanguageShift = language === "es" ? { single: language } : { locking: language, single: language };
      const { pdu } = encodeSubmit({ to: "1", userData: { alphabet: "gsm7", text, language: shift } });
      expect(decodeSubmit(pdu).userData).toEqual({ alphabet: "gsm7", text, language: shift });
    }
  });

  test("Spanish has no locking table: asking for one is refused, and receiving one leaves the default alphabet", () => {
    const userData = { alphabet: "gsm7" as const, text: "a", language: { locking: "es" as const } };
    expect(pduErrorOf(() => encodeSubmit({ to: "1", userData }))).toMatchObject({ kind: "invalid", field: "TP-UDH" });
    expect(decodeSubmit(submitOfSeptets([0x61, 0x09], { locking: "es" })).userData).toEqual({
      alphabet: "gsm7",
      text: "aÇ",
      elements: [{ id: 0x25, data: new Uint8Array([2]) }],
    });
  });

  test("a character that the asked tables lack is refused", () => {
    const userData = { alphabet: "gsm7" as const, text: "aş" };
    expect(pduErrorOf(() => encodeSubmit({ to: "1", userData }))).toMatchObject({ kind: "invalid", field: "TP-UD" });
  });
});

describe("languages of a country", () => {
  test("are those that its telephones usually have", () => {
    expect(languagesFor("TR")).toEqual(["tr"]);
    expect(languagesFor("in")).toEqual(["hi", "bn", "gu", "kn", "ml", "or", "pa", "ta", "te", "ur"]);
    expect(languagesFor("PK")).toEqual(["ur"]);
    expect([languagesFor("PT"), languagesFor("BR")]).toEqual([["pt"], ["pt"]]);
    expect([languagesFor("ES"), languagesFor("MX"), languagesFor("AR")]).toEqual([["es"], ["es"], ["es"]]);
    expect([languagesFor("DE"), languagesFor("US"), languagesFor("")]).toEqual([[], [], []]);
  });

  test("only the 13 codes are languages", () => {
    expect(LANGUAGES.every(isLanguage)).toBe(true);
    expect(["de", "", "TR", "auto"].some(isLanguage)).toBe(false);
  });
});
