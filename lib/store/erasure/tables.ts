import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import { ERASED, type ErasedKind, type LeftKind, type PersonTraces } from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import { isJobOf } from "./jobs.ts";

/** A row as it is read: the columns of the key, and those that are judged. */
export type Row = Readonly<Record<string, string | number | null>>;

/** What becomes of a row. */
export type Verdict = "remove" | Changes | { left: LeftKind } | undefined;
interface Changes {
  set: Record<string, string | number | null>;
}

/** A table that may hold a person. */
export interface ErasedTable {
  table: string;
  key: readonly string[];
  columns: readonly string[];
  /** What is read beside, in SQL. */
  joined?: Readonly<Record<string, string>>;
  judge(row: Row, traces: PersonTraces): Verdict;
  /** As what a removed row is counted; a changed one where `changed` is absent. Without it, rows are lines of something that is counted itself. */
  kind?: ErasedKind;
  changed?: ErasedKind;
  /** It tells what else is the person's. */
  saysWho?: true;
  /** How its rows are removed and changed, where other rows go with them. */
  by?: "outgoing" | "incoming" | "audit";
}

const textOf = (row: Row, column: string) => {
  const value = row[column];
  return typeof value === "string" ? value : "";
};

/** What was said about the person is masked. */
function masks(
  columns: readonly string[],
  how: "masked" | "maskedJson" = "masked",
): Pick<ErasedTable, "columns" | "judge"> {
  return { columns, judge: (row, traces) => changesOf(row, columns, traces[how]) };
}

function changesOf(row: Row, columns: readonly string[], mask: (text: string) => string): Changes | undefined {
  const set: Record<string, string> = {};
  for (const column of columns) {
    const before = textOf(row, column);
    const after = mask(before);
    if (after !== before) set[column] = after;
  }
  return Object.keys(set).length === 0 ? undefined : { set };
}

/** Rows go whose column is one of the person's numbers. */
const byNumber = (column: string): Pick<ErasedTable, "columns" | "judge"> => ({
  columns: [column],
  judge: (row, traces) => (traces.isNumber(row[column]) ? "remove" : undefined),
});

const OUTGOING_TEXTS = ["text", "reference", "last_error"];
const INCOMING_TEXTS = ["text", "note", "waiting", "join_key"];
/** Kinds of events whose sentences name people of the address book. */
const OF_PEOPLE = /^(?:contacts?|group|alarm|policy|telegram)\./;
/** Kinds of events whose sentences say to or from which number, however short it is. */
const OF_NUMBERS = /^(?:message|inbox|opt-out)\./;
const UNSETTLED = ["queued", "sending", "unknown"];

/**
 * In the order in which they are gone through. What says who the person is, contacts and chats, goes last: an erasure that was cut off
 * finds the person again. A table that is neither here nor in {@link HOLDS_NO_PERSON} fails a test.
 */
export const ERASED_TABLES: readonly ErasedTable[] = [
  {
    table: "outgoing_messages",
    key: ["id"],
    columns: ["recipient", "state", ...OUTGOING_TEXTS],
    judge(row, traces) {
      if (traces.isNumber(row.recipient)) return row.state === "sending" ? { left: "being-sent" } : "remove";
      const changes = changesOf(row, OUTGOING_TEXTS, traces.masked);
      return changes !== undefined && UNSETTLED.includes(textOf(row, "state")) ? { left: "still-to-send" } : changes;
    },
    kind: "sent-messages",
    changed: "mentions",
    by: "outgoing",
  },
  {
    table: "incoming_messages",
    key: ["id"],
    columns: ["sender", ...INCOMING_TEXTS],
    judge: (row, traces) =>
      traces.isNumber(row.sender) ? "remove" : changesOf(row, INCOMING_TEXTS, traces.maskedJson),
    kind: "received-messages",
    changed: "mentions",
    by: "incoming",
  },
  { table: "outgoing_timeline", key: ["message_id", "id"], ...masks(["detail"]), kind: "mentions" },
  { table: "forwarded_messages", key: ["message_id"], ...byNumber("recipient"), kind: "rule-memory" },
  {
    table: "unmatched_reports",
    key: ["sim", "recipient_tail", "id"],
    columns: [],
    judge: (row, { person: { number } }) =>
      /^\+?\d+$/.test(number) && row.recipient_tail === tailOf(number) ? "remove" : undefined,
    kind: "delivery-reports",
  },
  { table: "job_attempts", key: ["job_id", "number"], ...masks(["error", "answer"], "maskedJson") },
  {
    table: "jobs",
    key: ["id"],
    columns: ["state", "event_id", "payload", "destination", "last_error"],
    joined: {
      // A sender that is not known is one, too: the message is there.
      message_sender: "(select coalesce(sender, '') from incoming_messages where id = jobs.incoming_id)",
    },
    judge(row, traces) {
      const [payload, destination] = [textOf(row, "payload"), textOf(row, "destination")];
      const job = { event_id: textOf(row, "event_id"), destination, payload, message_sender: row.message_sender };
      if (isJobOf(job, traces)) return row.state === "running" ? { left: "being-delivered" } : "remove";
      return changesOf(row, ["payload", "last_error"], traces.maskedJson);
    },
    kind: "jobs",
    changed: "mentions",
  },
  { table: "answered_numbers", key: ["number"], ...byNumber("number"), kind: "rule-memory" },
  { table: "rule_answers", key: ["rule_id", "number"], ...byNumber("number"), kind: "rule-memory" },
  { table: "opt_outs", key: ["id"], ...byNumber("number"), kind: "opt-outs" },
  {
    table: "opt_out_audit",
    key: ["id"],
    columns: ["number", "asked"],
    judge: (row, traces) => (traces.isNumber(row.number) ? "remove" : changesOf(row, ["asked"], traces.masked)),
    kind: "opt-out-records",
    by: "audit",
  },
  {
    table: "alarms",
    key: ["id"],
    ...masks(["key", "title", "text", "policy", "source", "holder"], "maskedJson"),
    kind: "alarms",
  },
  { table: "alarm_entries", key: ["id"], ...masks(["about"], "maskedJson"), kind: "alarms" },
  {
    table: "alarm_tellings",
    key: ["id"],
    columns: ["contact_id", "address", "person", "news", "due_at"],
    judge(row, traces) {
      const { contacts } = traces.person;
      const isTold = contacts.some(({ id }) => id === row.contact_id) || traces.isIn(textOf(row, "address"));
      if (!isTold) return changesOf(row, ["person", "news"], traces.maskedJson);
      const stop = typeof row.due_at === "number" ? { due_at: null, dropped_at: row.due_at } : {};
      const news = typeof row.news === "string" ? { news: traces.maskedJson(row.news) } : {};
      return { set: { contact_id: null, address: ERASED, person: ERASED, ...news, ...stop } };
    },
    kind: "alarms",
  },
  {
    table: "alarm_chats",
    key: ["message_id"],
    columns: ["chat_id", "shown"],
    judge(row, traces) {
      const isIn = traces.person.chatIds.some((id) => id === row.chat_id);
      return isIn ? "remove" : changesOf(row, ["shown"], traces.maskedJson);
    },
    kind: "alarms",
  },
  { table: "check_results", key: ["check_id", "at"], ...masks(["text"]), kind: "mentions" },
  { table: "check_states", key: ["check_id"], ...masks(["memory"], "maskedJson"), kind: "mentions" },
  { table: "idempotency_keys", key: ["user_id", "key_hash"], ...masks(["answer"], "maskedJson"), kind: "answers-kept" },
  { table: "stream_entries", key: ["writer", "seq"], ...masks(["error"]), kind: "mentions" },
  {
    table: "settings",
    key: ["key"],
    columns: ["value"],
    // Those of `option.` are what somebody has set, which is never changed behind their back.
    judge: (row, traces) =>
      textOf(row, "key").startsWith("option.") ? undefined : changesOf(row, ["value"], traces.maskedJson),
    kind: "mentions",
  },
  {
    table: "events",
    key: ["id"],
    columns: ["kind", "message", "details"],
    judge(row, traces) {
      const kind = textOf(row, "kind");
      const details = changesOf(row, ["details"], traces.maskedJson);
      const mask = OF_PEOPLE.test(kind)
        ? traces.maskedNames
        : OF_NUMBERS.test(kind)
          ? traces.maskedParty
          : traces.masked;
      const message = changesOf(row, ["message"], mask);
      return details === undefined || message === undefined ? (details ?? message) : merged(details, message);
    },
    kind: "events",
  },
  {
    table: "telegram_links",
    key: ["number"],
    columns: ["name"],
    judge: (row, traces) => (traces.isNumber(row.number) ? "remove" : changesOf(row, ["name"], traces.masked)),
    kind: "telegram-links",
    changed: "mentions",
    saysWho: true,
  },
  {
    table: "contacts",
    key: ["id"],
    columns: ["number", "name", "note"],
    judge(row, traces) {
      // Of a contact without a name its number is the name. One that is called as a sender is somebody else, with a number of its own.
      if (traces.isNumber(row.number) || (/^\+?\d+$/.test(textOf(row, "name")) && traces.isNumber(row.name)))
        return "remove";
      const note = changesOf(row, ["note"], traces.masked);
      const name = traces.masked(textOf(row, "name"));
      if (name === row.name) return note;
      // Names are unique.
      const other = name.replaceAll(ERASED, `${ERASED} ${row.id}`);
      const key = nameKey(other, ADDRESS_BOOK_NAME_CHARACTERS);
      const short = `${ERASED} ${row.id}`;
      const names = { set: key === undefined ? { name: short, name_key: short } : { name: other, name_key: key } };
      return note === undefined ? names : merged(names, note);
    },
    kind: "contacts",
    changed: "mentions",
    saysWho: true,
  },
];

const merged = (...changes: Changes[]): Changes => ({ set: Object.assign({}, ...changes.map(({ set }) => set)) });

/** 6 digits: as `recipient_tail` has it. */
const tailOf = (number: string) => number.replaceAll(/\D/g, "").slice(-6);

const WITH_MESSAGE = "goes with the message";
const WITH_CONTACT = "goes with the contact";
const SET_UP = "what somebody has set up: it keeps an erasure from beginning while it names the person";
const OF_A_USER = "of a system user, who is removed with aldis user remove";
const OF_THE_GATEWAY = "what gateways on this database work with now";

/** Tables that an erasure does not go through, and why. */
export const HOLDS_NO_PERSON: Readonly<Record<string, string>> = {
  outgoing_parts: WITH_MESSAGE,
  outgoing_abandoned_parts: WITH_MESSAGE,
  outgoing_excluded_modems: WITH_MESSAGE,
  outgoing_search: "follows the messages by triggers, and is compacted at the end",
  held_messages: WITH_MESSAGE,
  isms_sends: WITH_MESSAGE,
  incoming_parts: WITH_MESSAGE,
  incoming_search: "follows the messages by triggers, and is compacted at the end",
  contact_group_members: WITH_CONTACT,
  contact_group_shifts: WITH_CONTACT,
  contact_group_overrides: WITH_CONTACT,
  contact_groups: SET_UP,
  policies: SET_UP,
  former_policy_names: "names of policies, not of people",
  rules: SET_UP,
  checks: SET_UP,
  webhooks: SET_UP,
  templates: SET_UP,
  modems: SET_UP,
  text_keys: "IDs of keys",
  imported_messages: "a digest of each imported message, so that it is not imported again",
  erasures: "what was removed, without whom",
  users: SET_UP,
  user_permissions: OF_A_USER,
  api_tokens: OF_A_USER,
  second_factors: OF_A_USER,
  recovery_codes: OF_A_USER,
  identities: OF_A_USER,
  known_addresses: OF_A_USER,
  sessions: OF_A_USER,
  generations: OF_THE_GATEWAY,
  nodes: OF_THE_GATEWAY,
  node_states: OF_THE_GATEWAY,
  singletons: OF_THE_GATEWAY,
  password_guesses: OF_THE_GATEWAY,
  request_counts: OF_THE_GATEWAY,
  audit_clearance: OF_THE_GATEWAY,
  tolerated_migrations: OF_THE_GATEWAY,
  telegram_polling: OF_THE_GATEWAY,
  stream_writers: OF_THE_GATEWAY,
  stream_watch: OF_THE_GATEWAY,
  outgoing_listed: "where the lists of SQLite end",
  outgoing_counts: "numbers of messages",
  search_progress: "how far the index of searches is",
  search_changes: "IDs of messages",
  message_statistics: "numbers of messages, without whose",
  message_statistics_added: "numbers of messages, without whose",
  sim_usage: "numbers of parts that each SIM has sent",
  kysely_migration: "made by the program itself",
  kysely_migration_lock: "made by the program itself",
};
