import { joinParts, type MessageClass, type SubmitPdu, type UserData } from "../../../pdu/index.ts";

/** A message whose parts are all there. */
export interface JoinedMessage {
  text: string;
  /** Hexadecimal, of binary messages only. */
  data?: string;
  parts: number;
  class?: MessageClass;
}

type Parts = Map<number, UserData>;

/** Messages whose parts are remembered after they were joined, and messages that may wait for a part. */
const REMEMBERED = 2000;

/**
 * A handset's memory for parts: by sender, recipient, reference and total, as 23.040 §9.2.3.24.1 says.
 *
 * A part that comes again unchanged is kept once. When all parts of a message come again, it is joined again, as a
 * telephone would show it twice; but a stray repeat never mixes with a later message that has the same reference.
 */
export function createJoiner(): { add(from: string, submit: SubmitPdu): JoinedMessage | undefined } {
  const open = new Map<string, Parts>();
  const joined = new Map<string, Parts>();

  function add(from: string, submit: SubmitPdu): JoinedMessage | undefined {
    const { userData } = submit;
    const { concat } = userData;
    if (!concat || concat.total < 2 || concat.part < 1 || concat.part > concat.total) return join(submit, [userData]);
    const key = [from, submit.to.number, concat.reference, concat.total, concat.wide].join("/");
    let parts = open.get(key);
    if (!parts || startsAnother(parts, concat.part, userData, joined.get(key))) {
      parts = new Map();
      remember(open, key, parts);
    }
    parts.set(concat.part, userData);
    if (parts.size < concat.total) return undefined;
    open.delete(key);
    remember(joined, key, parts);
    const inOrder = [...parts].sort(([left], [right]) => left - right).map(([, part]) => part);
    return join(submit, inOrder);
  }

  return { add };
}

/** Whether the part cannot belong to those that wait under its reference. */
function startsAnother(waiting: Parts, part: number, userData: UserData, earlier: Parts | undefined): boolean {
  const same = waiting.get(part);
  if (same) return !sameBody(same, userData);
  const isRepeat = (number: number, body: UserData) => {
    const before = earlier?.get(number);
    return before !== undefined && sameBody(before, body);
  };
  // Only repeats wait, something new comes, and it does not follow them: they were strays.
  const onlyRepeats = [...waiting].every(([number, body]) => isRepeat(number, body));
  return onlyRepeats && !isRepeat(part, userData) && [...waiting.keys()].some((number) => number > part);
}

function remember(map: Map<string, Parts>, key: string, parts: Parts): void {
  map.delete(key);
  map.set(key, parts);
  if (map.size <= REMEMBERED) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

function join(last: SubmitPdu, parts: UserData[]): JoinedMessage {
  const binary = parts.filter((part) => part.data !== undefined);
  return {
    text: joinParts(parts),
    ...(binary.length > 0 ? { data: binary.map((part) => hexadecimal(part.data)).join("") } : {}),
    parts: parts.length,
    ...(last.class === undefined ? {} : { class: last.class }),
  };
}

const hexadecimal = (data: Uint8Array | undefined) => (data === undefined ? "" : Buffer.from(data).toString("hex"));

const sameBody = (left: UserData, right: UserData) =>
  left.text === right.text && hexadecimal(left.data) === hexadecimal(right.data);
