import { isNestedDeeper, parseJson } from "../json.ts";
import { type JsonPlaceName, SEALED_PLACES } from "./sealing/places.ts";
import { markDamaged } from "./sealing/sealed-texts.ts";
import type { Shape } from "./shape.ts";

/** 256 levels: five times as many as any rule has. Whatever walks through more ends with an overflow at last. */
const MOST_NESTED = 256;

/** The JSON in this place of a row: see {@link jsonOr}. */
export function jsonAt<Value extends object>(row: object, name: JsonPlaceName, shape: Shape): Value {
  const { column, instead } = SEALED_PLACES[name];
  return jsonOr(row, column, { shape, instead: JSON.parse(instead) as Value });
}

/**
 * The object or list that a column has as JSON. What no longer has its shape, since somebody has changed it or the disk has lost it, counts
 * as damaged, as a sealed text that does not open, and keeps nobody from the other rows: `instead` is read.
 */
export function jsonOr<Value extends object | undefined>(
  row: object,
  column: string,
  { shape, instead }: { shape: Shape; instead: Value },
): Value {
  const value = readJson<NonNullable<Value>>((row as Record<string, unknown>)[column], shape);
  if (value !== undefined) return value;
  markDamaged(row, column);
  return instead;
}

/** What a JSON text of the database says; `undefined`: it was damaged, and does not have the shape of its place. */
export function readJson<Value>(json: unknown, shape: Shape): Value | undefined {
  if (typeof json !== "string") return undefined;
  // Whoever nests so deep needs as many characters.
  if (json.length > MOST_NESTED && isNestedDeeper(json, MOST_NESTED)) return undefined;
  const value = parseJson(json);
  return value !== undefined && shape(value) ? (value as Value) : undefined;
}
