import { dataCodingOf } from "./data-coding.ts";
import { beginDeliver } from "./deliver.ts";
import { PduError } from "./error.ts";
import { endOfPart, packSeptets } from "./gsm7.ts";
import { encodeHeader, headerLength } from "./header.ts";
import { beginSubmit } from "./submit.ts";
import { type Plan, planText, septets } from "./text-plan.ts";
import type { TextDeliver, TextPreview, TextSubmit } from "./text-types.ts";
import type { DeliverInput, EncodedPdu, Language, UserData } from "./types.ts";
import { endOfUcs2Part, toUcs2 } from "./ucs2.ts";
import { fillBitsAfter, septetsOfHeader } from "./user-data.ts";
import { writer } from "./writer.ts";

const NONE: readonly Language[] = [];

/** Whether a concatenation reference needs 16 bits. */
function isWide(reference: number): boolean {
  if (Number.isInteger(reference) && reference >= 0 && reference <= 0xffff) return reference > 0xff;
  throw new PduError("invalid", `the reference ${reference} is not 0–65535`, { field: "TP-UDH" });
}

/**
 * Writes a text message as SMS-SUBMIT PDUs, in order and as few as its characters and `languages` allow. Only more than
 * one are concatenated. Escape sequences and surrogate pairs stay whole. TP-MR is 0: modems insert their own.
 *
 * @throws PduError kind "too-long" past 255 parts; "invalid" or "too-long" for a recipient that is not a number
 */
export function encodeText(submit: TextSubmit): EncodedPdu[] {
  if (submit.to === "") throw new PduError("invalid", "no recipient", { field: "TP-DA" });
  const reference = submit.reference ?? 0;
  const plan = planText(submit.text, submit.languages ?? NONE, isWide(reference));
  const { to, smsc, requestReport, validitySeconds } = submit;
  const validity = validitySeconds === undefined ? undefined : { seconds: validitySeconds };
  beginSubmit(
    { to, smsc, requestReport, validity },
    dataCodingOf(plan.alphabet, submit.flash === true ? 0 : undefined),
    needsHeader(plan),
  );
  return encodeParts(submit.text, plan, reference);
}

/**
 * Writes a text message as the SMS-DELIVER PDUs that a telephone gets, cut as `encodeText` does.
 *
 * @throws PduError kind "too-long" past 255 parts; "invalid" or "too-long" for a sender or a time that cannot be sent
 */
export function encodeDeliverText(deliver: TextDeliver): EncodedPdu[] {
  const reference = deliver.reference ?? 0;
  const plan = planText(deliver.text, deliver.languages ?? NONE, isWide(reference));
  const fields: Omit<DeliverInput, "userData"> = { from: deliver.from, timestamp: deliver.timestamp };
  if (deliver.smsc !== undefined) fields.smsc = deliver.smsc;
  if (deliver.protocol !== undefined) fields.protocol = deliver.protocol;
  beginDeliver(fields, dataCodingOf(plan.alphabet, deliver.class), needsHeader(plan));
  return encodeParts(deliver.text, plan, reference);
}

const needsHeader = (plan: Plan) => plan.parts > 1 || plan.language !== undefined;

/** Writes each part after the fields up to TP-UDL that the writer already holds. */
function encodeParts(text: string, plan: Plan, reference: number): EncodedPdu[] {
  const { parts: total } = plan;
  const start = writer.at;
  const encoded: EncodedPdu[] = [];
  const header: Pick<UserData, "concat" | "language"> = {};
  if (plan.language !== undefined) header.language = plan.language;
  let from = 0;
  for (let part = 1; part <= total; part++) {
    if (total > 1) header.concat = { reference, total, part, wide: reference > 0xff };
    writer.at = start;
    from = encodePart(text, plan, header, from);
    encoded.push(writer.encoded());
  }
  return encoded;
}

/** Writes the user data of the part that begins at `from`, and returns where the next begins. */
function encodePart(text: string, plan: Plan, header: Pick<UserData, "concat" | "language">, from: number): number {
  const headerOctets = headerLength(header);
  if (plan.alphabet === "gsm7") {
    const end = endOfPart(septets, plan.length, from + plan.capacity);
    writer.put(septetsOfHeader(headerOctets) + end - from);
    encodeHeader(writer, header);
    writer.at = packSeptets(septets, from, end, writer.octets, writer.at, fillBitsAfter(headerOctets));
    return end;
  }
  const end = endOfUcs2Part(text, from, plan.capacity);
  writer.put(headerOctets + (end - from) * 2);
  encodeHeader(writer, header);
  writer.at = toUcs2(text, from, end, writer.octets, writer.at);
  return end;
}

/**
 * What a text will cost as `encodeText` would cut it with an 8-bit reference.
 *
 * @throws PduError kind "too-long" past 255 parts
 */
export function previewText(text: string, options?: { languages?: readonly Language[] }): TextPreview {
  const plan = planText(text, options?.languages ?? NONE, false);
  const { alphabet, parts } = plan;
  const preview: TextPreview = { parts, alphabet, remaining: plan.capacity - plan.inLast };
  if (plan.language !== undefined) preview.language = plan.language;
  if (alphabet === "ucs2") {
    const character = String.fromCodePoint(text.codePointAt(plan.lacking)!);
    preview.forcedBy = { character, index: plan.lacking };
  }
  return preview;
}
