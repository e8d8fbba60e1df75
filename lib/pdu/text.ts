import { dataCodingOf } from "./data-coding.ts";
import { beginDeliver } from "./deliver.ts";
import { PduError } from "./error.ts";
import { endOfPart, packSeptets } from "./gsm7.ts";
import { encodeHeader, headerLength } from "./header.ts";
import { type Plan, planText, septets } from "./segmentation.ts";
import { beginSubmit } from "./submit.ts";
import type {
  Concatenation,
  DeliverInput,
  EncodedPdu,
  Language,
  SubmitInput,
  TextDeliver,
  TextPreview,
  TextSubmit,
} from "./types.ts";
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
 * one are concatenated. Escape sequences and surrogate pairs stay whole. TP-MR is 0: modems put their own.
 *
 * @throws PduError kind "too-long" past 255 parts; "invalid" or "too-long" for a recipient that is no number
 */
export function encodeText(submit: TextSubmit): EncodedPdu[] {
  if (submit.to === "") throw new PduError("invalid", "no recipient", { field: "TP-DA" });
  const reference = submit.reference ?? 0;
  const plan = planText(submit.text, submit.languages ?? NONE, isWide(reference));
  const fields: Omit<SubmitInput, "userData"> = { to: submit.to };
  if (submit.smsc !== undefined) fields.smsc = submit.smsc;
  if (submit.requestReport === true) fields.requestReport = true;
  if (submit.validitySeconds !== undefined) fields.validity = { seconds: submit.validitySeconds };
  beginSubmit(fields, dataCodingOf(plan.alphabet, submit.flash === true ? 0 : undefined), needsHeader(plan));
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

/** Writes each part behind what the writer holds up to TP-UDL. */
function encodeParts(text: string, plan: Plan, reference: number): EncodedPdu[] {
  const start = writer.at;
  const encoded: EncodedPdu[] = [];
  let from = 0;
  for (let part = 1; part <= plan.parts; part++) {
    writer.at = start;
    from = encodePart(text, plan, { from, reference, part });
    encoded.push(writer.encoded());
  }
  return encoded;
}

/** Writes the user data of one part that begins at `from`, and gives where the next begins. */
function encodePart(text: string, plan: Plan, place: { from: number; reference: number; part: number }): number {
  const { from, reference, part } = place;
  const header: { concat?: Concatenation; language?: NonNullable<Plan["language"]> } = {};
  if (plan.parts > 1) header.concat = { reference, total: plan.parts, part, wide: reference > 0xff };
  if (plan.language !== undefined) header.language = plan.language;
  const headerOctets = headerLength(header);
  const isGsm7 = plan.alphabet === "gsm7";
  const range = { septets, from, end: plan.length };
  range.end = isGsm7 ? endOfPart(range, plan.capacity) : endOfUcs2Part(text, from, plan.capacity);
  const { end } = range;
  writer.put(isGsm7 ? septetsOfHeader(headerOctets) + end - from : headerOctets + (end - from) * 2);
  encodeHeader(writer, header);
  writer.at = isGsm7
    ? packSeptets(range, writer.octets, { at: writer.at, fill: fillBitsAfter(headerOctets) })
    : toUcs2(text, writer.octets, { at: writer.at, from, end });
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
