import { tablesOf } from "./alphabet-tables.ts";
import { readDeliver } from "./deliver.ts";
import { type Body, Reader } from "./reader.ts";
import { type SeptetRun, textOfRuns, unpackSeptets } from "./septets.ts";
import { readSubmit } from "./submit.ts";
import type { UserData } from "./types.ts";
import { isLittleEndianUcs2, textOfUcs2 } from "./ucs2.ts";
import { isSeptets } from "./user-data.ts";

/** The content of all parts of one message together. */
interface JoinedPdus {
  text: string;
  /** Of 8-bit and compressed parts. */
  data?: Uint8Array;
}

/** One part, with its user data still octets. */
interface Part {
  userData: UserData;
  octets: Uint8Array;
  body: Body;
}

/**
 * Joins the user data of the parts of one message, as octets and septets, and then decodes it: senders cut where a part
 * is full, even inside a surrogate pair, inside a UCS2 character, or after an escape.
 *
 * Parts are ordered by number if all have one, and only neighbours are joined. A half that remains becomes U+FFFD
 * (a surrogate), a space (an escape) or nothing (an octet of UCS2).
 *
 * @param pdus  hexadecimal, with the SMSC; of one kind
 * @throws PduError when one of them cannot be read
 */
export function joinPdus(pdus: readonly string[], kind: "deliver" | "submit"): JoinedPdus {
  const given = pdus.map((pdu) => readPart(pdu, kind));
  const ordered = given.every(({ userData }) => userData.concat !== undefined)
    ? given.toSorted((one, other) => numberOf(one) - numberOf(other))
    : given;
  const text = runsOf(ordered)
    .map((run) => textOf(run).toWellFormed())
    .join("");
  const binary = ordered.filter(({ userData }) => userData.data !== undefined);
  if (binary.length === 0) return { text };
  return { text, data: Uint8Array.from(binary.flatMap(({ userData }) => [...userData.data!])) };
}

function readPart(pdu: string, kind: "deliver" | "submit"): Part {
  const reader = new Reader(pdu, true);
  const { userData } = kind === "deliver" ? readDeliver(reader, true) : readSubmit(reader, true);
  return { userData, octets: reader.octets, body: reader.body! };
}

const numberOf = ({ userData }: Part) => userData.concat?.part ?? 0;

/** Neighbours of one alphabet. */
function runsOf(parts: readonly Part[]): Part[][] {
  const runs: Part[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const follows =
      before !== undefined &&
      before.userData.concat !== undefined &&
      numberOf(part) === numberOf(before) + 1 &&
      part.userData.alphabet === before.userData.alphabet;
    if (follows) run?.push(part);
    else runs.push([part]);
  }
  return runs;
}

function textOf(run: readonly Part[]): string {
  const texts = run.filter(({ userData }) => userData.text !== undefined);
  if (texts.length > 1 && texts.every(({ body }) => isSeptets(body))) return textOfRuns(texts.map(septetsOf));
  if (texts.length > 1 && texts.some(({ body }) => body.length % 2 === 1)) return textOfHalves(texts);
  // A byte order mark in the first part alone applies to all parts.
  if (texts.map(isLittleEndian).lastIndexOf(true) === 0) return textOfUcs2(octetsOf(texts));
  return texts.map(({ userData }) => userData.text ?? "").join("");
}

const isLittleEndian = ({ userData, octets, body }: Part) =>
  userData.alphabet === "ucs2" && isLittleEndianUcs2(octets, body.start);

const octetsOf = (parts: readonly Part[]) =>
  Uint8Array.from(parts.flatMap(({ octets, body }) => [...octets.subarray(body.start, body.start + body.length)]));

function septetsOf({ userData, octets, body }: Part): SeptetRun {
  const { start, fill, length } = body;
  return {
    septets: unpackSeptets(octets, { start, bit: fill, count: length }),
    tables: tablesOf(userData.language),
  };
}

/**
 * Where a UCS2 part ends with half a character, either the next part begins with the other half, or it is padding: the
 * 133 octets after a 16-bit concatenation are not a whole number of characters. The reading with fewer different upper
 * halves is right, since a text uses few scripts but many lower halves.
 */
function textOfHalves(parts: readonly Part[]): string {
  const joined = textOfUcs2(octetsOf(parts));
  const apart = parts.map(({ userData }) => userData.text ?? "").join("");
  return scriptsOf(apart) < scriptsOf(joined) ? apart : joined;
}

const scriptsOf = (text: string) =>
  new Set(Array.from({ length: text.length }, (_, at) => text.charCodeAt(at) >> 8)).size;
