import { Type } from "@sinclair/typebox";
import { oneOf } from "../../plumbing/schemas.ts";
import { createCursor } from "../cursor.ts";

const whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** The cursor of a list of messages, by the list's name. */
export const placesIn = (list: string) =>
  createCursor(
    list,
    Type.Object({ direction: oneOf(["outgoing", "incoming"]), at: whole, id: whole }, { additionalProperties: false }),
  );
