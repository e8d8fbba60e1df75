import { defined } from "../../../defined.ts";
import { createLru } from "../../../lru.ts";
import { joinPdus, type MessageClass, type SubmitPdu, toHex } from "../../../pdu/index.ts";

/** A message with all its parts. */
interface JoinedMessage {
  text: string;
  /** Hexadecimal, of binary messages only. */
  data?: string;
  parts: number;
  class?: MessageClass;
}

/** PDUs by part number. */
type Parts = Map<number, Part>;

/** The octets and what they say. */
interface Part {
  submit: SubmitPdu;
  pdu: string;
}

/** Messages whose parts are remembered after they were joined, and messages that may wait for a part. */
const REMEMBERED = 2000;

/**
 * A handset's memory for parts: by sender, recipient, reference and total, as 23.040 §9.2.3.24.1 says.
 *
 * A part that comes again unchanged is kept once. When all parts of a message come again, it is joined again: a
 * telephone would show it twice; but a stray repeat never mixes with a later message that has the same reference.
 */
export function createJoiner(): { add(from: string, part: Part): JoinedMessage | undefined } {
  const open = createLru<string, Parts>(REMEMBERED);
  const joined = createLru<string, Parts>(REMEMBERED);

  function add(from: string, part: Part): JoinedMessage | undefined {
    const { submit } = part;
    const { concat } = submit.userData;
    if (!concat || concat.total < 2 || concat.part < 1 || concat.part > concat.total) return join(part, [part]);
    const key = [from, submit.to.number, concat.reference, concat.total, concat.wide].join("/");
    let parts = open.peek(key);
    if (!parts || startsAnother(parts, concat.part, part, joined.peek(key))) {
      parts = new Map();
      open.set(key, parts);
    }
    parts.set(concat.part, part);
    if (parts.size < concat.total) return undefined;
    open.delete(key);
    joined.set(key, parts);
    return join(part, [...parts.values()]);
  }

  return { add };
}

/** Whether the part cannot belong to those that wait under its reference. */
function startsAnother(waiting: Parts, number: number, part: Part, earlier: Parts | undefined): boolean {
  const same = waiting.get(number);
  if (same) return !sameBody(same, part);
  const isRepeat = (place: number, body: Part) => {
    const before = earlier?.get(place);
    return before !== undefined && sameBody(before, body);
  };
  // Only repeats wait, and a new part arrives that does not belong to them: they were strays.
  const onlyRepeats = [...waiting].every(([place, body]) => isRepeat(place, body));
  return onlyRepeats && !isRepeat(number, part) && [...waiting.keys()].some((place) => place > number);
}

function join({ submit }: Part, parts: Part[]): JoinedMessage {
  const { text, data } = joinPdus(
    parts.map(({ pdu }) => pdu),
    "submit",
  );
  return {
    text,
    ...(data === undefined ? {} : { data: toHex(data).toLowerCase() }),
    parts: parts.length,
    ...defined({ class: submit.class }),
  };
}

function sameBody({ submit: left }: Part, { submit: right }: Part): boolean {
  return Bun.deepEquals([left.userData.text, left.userData.data], [right.userData.text, right.userData.data]);
}
