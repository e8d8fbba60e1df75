import type { Failure, Fault } from "../operations/failures.ts";

/** An ID in a body that names something else, and where it stands. */
interface Reference {
  pointer: string;
  id: number;
}

/** 20: as many as other values that are wrong. */
const MOST_FAULTS = 20;

/** The references of a list of IDs. @param at  where the list stands, such as `/contacts` */
export const referencesIn = (at: string, ids: readonly number[] = []): Reference[] =>
  ids.map((id, place) => ({ pointer: `${at}/${place}`, id }));

/**
 * What is unprocessable, with the references that lead to nothing. Other failures stay as they are.
 *
 * @param options.isThere  whether there is what an ID names
 * @param options.message  what such a reference must be
 * @throws what `isThere` throws
 */
export async function pointingOut(
  failed: Failure,
  references: readonly Reference[],
  { isThere, message }: { isThere: (id: number) => boolean | Promise<boolean>; message: string },
): Promise<Failure> {
  if (failed.failed !== 422 || failed.faults !== undefined) return failed;
  const faults: Fault[] = [];
  for (const { pointer, id } of references) {
    if (faults.length < MOST_FAULTS && !(await isThere(id))) faults.push({ pointer, message });
  }
  return faults.length === 0 ? failed : { ...failed, faults };
}
