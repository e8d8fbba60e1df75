import type { Fields } from "./encode.ts";

/** Who asks, and how they say so. */
export type Sender = "user" | "powerless" | "stranger" | "nobody" | "garbled";

/** What a door is tried with. Each value is right now and then, so that what lies behind is reached too. */
export interface Trial {
  /** With `:id` and `*` replaced. */
  path: string;
  query?: Fields;
  /** A form, or JSON source. */
  body?: { form: Fields } | { json: string };
  /** Where it takes a user: in its query string or form (under these names), or in a header. */
  signIn: { name: string; password: string } | "header" | "none";
}
