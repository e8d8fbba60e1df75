import { bytesOf } from "./event-text.ts";
import type { LiveEvent, LiveType } from "./render.ts";

/** What a stream's reader may see. */
export interface Audience {
  userId: number;
  types: ReadonlySet<LiveType>;
  /** Messages of others too. */
  seesAllMessages: boolean;
  /** Of modems the SIM and the settings too. */
  seesSims: boolean;
}

/** Gives the bytes of these events for an audience, made once for all that see the same; `undefined`: nothing is for them. */
export function createBytesFor(events: readonly LiveEvent[]): (audience: Audience) => Uint8Array | undefined {
  const made = new Map<string, Uint8Array | undefined>();
  return (audience) => {
    const key = keyOf(audience);
    if (!made.has(key)) made.set(key, bytesFor(audience, events));
    return made.get(key);
  };
}

const keyOf = ({ userId, types, seesAllMessages, seesSims }: Audience) =>
  `${seesAllMessages || !types.has("message") ? "" : userId} ${seesSims} ${[...types].join()}`;

function bytesFor(audience: Audience, events: readonly LiveEvent[]): Uint8Array | undefined {
  const texts = events
    .filter((event) => sees(audience, event))
    .map(({ text, textWithSim = text }) => (audience.seesSims ? textWithSim : text));
  return texts.length === 0 ? undefined : bytesOf(texts.join(""));
}

function sees({ userId, types, seesAllMessages }: Audience, event: LiveEvent): boolean {
  if (!types.has(event.type)) return false;
  return event.type !== "message" || seesAllMessages || event.userId === userId;
}
