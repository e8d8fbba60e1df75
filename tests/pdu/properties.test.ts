import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { defined } from "../../lib/defined.ts";
import {
  decodeDeliver,
  decodeSubmit,
  encodeDeliver,
  encodeDeliverText,
  encodeSubmit,
  encodeText,
  fromHex,
  joinParts,
  LANGUAGES,
  type Language,
  type LanguageShift,
  previewText,
  type UserData,
} from "../../lib/pdu/index.ts";
import { textOfSeptets } from "../support/septet-pdu.ts";

const RUNS = { numRuns: 400 };
const ESCAPE = 27;

const septetRange = Array.from({ length: 128 }, (_, septet) => septet).filter((septet) => septet !== ESCAPE);

/** Characters of a table, read through the decoder; the escaped ones of the default extension for no language. */
function charactersOf(shift: LanguageShift, escaped: boolean): Set<string> {
  const plain = (septet: number) => textOfSeptets([septet], shift);
  const single = (septet: number) => textOfSeptets([ESCAPE, septet], shift);
  // A position that a table lacks reads as one that another has, so it must not count as its own.
  const own = septetRange.filter((septet) =>
    escaped ? single(septet) !== plain(septet) : plain(septet) !== " " || septet === 0x20,
  );
  return new Set(own.map(escaped ? single : plain));
}

const lockingLanguages = LANGUAGES.filter((language) => language !== "es");
const lockings = new Map<Language | undefined, Set<string>>(
  [undefined, ...lockingLanguages].map((locking) => [locking, charactersOf(locking ? { locking } : {}, false)]),
);
const singles = new Map<Language | undefined, Set<string>>(
  [undefined, ...LANGUAGES].map((single) => [single, charactersOf(single ? { single } : {}, true)]),
);

/** Texts of one script, of several, and of anything. */
const anyLanguage = fc.constantFrom(...LANGUAGES);
const letterOf = (language: Language | undefined) =>
  fc.constantFrom(...(lockings.get(language) ?? lockings.get(undefined)!), ...singles.get(language)!);
const gsmText = fc.string({ unit: letterOf(undefined), maxLength: 400 });
const languageText = anyLanguage.chain((language) => fc.string({ unit: letterOf(language), maxLength: 400 }));
const anyText = fc.string({ unit: "grapheme", maxLength: 300 });
const text = fc.oneof(gsmText, languageText, anyText, fc.string({ unit: "binary", maxLength: 300 }));
const languages = fc.uniqueArray(anyLanguage, { maxLength: 4 });
const reference = fc.option(fc.nat(0xffff), { nil: undefined });

/** Parts when cut from left to right, where a unit takes one or two places that stay together. */
function partsOf(places: readonly number[], alone: number, together: number): number {
  if (places.reduce((sum, count) => sum + count, 0) <= alone) return 1;
  let parts = 1;
  let used = 0;
  for (const count of places) {
    if (used + count > together) {
      parts++;
      used = 0;
    }
    used += count;
  }
  return parts;
}

/** The fewest parts of any allowed combination, computed by going through all of them. */
function fewestParts(value: string, allowed: readonly Language[], wide: boolean): number {
  const concat = wide ? 7 : 6;
  const units = [...value].map((character) => character.length);
  let fewest = partsOf(units, 70, Math.floor((140 - concat) / 2));
  for (const locking of [undefined, ...allowed.filter((language) => language !== "es")]) {
    for (const single of [undefined, ...allowed]) {
      const places = [...value].map((character) => {
        if (lockings.get(locking)!.has(character)) return 1;
        return singles.get(single)!.has(character) ? 2 : Number.NaN;
      });
      if (places.some(Number.isNaN)) continue;
      const shifts = (locking ? 3 : 0) + (single ? 3 : 0);
      const alone = 160 - (shifts === 0 ? 0 : Math.ceil(((shifts + 1) * 8) / 7));
      fewest = Math.min(fewest, partsOf(places, alone, 160 - Math.ceil(((concat + shifts) * 8) / 7)));
    }
  }
  return fewest;
}

describe("any text", () => {
  test("arrives as it was, in well-formed parts of at most 140 octets, of which there are as few as can be", () => {
    fc.assert(
      fc.property(text, languages, reference, (value, allowed, chosen) => {
        const encoded = encodeText({
          to: "+4915112345678",
          text: value,
          languages: allowed,
          ...defined({ reference: chosen }),
        });
        const parts = encoded.map(({ pdu }) => decodeSubmit(pdu).userData);
        const whole = parts.map((part) => part.text).join("");
        expect(whole).toBe(value);
        expect(joinParts(parts.toReversed())).toBe(parts.length > 1 ? value.toWellFormed() : whole.toWellFormed());
        // Head: first octet, TP-MR, TP-DA (9), TP-PID, TP-DCS, TP-UDL.
        for (const { length } of encoded) expect(length).toBeLessThanOrEqual(14 + 140);
        if (value.isWellFormed()) expect(parts.every((part) => part.text!.isWellFormed())).toBe(true);
        expect(encoded).toHaveLength(fewestParts(value, allowed, (chosen ?? 0) > 255));
        for (const [index, part] of parts.entries()) {
          expect(part.concat?.part).toBe(parts.length > 1 ? index + 1 : undefined);
          expect(part.alphabet).toBe(parts[0]!.alphabet);
          expect(part.language).toEqual(parts[0]!.language);
        }
      }),
      RUNS,
    );
  });

  test("costs what the preview says", () => {
    fc.assert(
      fc.property(text, languages, (value, allowed) => {
        const parts = encodeText({ to: "1", text: value, languages: allowed }).map(
          ({ pdu }) => decodeSubmit(pdu).userData,
        );
        const preview = previewText(value, { languages: allowed });
        expect(preview.parts).toBe(parts.length);
        expect(preview.alphabet).toBe(parts[0]!.alphabet as typeof preview.alphabet);
        expect(preview.language).toEqual(parts[0]!.language);
        if (preview.forcedBy === undefined) expect(preview.alphabet).toBe("gsm7");
        else expect(value.startsWith(preview.forcedBy.character, preview.forcedBy.index)).toBe(true);
      }),
      RUNS,
    );
  });

  test("takes exactly as many characters more as the preview has remaining", () => {
    fc.assert(
      fc.property(fc.oneof(gsmText, anyText), (value) => {
        const { parts, remaining } = previewText(value);
        expect(previewText(value + "x".repeat(remaining))).toMatchObject({ parts, remaining: 0 });
        if (parts > 1) expect(previewText(value + "x".repeat(remaining + 1)).parts).toBe(parts + 1);
      }),
      RUNS,
    );
  });

  test("is received as it is sent", () => {
    fc.assert(
      fc.property(text, languages, reference, (value, allowed, chosen) => {
        const options = { text: value, languages: allowed, ...defined({ reference: chosen }) };
        const sent = encodeText({ to: "1", ...options }).map(({ pdu }) => decodeSubmit(pdu).userData);
        const received = encodeDeliverText({ from: "Aldis", timestamp: "2026-01-02T03:04:05+01:00", ...options });
        expect(received.map(({ pdu }) => decodeDeliver(pdu).userData)).toEqual(sent);
      }),
      RUNS,
    );
  });
});

const octets = (maxLength: number) => fc.uint8Array({ maxLength });
const concat = fc
  .tuple(fc.boolean(), fc.integer({ min: 1, max: 255 }), fc.nat(0xffff), fc.nat(1000))
  .map(([wide, total, ref, seed]) => ({ reference: wide ? ref : ref & 0xff, total, part: 1 + (seed % total), wide }));
const ports = fc
  .tuple(fc.boolean(), fc.nat(0xffff), fc.nat(0xffff))
  .map(([wide, to, from]) =>
    wide ? { destination: to, source: from, wide } : { destination: to & 0xff, source: from & 0xff, wide },
  );
const header = fc.record(
  {
    concat,
    ports,
    language: fc.record(
      { locking: fc.constantFrom(...lockingLanguages), single: anyLanguage },
      { requiredKeys: ["single"] },
    ),
    elements: fc.array(fc.record({ id: fc.integer({ min: 0x40, max: 0xff }), data: octets(8) }), {
      minLength: 1,
      maxLength: 4,
    }),
  },
  { requiredKeys: [] },
);
const content: fc.Arbitrary<UserData> = fc.oneof(
  fc.record({ alphabet: fc.constant("8bit" as const), data: octets(60) }),
  fc.record({ alphabet: fc.constant("ucs2" as const), text: fc.string({ unit: "binary", maxLength: 15 }) }),
  fc.record({
    alphabet: fc.constant("gsm7" as const),
    text: fc.string({ unit: fc.constantFrom(..."0189:;abxyz \n?."), maxLength: 60 }),
  }),
);
const userData = fc.tuple(content, header).map(([part, elements]): UserData => ({ ...part, ...elements }));
const number = fc.string({ unit: fc.constantFrom(..."0123456789*#abc"), minLength: 1, maxLength: 20 });
const address = fc.oneof(
  number.map((digits) => ({ number: `+${digits}`, type: "international" as const, plan: 1 })),
  fc.record({ number, type: fc.constantFrom("unknown", "national", "subscriber"), plan: fc.nat(15) } as const),
);
const octet = fc.nat(255);
const flag = fc.constant(true as const);
const timestamp = fc
  .tuple(
    fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2089, 11, 31) }),
    fc.integer({ min: 0, max: 56 }),
    fc.constantFrom("+", "-"),
  )
  .map(([time, quarters, sign]) => {
    const zone = `${String(quarters >> 2).padStart(2, "0")}:${String((quarters & 3) * 15).padStart(2, "0")}`;
    return `${new Date(time).toISOString().slice(0, 19)}${quarters === 0 ? "+" : sign}${zone}`;
  });
const optional = {
  smsc: address,
  class: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  replyPath: flag,
};

describe("any fields", () => {
  test("of a SUBMIT come back", () => {
    const validity = fc.oneof(
      octet.map((hours) => ({ seconds: (1 + (hours % 12)) * 3600 })),
      fc.nat(86_400).map((seconds) => ({ seconds, format: "enhanced" as const })),
      timestamp.map((until) => ({ until })),
    );
    const required = { to: address, reference: octet, requestReport: fc.boolean(), protocol: octet, userData };
    const submit = fc.record(
      { ...required, ...optional, rejectDuplicates: flag, validity },
      { requiredKeys: ["to", "reference", "requestReport", "protocol", "userData"] },
    );
    fc.assert(
      fc.property(submit, (fields) => {
        const { pdu, length } = encodeSubmit(fields);
        const decoded = decodeSubmit(pdu);
        expect(decoded).toEqual({ kind: "submit", dcs: decoded.dcs, ...fields });
        expect(pdu).toBe(pdu.toUpperCase());
        const all = fromHex(pdu);
        expect(length).toBe(all.length - 1 - all[0]!);
        expect(encodeSubmit(decoded)).toEqual({ pdu, length });
      }),
      RUNS,
    );
  });

  test("of a DELIVER come back", () => {
    const required = { from: address, timestamp, protocol: octet, userData };
    const deliver = fc.record(
      { ...required, ...optional, moreToSend: flag, statusReport: flag },
      { requiredKeys: ["from", "timestamp", "protocol", "userData"] },
    );
    fc.assert(
      fc.property(deliver, (fields) => {
        const { pdu } = encodeDeliver(fields);
        const decoded = decodeDeliver(pdu);
        expect(decoded).toEqual({ kind: "deliver", dcs: decoded.dcs, ...fields });
        expect(encodeDeliver(decoded).pdu).toBe(pdu);
      }),
      RUNS,
    );
  });
});
