import type { Delivery, Forwarded, RoutedMessage, RoutingStore } from "../../messages/index.ts";

/** Times that a text is forwarded by this gateway; the fourth would be a circle. */
export const MOST_FORWARDS = 3;
/**
 * 5 times the same text goes to somebody who wrote each time within 10 minutes: rules with texts of their own, without `{text}`, let
 * two gateways write to each other what shows nothing of what came in. A person who gets what they write themselves may write
 * some messages in a row.
 */
const MOST_REPEATS = 5;
const REPEATED_WITHIN_MS = 10 * 60_000;
/** An hour: what goes in a circle comes back within minutes, and after an hour somebody may mean the same again. */
const FORWARDS_KEPT_MS = 3_600_000;

/** What sends a text on to people. */
export const FORWARDS: ReadonlySet<Delivery["kind"]> = new Set(["contact", "group", "number", "alarm"]);

/** What this gateway has sent to whoever a message comes from. */
export interface Circles {
  /** How often the text of the message was forwarded by this gateway before it came in. */
  forwarded: number;
  /** Why one more message with this text would go in a circle: so often it went before. `undefined`: it would not. */
  repeated(text: string): { times: number; isCircle: boolean };
}

/** Nothing goes in a circle. */
export const NO_CIRCLES: Circles = { forwarded: 0, repeated: () => ({ times: 0, isCircle: false }) };

/**
 * Finds circles. A text was forwarded before if the message comes from a number that the text was forwarded to, or to an own number that it
 * was, and one of the texts holds the other: machines put something in front of a text, and answers to a forwarded text have
 * it in front of them. The text of an alarm that comes back whole is one at once: with each round it would be longer, and another alarm.
 *
 * @param numbers  the sender's and the own one, as messages are sent to them
 * @throws what the store throws
 */
export async function findCircles(
  { text = "" }: Pick<RoutedMessage, "text">,
  {
    store,
    numbers,
    now,
  }: { store: Pick<RoutingStore, "forwardedTo">; numbers: readonly (string | undefined)[]; now: number },
): Promise<Circles> {
  const known = numbers.filter((number) => number !== undefined);
  if (known.length === 0) return NO_CIRCLES;
  const forwarded = await store.forwardedTo(known, now - FORWARDS_KEPT_MS);
  const recent = forwarded.filter(({ at, ofAlarm }) => !ofAlarm && at > now - REPEATED_WITHIN_MS);
  return {
    forwarded: timesForwarded(text.trim(), forwarded),
    repeated(text) {
      const shape = shapeOf(text);
      const times = most(recent.filter((each) => shapeOf(each.text) === shape));
      return { times, isCircle: times >= MOST_REPEATS };
    },
  };
}

function timesForwarded(own: string, forwarded: readonly Forwarded[]): number {
  if (own === "") return 0;
  const isSame = ({ text, ofAlarm }: Forwarded) => own.includes(text.trim()) || (!ofAlarm && text.includes(own));
  return most(forwarded.filter(isSame).map((each) => (each.ofAlarm ? { times: MOST_FORWARDS } : each)));
}

const most = (forwarded: readonly { times: number }[]) =>
  forwarded.reduce((most, { times }) => Math.max(most, times), 0);

/** Times and counts differ from round to round. */
const shapeOf = (text: string) => text.replaceAll(/\d+/g, "0").replaceAll(/\s+/g, " ").trim();
