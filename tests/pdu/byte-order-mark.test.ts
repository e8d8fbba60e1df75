import { expect, test } from "bun:test";
import { decodeDeliver, encodeDeliver, joinPdus } from "../../lib/pdu/index.ts";

const MARK = "\ufeff";
/** The text whose big-endian octets are the little-endian octets of this one. */
const swapped = (text: string) =>
  String.fromCharCode(
    ...[...Array(text.length).keys()].map((at) => {
      const unit = text.charCodeAt(at);
      return ((unit & 0xff) << 8) | (unit >> 8);
    }),
  );

function deliver(text: string, concat?: { part: number; total: number }): string {
  return encodeDeliver({
    from: "+491700000009",
    timestamp: "2026-11-09T18:16:40+01:00",
    userData: { alphabet: "ucs2", text, ...(concat ? { concat: { ...concat, reference: 7, wide: false } } : {}) },
  }).pdu;
}

const textOf = (pdu: string) => decodeDeliver(pdu).userData.text;

test.each(["Привет", "你好", "Grüße", "😀", ""])(
  "a mark at the start of %p belongs to no text, whatever its order",
  (text) => {
    expect(textOf(deliver(MARK + text))).toBe(text);
    expect(textOf(deliver(swapped(MARK + text)))).toBe(text);
  },
);

test("a mark inside a text stays, and a text without one is big-endian", () => {
  expect(textOf(deliver(`a${MARK}b`))).toBe(`a${MARK}b`);
  expect(textOf(deliver("敨汬"))).toBe("敨汬");
});

test.each([
  ["in the first part alone", [`${MARK}Привет, `, "мир"]],
  ["in every part", [`${MARK}Привет, `, `${MARK}мир`]],
] as const)("a long message with a mark %s is read whole, in both orders", (_, texts) => {
  for (const written of [(text: string) => text, swapped]) {
    const pdus = texts.map((text, at) => deliver(written(text), { part: at + 1, total: 2 }));
    expect(joinPdus(pdus, "deliver").text).toBe("Привет, мир");
    expect(joinPdus(pdus.toReversed(), "deliver").text).toBe("Привет, мир");
  }
});

test("a surrogate pair that little-endian parts have in halves is whole again", () => {
  const whole = swapped(`${MARK}ab😀cd`);
  const pdus = [whole.slice(0, 4), whole.slice(4)].map((text, at) => deliver(text, { part: at + 1, total: 2 }));
  expect(joinPdus(pdus, "deliver").text).toBe("ab😀cd");
});
