import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { defined } from "../../defined.ts";
import type { MessageFilter, MessagePlace, PageRequest } from "../../messages/index.ts";
import { inSteps } from "../address-book/rows.ts";
import {
  AND,
  IS_SHOWN,
  incomingConditions,
  inStates,
  outgoingConditions,
  wantedStates,
  wantsIncoming,
} from "../archive/conditions.ts";
import { pageMessages, placeOrder } from "../archive/page-messages.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { findCandidates } from "./candidates.ts";
import { contains, wordingsOf } from "./fold.ts";
import { searchedText } from "./reach.ts";
import { DIRECTIONS, type Direction, messagesOf, numberOf, timeOf } from "./tables.ts";

type Condition = RawBuilder<SqlBool>;

interface Asked {
  wordings: readonly string[];
  budget: Budget;
}

/** How much a page may cost. */
interface Budget {
  /** Messages of the list that are looked at. */
  lookAt: number;
  /** So many at a time. */
  step: number;
  /** Characters of texts that are looked at, after which a page ends. */
  characters: number;
  /** Messages that the index may find. */
  candidates: number;
}

/** Each takes some 20 ms at most; 500 messages are enough for what is common. */
const BUDGET: Budget = { lookAt: 2_500, step: 500, characters: 2_000_000, candidates: 4_000 };

interface Found {
  places: MessagePlace[];
  next?: MessagePlace;
}

/**
 * One page of the list, of what contains `search`.
 *
 * ```
 * the list  ──✓────✓──✓───│ 500 │ … │ 2,500   common: the page is full before, or ends here and has a `next`
 *           ──────────────│ none              then the index, which finds all if they are few
 * ```
 *
 * @throws the driver's error
 */
export async function searchMessages(
  db: Kysely<Schema>,
  { search, ...filter }: MessageFilter & { search: string },
  page: PageRequest,
  budget = BUDGET,
): Promise<Found> {
  const wordings = wordingsOf(search);
  const found: MessagePlace[] = [];
  let { after } = page;
  let looked = 0;
  let characters = 0;
  for (;;) {
    const step = await pageMessages(db, filter, { ...page, limit: budget.step, ...defined({ after }) }, budget.lookAt);
    const texts = await textsAt(db, step.places);
    for (const { place, text, number } of texts) {
      characters += text.length;
      if (contains({ text, number }, wordings)) found.push(place);
    }
    if (found.length > page.limit) {
      const places = found.slice(0, page.limit);
      return { places, ...defined({ next: places.at(-1) }) };
    }
    if (step.next === undefined) return { places: found };
    if (looked === 0 && found.length === 0) {
      const all = await findByIndex(db, { filter, wordings, page, budget });
      if (all !== undefined) return all;
    }
    looked += step.places.length < budget.step ? budget.lookAt : budget.step;
    after = step.next;
    if (looked >= budget.lookAt || characters >= budget.characters) return { places: found, next: after };
  }
}

/** The page out of all that the index finds. `undefined`: it finds too many, or cannot find what is so short. */
async function findByIndex(
  db: Kysely<Schema>,
  { filter, wordings, page, budget }: Asked & { filter: MessageFilter; page: PageRequest },
): Promise<Found | undefined> {
  const compare = placeOrder(page.order);
  const found: MessagePlace[] = [];
  for (const direction of DIRECTIONS) {
    const conditions = conditionsOf(direction, filter);
    if (conditions === undefined) continue;
    const ids = await findCandidates(db, direction, { wordings, most: budget.candidates });
    if (ids === undefined) return undefined;
    const places = await matchesAmong(db, direction, { ids, conditions, wordings, budget });
    if (places === undefined) return undefined;
    found.push(...places);
  }
  const { after, limit } = page;
  const behind = found.filter((place) => after === undefined || compare(place, after) > 0).sort(compare);
  const places = behind.slice(0, limit);
  return { places, ...(behind.length > limit ? defined({ next: places.at(-1) }) : {}) };
}

/** `undefined`: their texts are too long to look through. */
async function matchesAmong(
  db: Kysely<Schema>,
  direction: Direction,
  { ids, conditions, wordings, budget }: Asked & { ids: readonly number[]; conditions: readonly Condition[] },
): Promise<MessagePlace[] | undefined> {
  const places: MessagePlace[] = [];
  let characters = 0;
  for (const step of inSteps(ids)) {
    for (const each of await textsOf(db, direction, { ids: step, conditions })) {
      characters += each.text.length;
      if (contains(each, wordings)) places.push(each.place);
    }
    if (characters > budget.characters) return undefined;
  }
  return places;
}

/** What the filter asks of messages of one direction. `undefined`: none can match. */
function conditionsOf(direction: Direction, filter: MessageFilter): Condition[] | undefined {
  const time = timeOf(direction);
  const bounds = [
    ...(filter.from === undefined ? [] : [sql<SqlBool>`${time} >= ${filter.from}`]),
    ...(filter.until === undefined ? [] : [sql<SqlBool>`${time} <= ${filter.until}`]),
  ];
  if (direction === "incoming") {
    return wantsIncoming(filter) ? [IS_SHOWN, ...incomingConditions(filter).values(), ...bounds] : undefined;
  }
  const states = wantedStates(filter);
  return states.length === 0 ? undefined : [inStates(states), ...outgoingConditions(filter).values(), ...bounds];
}

interface PlacedText {
  place: MessagePlace;
  text: string;
  number: string | null;
}

/** The texts at these places, in the same order. */
async function textsAt(db: Kysely<Schema>, places: readonly MessagePlace[]): Promise<PlacedText[]> {
  const texts = new Map<Direction, Map<number, PlacedText>>();
  for (const direction of DIRECTIONS) {
    const ids = places.filter((place) => place.direction === direction).map(({ id }) => id);
    const found = ids.length === 0 ? [] : await textsOf(db, direction, { ids, conditions: [] });
    texts.set(direction, new Map(found.map((each) => [each.place.id, each])));
  }
  return places.flatMap(({ direction, id }) => texts.get(direction)?.get(id) ?? []);
}

async function textsOf(
  db: Kysely<Schema>,
  direction: Direction,
  { ids, conditions }: { ids: readonly number[]; conditions: readonly Condition[] },
): Promise<PlacedText[]> {
  // By their IDs, whatever else is asked of them.
  const rowsOf = isPostgres(db)
    ? sql`where id = any(cast(${`{${ids.join(",")}}`} as bigint[]))`
    : sql`not indexed where id in (select value from json_each(${JSON.stringify(ids)}))`;
  const text = await searchedText(db, direction);
  const { rows } = await sql<{ id: number; at: number; text: string; number: string | null }>`
    select id, ${timeOf(direction)} as at, ${text}, ${numberOf(direction)} as number
    from ${messagesOf(direction)} ${sql.join([rowsOf, ...conditions], AND)}`.execute(db);
  return rows.map(({ id, at, text, number }) => ({ place: { direction, at, id }, text, number }));
}
