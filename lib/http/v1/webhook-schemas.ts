import { type TSchema, Type } from "@sinclair/typebox";
import { named, oneOf } from "../plumbing/schemas.ts";

/** No other fields. */
export const strict = { additionalProperties: false } as const;
/** RFC 3339 in UTC. */
export const time = (description: string) => Type.String({ format: "date-time", description });
/** What is sent: its type, when it happened, and its data. */
export const event = <Types extends readonly string[], Data extends TSchema>(name: string, types: Types, data: Data) =>
  named(
    name,
    Type.Object(
      {
        type: oneOf(types),
        timestamp: time("When it happened; `webhook-timestamp` says when this attempt began."),
        data,
      },
      strict,
    ),
  );
