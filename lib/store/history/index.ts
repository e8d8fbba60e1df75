import { type Kysely, sql } from "kysely";
import type {
  HistoryMessage,
  HistoryOutcome,
  HistoryStore,
  IncomingHistory,
  OutgoingHistory,
} from "../../messages/index.ts";
import { LOCKS } from "../advisory-locks.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { addIncoming } from "./incoming.ts";
import { type Known, moveKnown, newsOf } from "./known.ts";
import { addOutgoing } from "./outgoing.ts";

/** What other gateways did, on a database. */
export function createHistoryStore(backend: Backend, writer: GroupCommit): HistoryStore {
  return {
    add: (messages, now) => writer.write((db) => add(db, messages, now)),
    plan: (messages) =>
      read(backend, async (db) => outcomesOf(messages, await findKnown(db, messages)).map(({ outcome }) => outcome)),
  };
}

async function add(db: Kysely<Schema>, messages: readonly HistoryMessage[], now: number): Promise<HistoryOutcome[]> {
  // Of two imports at once, one waits for the other's commit: both would find the same messages new.
  if (isPostgres(db)) await sql`select pg_advisory_xact_lock(${sql.lit(LOCKS.imports)})`.execute(db);
  const decided = outcomesOf(messages, await findKnown(db, messages));
  const added = decided.flatMap(({ message, outcome }) => (outcome === "added" ? [message] : []));
  const outgoing = added.filter((message): message is OutgoingHistory => message.direction === "outgoing");
  const incoming = added.filter((message): message is IncomingHistory => message.direction === "incoming");
  const rows = [
    ...(await addOutgoing(db, outgoing)).map((id, at) => ({ message: outgoing[at], id })),
    ...(await addIncoming(db, incoming)).map((id, at) => ({ message: incoming[at], id })),
  ].flatMap(({ message, id }) =>
    message === undefined
      ? []
      : [{ origin: message.origin, direction: message.direction, message_id: id, imported_at: now }],
  );
  if (rows.length > 0) await db.insertInto("imported_messages").values(rows).execute();
  for (const { message, outcome, known } of decided)
    if (outcome === "moved" && known !== undefined && message.direction === "outgoing")
      await moveKnown(db, known, { message, now });
  return decided.map(({ outcome }) => outcome);
}

interface Decided {
  message: HistoryMessage;
  outcome: HistoryOutcome;
  known: Known | undefined;
}

/** Of several with one origin, the first counts. */
function outcomesOf(messages: readonly HistoryMessage[], known: ReadonlyMap<string, Known>): Decided[] {
  const seen = new Set<string>();
  return messages.map((message) => {
    const before = known.get(message.origin);
    const isSecond = seen.has(message.origin);
    seen.add(message.origin);
    if (isSecond) return { message, outcome: "known", known: before };
    if (before === undefined) return { message, outcome: "added", known: before };
    return { message, outcome: newsOf(message, before) === undefined ? "known" : "moved", known: before };
  });
}

/** By origin. Of outgoing messages that are still there, what they are now. */
async function findKnown(db: Kysely<Schema>, messages: readonly HistoryMessage[]): Promise<ReadonlyMap<string, Known>> {
  const origins = messages.map(({ origin }) => origin);
  if (origins.length === 0) return new Map();
  const rows = await db
    .selectFrom("imported_messages as imported")
    .leftJoin("outgoing_messages as message", (join) =>
      join.onRef("message.id", "=", "imported.message_id").on("imported.direction", "=", "outgoing"),
    )
    .leftJoin("held_messages as held", "held.message_id", "message.id")
    .select(["imported.origin", "message.id", "message.state", "held.message_id as held"])
    .where("imported.origin", "in", origins)
    .execute();
  return new Map(
    rows.map(({ origin, id, state, held }) => [
      origin,
      id === null || state === null ? {} : { message: { id, state, isHeld: held !== null } },
    ]),
  );
}
