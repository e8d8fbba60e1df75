import { describe, expect, test } from "bun:test";
import {
  decodeDeliver,
  encodeDeliver,
  fromHex,
  packText,
  toHex,
  type UserData,
  unpackText,
} from "../../lib/pdu/index.ts";
import packing from "./vectors/packing.json";

/** Septets and UCS2 of several codecs' tests, in the user data of a DELIVER. */
interface Case {
  source: string;
  text: string;
  packedHex?: string;
  ucs2Hex?: string;
  fillBits?: number;
  udhIncluded?: string;
  septetsHex?: string;
}

const HEAD = "040C91945121436587000062102030405040";
const octet = (value: number) => value.toString(16).toUpperCase().padStart(2, "0");

function userDataOf(encoded: UserData): string {
  const { pdu } = encodeDeliver({
    from: "+491512345678",
    timestamp: "2026-01-02T03:04:05+01:00",
    userData: encoded,
  });
  return pdu.slice(2 + HEAD.length + 2);
}

/** Septets that a text takes: those of the extension table two. */
const septetsOf = (text: string) =>
  [...text].reduce((sum, character) => sum + ("^{}\\[~]|€\f".includes(character) ? 2 : 1), 0);

describe("packing", () => {
  for (const { source, text, ...vector } of packing.cases as Case[]) {
    test(`${source}: ${text.slice(0, 30)}`, () => {
      if (vector.ucs2Hex !== undefined) {
        expect(userDataOf({ alphabet: "ucs2", text })).toBe(vector.ucs2Hex);
        return;
      }
      const packed = vector.packedHex!;
      if (vector.udhIncluded !== undefined) {
        const length = octet(7 + septetsOf(text));
        const { userData } = decodeDeliver(`00${HEAD.replace(/^04/, "44")}${length}${packed}`);
        expect(userData).toMatchObject({ text });
        expect(userDataOf(userData)).toBe(packed);
        return;
      }
      if (vector.fillBits !== 0) {
        // A header of 4 octets leaves 3 fill bits.
        const length = octet(5 + septetsOf(text));
        const { userData } = decodeDeliver(`00${HEAD.replace(/^04/, "44")}${length}037F01AA${packed}`);
        expect(vector.fillBits).toBe(3);
        expect(userData).toMatchObject({ text });
        expect(userDataOf(userData)).toBe(`037F01AA${packed}`);
        return;
      }
      const length = octet(septetsOf(text));
      expect(decodeDeliver(`00${HEAD}${length}${packed}`).userData).toEqual({ alphabet: "gsm7", text });
      expect(userDataOf({ alphabet: "gsm7", text })).toBe(packed);
    });
  }
});

describe("text as USSD packs it", () => {
  test("a carriage return takes the seven bits that would be read as @", () => {
    expect(toHex(packText("1234567"))).toBe("31D98C56B3DD1A");
    expect(unpackText(fromHex("31D98C56B3DD1A"))).toBe("1234567");
  });

  test("an escape is read with its septet wherever it stands, also as the 160th", () => {
    for (let before = 155; before < 165; before++) {
      const text = `${"x".repeat(before)}€${"y".repeat(5)}`;
      expect(unpackText(packText(text))).toBe(text);
    }
  });

  test("texts of every length up to 182 characters come back", () => {
    const text = "*100# guthaben? ".repeat(12);
    for (let length = 0; length <= 182; length++) {
      expect(unpackText(packText(text.slice(0, length)))).toBe(text.slice(0, length));
    }
  });
});
