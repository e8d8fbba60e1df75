import type { RoutedMessage, RoutingStore } from "../../messages/index.ts";

/** Times that a text is forwarded by this gateway; the fourth would be a circle. */
export const MOST_FORWARDS = 3;
/** An hour: what goes in a circle comes back within minutes, and after an hour somebody may mean the same again. */
const FORWARDS_KEPT_MS = 3_600_000;

/**
 * How often the text of a message was forwarded by this gateway before it came in: it comes from a number that the text was
 * forwarded to, or to an own number that it was, and one of the texts holds the other. Machines put something in front of a text, and
 * answers to a forwarded text have it in front of them.
 *
 * @param numbers  the sender's and the own one, as messages are sent to them
 * @throws what the store throws
 */
export async function timesForwarded(
  { text = "" }: Pick<RoutedMessage, "text">,
  {
    store,
    numbers,
    now,
  }: { store: Pick<RoutingStore, "forwardedTo">; numbers: readonly (string | undefined)[]; now: number },
): Promise<number> {
  const known = numbers.filter((number) => number !== undefined);
  const own = text.trim();
  if (known.length === 0 || own === "") return 0;
  const forwarded = await store.forwardedTo(known, now - FORWARDS_KEPT_MS);
  const same = forwarded.filter((each) => own.includes(each.text.trim()) || each.text.includes(own));
  return same.reduce((most, { times }) => Math.max(most, times), 0);
}
