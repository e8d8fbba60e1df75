/** Fields that one person has changed, put on top of what another has stored meanwhile. */
export interface Merged<Values> {
  values: Values;
  /** Fields that both have changed, each in their own way; `values` has those of the person. */
  clashes: readonly (keyof Values & string)[];
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Merges three states of the same fields, each of them as a whole.
 *
 * @param base  what the person began with
 * @param theirs  what is stored now
 */
export function merge<Values extends object>(base: Values, mine: Values, theirs: Values): Merged<Values> {
  const fields = Object.keys(base) as (keyof Values & string)[];
  const touched = fields.filter((field) => !isSame(base[field], mine[field]));
  const values = { ...theirs };
  for (const field of touched) values[field] = mine[field];
  const clashes = touched.filter((field) => !isSame(base[field], theirs[field]) && !isSame(mine[field], theirs[field]));
  return { values, clashes };
}

/** The fields that are not as before: what a PATCH has to say. */
export function changedFields<Values extends object>(before: Values, after: Values): Partial<Values> {
  const fields = Object.keys(after) as (keyof Values)[];
  const changed: Partial<Values> = {};
  for (const field of fields) if (!isSame(before[field], after[field])) changed[field] = after[field];
  return changed;
}
