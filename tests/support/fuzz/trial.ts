import type { Fields } from "./encode.ts";

/** Who asks, and how they say so. */
export type Sender = "user" | "powerless" | "stranger" | "nobody" | "garbled";

/** Stands in a request for the cookie of the user's session. */
export const SESSION = "aldis=SESSION-OF-THE-USER";

/** What a door is tried with. Each value is right now and then, so that what lies behind is reached too. */
export interface Trial {
  /** With `:id` and `*` replaced. */
  path: string;
  query?: Fields;
  /** A form, or JSON source; with `type`, a text of that type. */
  body?: { form: Fields } | { json: string; type?: string };
  /** Lines of its header, as they go over the wire. */
  headers?: readonly string[];
  /** Where it takes a user: in its query string or form (under these names), or in a header. */
  signIn: { name: string; password: string } | "header" | "none";
}
