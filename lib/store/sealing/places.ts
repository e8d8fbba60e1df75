/** A column whose texts are sealed, and what ties a sealed text to its row. */
export interface SealedPlace {
  table: string;
  column: string;
  /** The primary key. */
  key: readonly string[];
  /**
   * Columns whose values are authenticated with the text, so that it opens in no other row. They are known when the row is written
   * and do not change without the text; every query that reads the text reads them too, under their own names.
   */
  bound: readonly string[];
  /** What is read in place of a text that does not open, so that one damaged row keeps nobody from the others. */
  instead: string | null;
}

/** As a text that was deleted is shown. */
export const UNREADABLE = "[text cannot be decrypted]";

/**
 * Every column with a text that people have written to each other, or with a piece of one. The names are in sealed texts: append only.
 * `docs/decisions/0030` says what is left readable, and why.
 */
export const SEALED_PLACES = {
  "out.text": {
    table: "outgoing_messages",
    column: "text",
    key: ["id"],
    bound: ["recipient", "created_at"],
    instead: UNREADABLE,
  },
  "out.pdu": {
    table: "outgoing_parts",
    column: "pdu",
    key: ["message_id", "position"],
    bound: ["message_id", "position"],
    instead: "",
  },
  "in.text": { table: "incoming_messages", column: "text", key: ["id"], bound: ["sim", "sender"], instead: UNREADABLE },
  "in.data": { table: "incoming_messages", column: "data", key: ["id"], bound: ["sim", "sender"], instead: null },
  "in.note": { table: "incoming_messages", column: "note", key: ["id"], bound: ["sim", "sender"], instead: null },
  "part.pdu": { table: "incoming_parts", column: "pdu", key: ["id"], bound: ["message_id", "part"], instead: "" },
  "part.text": {
    table: "incoming_parts",
    column: "text",
    key: ["id"],
    bound: ["message_id", "part"],
    instead: UNREADABLE,
  },
  "part.data": { table: "incoming_parts", column: "data", key: ["id"], bound: ["message_id", "part"], instead: null },
  "opt-out.asked": {
    table: "opt_out_audit",
    column: "asked",
    key: ["id"],
    bound: ["number", "at"],
    instead: UNREADABLE,
  },
  "job.payload": { table: "jobs", column: "payload", key: ["id"], bound: ["event_id"], instead: "{}" },
  "try.answer": {
    table: "job_attempts",
    column: "answer",
    key: ["job_id", "number"],
    bound: ["job_id", "number"],
    instead: UNREADABLE,
  },
  "once.request": {
    table: "idempotency_keys",
    column: "request_hash",
    key: ["user_id", "key_hash"],
    bound: ["user_id", "key_hash"],
    instead: UNREADABLE,
  },
  "once.answer": {
    table: "idempotency_keys",
    column: "answer",
    key: ["user_id", "key_hash"],
    bound: ["user_id", "key_hash"],
    instead: UNREADABLE,
  },
  "alarm.title": { table: "alarms", column: "title", key: ["id"], bound: ["number"], instead: UNREADABLE },
  "alarm.text": { table: "alarms", column: "text", key: ["id"], bound: ["number"], instead: UNREADABLE },
  "alarm.entry": {
    table: "alarm_entries",
    column: "about",
    key: ["id"],
    bound: ["alarm_id", "kind"],
    instead: JSON.stringify({ detail: UNREADABLE }),
  },
  "alarm.news": {
    table: "alarm_tellings",
    column: "news",
    key: ["id"],
    bound: ["alarm_id", "way"],
    instead: JSON.stringify({ what: "no-place", title: UNREADABLE, text: UNREADABLE }),
  },
  "chat.shown": { table: "alarm_chats", column: "shown", key: ["message_id"], bound: ["message_id"], instead: "" },
  "event.message": { table: "events", column: "message", key: ["id"], bound: ["kind"], instead: UNREADABLE },
  "event.details": { table: "events", column: "details", key: ["id"], bound: ["kind"], instead: null },
} as const satisfies Record<string, SealedPlace>;

export type PlaceName = keyof typeof SEALED_PLACES;
/** Those with JSON that cannot be absent. */
export type JsonPlaceName = "job.payload" | "alarm.entry" | "alarm.news";

/** The values of a place's bound columns. */
export type BoundValues<Name extends PlaceName> = Record<(typeof SEALED_PLACES)[Name]["bound"][number], BoundValue>;
export type BoundValue = string | number | null;

/** The events whose sentence quotes a text: all others never do. */
export const QUOTING_EVENTS: ReadonlySet<string> = new Set(["alarm.too-many"]);

/** `answer` of a key of requests whose request has not come to its end: a state, and no text. Conditions find it. */
export const BEGUN = "begun";
