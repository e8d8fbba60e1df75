import { defined } from "../../defined.ts";
import type { AnyMessage, MessageArchive, MessagePlace, SearchFilter } from "../../messages/index.ts";
import type { OtherSide } from "./other-side.ts";

/** 2,000 messages of a few numbers: 50 ms of looking; a page that finds too few numbers among them says where to go on. */
const LOOK_AT = 2_000;
/** 200 messages a step. */
const STEP = 200;

const placeOf = (any: AnyMessage): MessagePlace => ({
  direction: any.direction,
  id: any.message.id,
  at: any.direction === "incoming" ? any.message.receivedAt : any.message.createdAt,
});

/**
 * Goes through the messages behind a place, and finds the latest of each number: one that has a message in front of the
 * place is on a page before.
 *
 * @param options.otherSide  reads numbers: one that networks write in several forms is one
 * @throws StoreFailure
 */
export async function latestByNumber(
  archive: Pick<MessageArchive, "page">,
  filter: SearchFilter,
  { after, limit, otherSide }: { after: MessagePlace | undefined; limit: number; otherSide: OtherSide },
): Promise<{ latest: [string, AnyMessage][]; next?: MessagePlace }> {
  const latest = new Map<string, AnyMessage>();
  const listed = new Set<string>();
  let place = after;
  for (let looked = 0; looked < LOOK_AT; looked += STEP) {
    const page = await archive.page(filter, { limit: STEP, order: "newest", ...defined({ after: place }) });
    for (const message of page.messages) {
      const number = numberOf(message, otherSide);
      const isNew = number !== undefined && !latest.has(number) && !listed.has(number);
      if (
        isNew &&
        after !== undefined &&
        (await hasInFront(archive, { ...filter, ...otherSide.filterOf(number) }, after))
      ) {
        listed.add(number);
      } else if (isNew) {
        if (latest.size === limit) return { latest: [...latest], ...defined({ next: place }) };
        latest.set(number, message);
      }
      place = placeOf(message);
    }
    if (page.next === undefined) return { latest: [...latest] };
    place = page.next;
  }
  return { latest: [...latest], ...defined({ next: place }) };
}

/** A sender of an empty number is nobody. */
function numberOf(any: AnyMessage, otherSide: OtherSide): string | undefined {
  if (any.direction === "outgoing") return any.message.recipient;
  const { sender } = any.message;
  return sender === undefined ? undefined : otherSide.numberOf(sender);
}

/** Whether the list has a message at this place or in front of it. */
async function hasInFront(
  archive: Pick<MessageArchive, "page">,
  filter: SearchFilter,
  place: MessagePlace,
): Promise<boolean> {
  const { messages } = await archive.page({ ...filter, from: place.at }, { limit: 2, order: "newest" });
  return messages.some((message) => isInFront(placeOf(message), place));
}

/** As the archive orders them: by time, ID, and incoming before outgoing. */
const isInFront = (one: MessagePlace, place: MessagePlace): boolean =>
  (one.at - place.at || one.id - place.id || one.direction.localeCompare(place.direction)) >= 0;
