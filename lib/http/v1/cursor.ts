import { type Static, type TSchema, Type } from "@sinclair/typebox";
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

/** Writes and reads places in a list, as texts that clients hand back without looking into them. */
interface Cursor<Place> {
  write(place: Place): string;
  /** `undefined`: it is not a place in this list. */
  read(text: string): Place | undefined;
}

/**
 * The cursor of one list.
 *
 * @param list  its name, so that the place in another list is refused
 */
export function createCursor<Place extends TSchema>(list: string, place: Place): Cursor<Static<Place>> {
  return {
    write: (value) => Buffer.from(JSON.stringify([list, value])).toString("base64url"),
    read(text) {
      const value = decodeJson(Buffer.from(text, "base64url"));
      if (!Array.isArray(value) || value[0] !== list) return undefined;
      const read = check(place, value[1]);
      return read.ok ? (read.value as Static<Place>) : undefined;
    },
  };
}
