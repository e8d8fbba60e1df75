import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { no, ok, type Result } from "../../result.ts";
import { type Failure, invalid } from "../operations/failures.ts";
import { check } from "../operations/validate.ts";
import { decodeJson } from "../plumbing/text-decoding.ts";

/** 2,000 characters: a place in any list has room; the longest is a name of 200 characters that take six octets each. */
const CURSOR_CHARACTERS = 2_000;
const ITEMS_OF_A_PAGE = { usual: 50, most: 500 };

/** The parameters of a list that is read page by page. */
export const PAGING = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: ITEMS_OF_A_PAGE.most,
      default: ITEMS_OF_A_PAGE.usual,
      description: "Items of a page, at most.",
    }),
  ),
  after: Type.Optional(
    Type.String({
      maxLength: CURSOR_CHARACTERS,
      description: "`next` of the page before. Absent: the first page.",
    }),
  ),
};

/** A page as it is answered. */
export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object(
    {
      items: Type.Array(item),
      next: Type.Optional(
        Type.String({
          description:
            "Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that.",
        }),
      ),
    },
    { additionalProperties: false },
  );

export const limitOf = ({ limit = ITEMS_OF_A_PAGE.usual }: { limit?: number }): number => limit;

/** The places in one list, as texts that clients hand back without looking into them. */
export interface Cursor<Place> {
  write(place: Place): string;
  /** Where a page begins: behind this place; without `after` at the beginning. The problem: it is not one of this list's. */
  read(after: string | undefined): Result<Place | undefined, Failure>;
  /** A page as it is answered. @param next  where the next one begins; `undefined`: this is the last */
  page<Item>(items: Item[], next: Place | undefined): { items: Item[]; next?: string };
}

/**
 * The cursor of one list.
 *
 * @param list  its name, so that the place in another list is refused
 * @param isPlace  what the schema cannot say of a place
 */
export function createCursor<Place extends TSchema>(
  list: string,
  schema: Place,
  isPlace: (place: Static<Place>) => boolean = () => true,
): Cursor<Static<Place>> {
  const write = (place: Static<Place>) => Buffer.from(JSON.stringify([list, place])).toString("base64url");

  function placeOf(text: string): Static<Place> | undefined {
    const value = decodeJson(Buffer.from(text, "base64url"));
    if (!Array.isArray(value) || value[0] !== list) return undefined;
    const place = check(schema, value[1]);
    return place.ok && isPlace(place.value) ? place.value : undefined;
  }

  return {
    write,
    read(after) {
      if (after === undefined) return ok(undefined);
      const place = placeOf(after);
      return place === undefined ? no(noPlace()) : ok(place);
    },
    page: (items, next) => (next === undefined ? { items } : { items, next: write(next) }),
  };
}

/** When `after` does not name a place in the list. */
export const noPlace = () => invalid([{ pointer: "/after", message: "must be `next` of the answer before" }]);
