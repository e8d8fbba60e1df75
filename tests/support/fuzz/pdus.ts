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
} from "../../../lib/pdu/index.ts";
import aosp from "../../pdu/vectors/aosp.json";
import languageTables from "../../pdu/vectors/language-tables.json";
import nodePdu from "../../pdu/vectors/node-pdu.json";
import warthog618 from "../../pdu/vectors/warthog618.json";
import { seededRandom } from "../seeded-random.ts";

const KINDS: readonly PduKind[] = ["submit", "deliver", "status-report", "submit-report", "deliver-report", "command"];
const FIELDS = /^(PDU|SMSC|TP-(MTI|MR|DA|OA|RA|PID|DCS|VP|SCTS|DT|ST|PI|FCS|CT|MN|CDL|CD|UDL|UDHL|UD))$/;
const ERROR_KINDS: readonly PduErrorKind[] = ["truncated", "invalid", "too-long", "trailing"];

/** What random and mutated PDUs gave. */
interface PduFuzzFigures {
  values: number;
  errors: number;
  /** Of one PDU, in milliseconds. */
  longestMs: number;
}

/**
 * Reads random and mutated PDUs: each gives a value or a PduError that says where it was, and a value can be written again.
 *
 * @throws Error with the seed, the number and the PDU of the first one that does neither
 */
export function fuzzPdus({ pdus, seed: number }: { pdus: number; seed: number }): PduFuzzFigures {
  const random = seededRandom(number);
  const right = seeds();
  const figures: PduFuzzFigures = { values: 0, errors: 0, longestMs: 0 };
  for (let index = 0; index < pdus; index++) {
    const seed = pick(right, random);
    const octets = index % 8 === 0 ? randomOctets(random) : mutated(seed.octets, random);
    const kind = random(4) === 0 ? pick(KINDS, random) : seed.kind;
    const since = performance.now();
    try {
      const options = { kind, smsc: random(8) !== 0, acknowledges: random(2) === 0 };
      const asKind = outcomeOf(() => decodePdu(octets, options), octets);
      outcomeOf(() => decodeIncoming(octets), octets);
      if (asKind === undefined) figures.errors++;
      else {
        figures.values++;
        checkAgain(asKind);
      }
    } catch (cause) {
      throw new Error(`seed ${number}, number ${index}: ${kind} ${toHex(octets)}`, { cause });
    }
    figures.longestMs = Math.max(figures.longestMs, performance.now() - since);
  }
  return figures;
}

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
    else if (at < spoilt.length) spoilt[at] = kind === 3 ? random(256) : (spoilt[at] ?? 0) ^ (1 << random(8));
  }
  return spoilt;
}

function pick<Value>(from: readonly Value[], random: Random): Value {
  return from[random(from.length)] as Value;
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

/** A value that was read is written, and reads the same; only an SMSC of letters cannot be written. */
function checkAgain(pdu: AnyPdu): void {
  if (pdu.smsc?.type === "alphanumeric") return;
  const again = encodedAgain(pdu);
  if (again !== undefined && !Bun.deepEquals(decodePdu(again, { kind: pdu.kind }), pdu)) {
    throw new Error(`${again} reads otherwise`);
  }
}
