import { expect, test } from "bun:test";
import {
  type AnyPdu,
  decodeIncoming,
  decodePdu,
  encodeDeliver,
  encodeDeliverText,
  encodeStatusReport,
  encodeSubmit,
  encodeText,
  fromHex,
  LANGUAGES,
  PduError,
  type PduErrorKind,
  type PduKind,
  toHex,
} from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";
import { seededRandom } from "../support/seeded-random.ts";
import aosp from "./vectors/aosp.json";
import languageTables from "./vectors/language-tables.json";
import nodePdu from "./vectors/node-pdu.json";
import warthog618 from "./vectors/warthog618.json";

const SEED = 20_260_102;
const COUNT = 1_000_000;
const KINDS: readonly PduKind[] = ["submit", "deliver", "status-report", "submit-report", "deliver-report", "command"];
const FIELDS = /^(PDU|SMSC|TP-(MTI|MR|DA|OA|RA|PID|DCS|VP|SCTS|DT|ST|PI|FCS|CT|MN|CDL|CD|UDL|UDHL|UD))$/;
const ERROR_KINDS: readonly PduErrorKind[] = ["truncated", "invalid", "too-long", "trailing"];

interface Seed {
  kind: PduKind;
  octets: Uint8Array;
}

/** PDUs that are right, of every kind, to be spoilt. */
function seeds(): Seed[] {
  const vectors = [...warthog618.cases, ...nodePdu.cases, ...aosp.cases, ...languageTables.cases];
  const texts = ["Hello", "€[]{}".repeat(40), "Привет 😀 ".repeat(20), "ğışŞ".repeat(60), "नमस्ते ".repeat(30)];
  const timestamp = "2026-01-02T03:04:05-03:30";
  return [
    ...vectors.map(({ kind, pdu }) => ({ kind: kind as PduKind, octets: fromHex(pdu) })),
    ...texts.flatMap((text) => [
      ...encodeText({ to: "+4915112345678", text, validitySeconds: 3600, languages: LANGUAGES }).map(({ pdu }) => ({
        kind: "submit" as const,
        octets: fromHex(pdu),
      })),
      ...encodeDeliverText({ from: "Aldis", text, timestamp, reference: 700, languages: LANGUAGES }).map(({ pdu }) => ({
        kind: "deliver" as const,
        octets: fromHex(pdu),
      })),
    ]),
  ];
}

type Random = (bound: number) => number;

/** Changes octets and bits, cuts, lengthens, and copies a stretch to another place. */
function mutated(octets: Uint8Array, random: Random): Uint8Array {
  let spoilt = octets.slice();
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(spoilt.length + 1);
    const kind = random(6);
    if (kind === 0) spoilt = spoilt.slice(0, at);
    else if (kind === 1) spoilt = new Uint8Array([...spoilt.subarray(0, at), random(256), ...spoilt.subarray(at)]);
    else if (kind === 2) spoilt.copyWithin(at, random(spoilt.length + 1), random(spoilt.length + 1));
    else if (at < spoilt.length) spoilt[at] = kind === 3 ? random(256) : spoilt[at]! ^ (1 << random(8));
  }
  return spoilt;
}

const randomOctets = (random: Random) => Uint8Array.from({ length: random(60) }, () => random(256));

function encodedAgain(pdu: AnyPdu): string | undefined {
  if (pdu.kind === "submit") return encodeSubmit(pdu).pdu;
  if (pdu.kind === "deliver") return encodeDeliver(pdu).pdu;
  return pdu.kind === "status-report" ? encodeStatusReport(pdu).pdu : undefined;
}

/** What the work gives, undefined for a PduError that says where it was; anything else passes through. */
function outcomeOf<Value>(work: () => Value, octets: Uint8Array): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PduError)) throw error;
    const { kind, field, offset } = error;
    const isInside = offset !== undefined && offset >= 0 && offset <= octets.length;
    if (isInside && FIELDS.test(field) && ERROR_KINDS.includes(kind)) return undefined;
    throw new Error(`${kind} ${field} at ${offset}`, { cause: error });
  }
}

test(`${COUNT} random and mutated PDUs give a value or a PduError, and values can be written again`, () => {
  const random = seededRandom(SEED);
  const right = seeds();
  let values = 0;
  let errors = 0;
  for (let index = 0; index < COUNT; index++) {
    const seed = right[random(right.length)]!;
    const octets = index % 8 === 0 ? randomOctets(random) : mutated(seed.octets, random);
    const kind = random(4) === 0 ? KINDS[random(KINDS.length)]! : seed.kind;
    try {
      const asKind = outcomeOf(
        () => decodePdu(octets, { kind, smsc: random(8) !== 0, acknowledges: random(2) === 0 }),
        octets,
      );
      outcomeOf(() => decodeIncoming(octets), octets);
      if (asKind === undefined) errors++;
      else {
        values++;
        checkAgain(asKind);
      }
    } catch (cause) {
      throw new Error(`seed ${SEED}, number ${index}: ${kind} ${toHex(octets)}`, { cause });
    }
  }
  expect(values + errors).toBe(COUNT);
  expect(values).toBeGreaterThan(COUNT / 10);
  expect(errors).toBeGreaterThan(COUNT / 10);
}, 180_000);

/** A value that was read is written, and reads the same; only an SMSC of letters cannot be written. */
function checkAgain(pdu: AnyPdu): void {
  if (pdu.smsc?.type === "alphanumeric") return;
  const again = encodedAgain(pdu);
  if (again !== undefined && !Bun.deepEquals(decodePdu(again, { kind: pdu.kind }), pdu)) {
    throw new Error(`${again} reads otherwise`);
  }
}

test("hexadecimal that is none gives a PduError with its octet", () => {
  for (const [hex, offset] of [
    ["0", 0],
    ["0x", 0],
    ["00 1", 1],
    ["0001zz", 2],
    ["00010", 2],
    ["00é0", 1],
  ] as const) {
    expect(pduErrorOf(() => decodeIncoming(hex))).toMatchObject({ kind: "invalid", field: "PDU", offset });
  }
  expect(toHex(fromHex("00aAfF"))).toBe("00AAFF");
});
