/** 500 rows in a statement: one each would wait for the server 500 times as often, and all at once hold more values than a statement may. */
const STEP = 500;

/** Writes `items` so many at a time, in order. @throws what `write` throws */
export async function inSteps<Item>(
  items: readonly Item[],
  write: (step: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < items.length; from += STEP) await write(items.slice(from, from + STEP));
}
