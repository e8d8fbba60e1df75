import { parseJson } from "../json.ts";
import { type JsonPlaceName, SEALED_PLACES } from "./sealing/places.ts";
import { markDamaged } from "./sealing/sealed-texts.ts";

/** The JSON in this place of a row: see {@link jsonOr}. */
export function jsonAt<Value extends object>(row: object, name: JsonPlaceName): Value {
  const { column, instead } = SEALED_PLACES[name];
  // Of what it may have, no member is in every one.
  return jsonOr(row, column, JSON.parse(instead) as Value, {});
}

/**
 * The object or list that a column has as JSON. What is no longer {@link isLike} `example`, since somebody has changed it or the disk has lost it,
 * counts as damaged, as a sealed text that does not open, and keeps nobody from the other rows: `instead` is read.
 */
export function jsonOr<Value extends object | undefined>(
  row: object,
  column: string,
  instead: Value,
  example: object | undefined = instead,
): Value {
  const text = (row as Record<string, unknown>)[column];
  const value = typeof text === "string" ? parseJson(text) : undefined;
  if (isLike(value, example)) return value as Value;
  markDamaged(row, column);
  return instead;
}

/** Whether a value is an object or a list as `example`, of which it has every member as the same kind of value. */
export function isLike<Value extends object | undefined>(value: unknown, example: Value): value is Value {
  if (typeof value !== "object" || value === null) return false;
  if (example === undefined) return true;
  const members = value as Record<string, unknown>;
  return (
    kindOf(value) === kindOf(example) &&
    Object.entries(example).every(([name, one]) => kindOf(members[name]) === kindOf(one))
  );
}

const kindOf = (value: unknown) => (Array.isArray(value) ? "list" : typeof value);
