import { PduError, previewText } from "../../pdu/index.ts";
import { MOST_PARTS } from "./refusals.ts";

/** UTF-16 units that are one part in whatever alphabet. */
const CERTAINLY_ONE = 70;
/** UTF-16 units: a part of several has no more than 153 septets, each of at most one unit. */
export const LONGEST_PART = 153;
/** UTF-16 units that no message exceeds. */
export const LONGEST_TEXT = MOST_PARTS * LONGEST_PART;
/** UTF-16 units: a part of several has 67, of which one stays empty where a pair of surrogates would be cut. */
const CERTAIN_OF_A_PART = 66;

/** Parts that a text certainly does not exceed; costs nothing. */
export const mostParts = (text: string): number =>
  text.length <= CERTAINLY_ONE ? 1 : Math.ceil(text.length / CERTAIN_OF_A_PART);

/** Whether a text takes more parts than a message can have. */
export const isTooLong = (text: string): boolean => mostParts(text) > MOST_PARTS && countParts(text) === undefined;

/** Parts that a text takes as SMS; `undefined`: more than a message can have. */
export function countParts(text: string): number | undefined {
  if (text.length <= CERTAINLY_ONE) return 1;
  if (text.length > LONGEST_TEXT) return undefined;
  try {
    return previewText(text).parts;
  } catch (error) {
    if (error instanceof PduError && error.kind === "too-long") return undefined;
    throw error;
  }
}
