import { parseJson } from "../json.ts";
import { type JsonPlaceName, SEALED_PLACES } from "./sealing/places.ts";
import { markDamaged } from "./sealing/sealed-texts.ts";

/** The JSON in this place of a row: see {@link jsonOr}. */
export function jsonAt<Value extends object>(row: object, name: JsonPlaceName): Value {
  const { column, instead } = SEALED_PLACES[name];
  return jsonOr(row, column, JSON.parse(instead) as Value);
}

/**
 * The object or list that a column has as JSON. What is none any more, since somebody has changed it or the disk has lost it, counts as damaged, as
 * a sealed text that does not open, and keeps nobody from the other rows: `instead` is read.
 */
export function jsonOr<Value extends object | undefined>(row: object, column: string, instead: Value): Value {
  const text = (row as Record<string, unknown>)[column];
  const value = typeof text === "string" ? parseJson(text) : undefined;
  const isOfKind = instead === undefined || Array.isArray(value) === Array.isArray(instead);
  if (typeof value === "object" && value !== null && isOfKind) return value as Value;
  markDamaged(row, column);
  return instead;
}
