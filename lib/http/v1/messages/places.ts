import { Type } from "@sinclair/typebox";
import { invalid } from "../../operations/failures.ts";
import { oneOf } from "../../plumbing/schemas.ts";
import { createCursor } from "../cursor.ts";

const whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** The cursor of a list of messages, by the list's name. */
export const placesIn = (list: string) =>
  createCursor(
    list,
    Type.Object({ direction: oneOf(["outgoing", "incoming"]), at: whole, id: whole }, { additionalProperties: false }),
  );

/** Where `after` is no place in the list. */
export const noPlace = () => invalid([{ pointer: "/after", message: "must be `next` of a page of this list" }]);
