import { createHistory } from "../history.ts";
import { subscriberKey } from "./numbers.ts";
import type { NetworkPart, SentText } from "./types.ts";

/** A telephone that is no modem. */
interface Handset {
  /** As it was last dialled or has sent. */
  number: string;
  isOn: boolean;
  /** Parts that wait until it is on. */
  waiting: number;
}

/** The telephones of a network. */
export interface Handsets {
  isOff(number: string): boolean;
  /** A switched-off handset gets nothing: the part waits. Of too many the oldest are lost. */
  hold(part: NetworkPart): void;
  /** Gives what has waited, oldest first. */
  turn(number: string, isOn: boolean): NetworkPart[];
  sent(text: Omit<SentText, "id">): void;
  /** What handsets have sent to modems, oldest first. */
  texts(): SentText[];
  /** The telephone with this number, whether it was used before or not. */
  find(number: string): Handset;
}

/** @param keep  parts that may wait, and texts that are remembered */
export function createHandsets(keep: number): Handsets {
  const off = new Map<string, NetworkPart[]>();
  const texts = createHistory<SentText>(keep);
  let held = 0;
  let lastText = 0;

  const dropOldest = () => {
    const [longest] = [...off.values()].toSorted((a, b) => b.length - a.length);
    if (longest?.shift() !== undefined) held--;
  };

  return {
    isOff: (number) => off.has(subscriberKey(number)),
    hold(part) {
      off.get(subscriberKey(part.to))?.push(part);
      held++;
      if (held > keep) dropOldest();
    },
    turn(number, isOn) {
      const key = subscriberKey(number);
      const waiting = off.get(key) ?? [];
      if (!isOn) {
        off.set(key, waiting);
        return [];
      }
      off.delete(key);
      held -= waiting.length;
      return waiting;
    },
    sent: (text) => texts.push({ id: ++lastText, ...text }),
    texts: texts.entries,
    find(number) {
      const waiting = off.get(subscriberKey(number));
      return { number, isOn: waiting === undefined, waiting: waiting?.length ?? 0 };
    },
  };
}
