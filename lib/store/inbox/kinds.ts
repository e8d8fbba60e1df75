import type { Insertable, Kysely } from "kysely";
import { defined } from "../../defined.ts";
import { parseJson } from "../../json.ts";
import { type IncomingKind, type IncomingMessage, isRouted, isShown, replaceTypeOf } from "../../messages/index.ts";
import type { IncomingMessagesTable } from "../schema/incoming.ts";
import type { Schema } from "../schema/index.ts";
import { changesOf } from "../stream/changes.ts";

/** What the kind of a message sets. */
export function kindColumns(
  kind: IncomingKind,
  { text, waiting, protocol }: Pick<IncomingMessage, "text" | "waiting"> & { protocol?: number },
): Pick<Insertable<IncomingMessagesTable>, "kind" | "hidden" | "waiting" | "replace_type"> {
  return {
    kind,
    hidden: isShown({ kind, text, ...(waiting === undefined ? {} : { waiting }) }) ? 0 : 1,
    waiting: waiting === undefined ? null : JSON.stringify(waiting),
    replace_type: (kind === "replace" && replaceTypeOf({ protocol: protocol ?? 0 })) || null,
  };
}

/** What {@link kindColumns} wrote. */
export const readWaiting = (stored: string | null): IncomingMessage["waiting"] =>
  stored === null ? undefined : (parseJson(stored) as IncomingMessage["waiting"]);

/** The ports of a part, if it has any. */
export const portsOf = ({
  destination_port: destination,
  source_port: source,
}: {
  destination_port: number | null;
  source_port: number | null;
}): IncomingMessage["ports"] => (destination === null || source === null ? undefined : { destination, source });

/**
 * What follows when a message is there, or a late part has changed it: it is to be routed or not, takes the place of an
 * older one, and those who watch are told.
 *
 * @throws the driver's error
 */
export async function tellOf(db: Kysely<Schema>, id: number): Promise<void> {
  const { kind, hidden, waiting, ...message } = await db
    .selectFrom("incoming_messages")
    .select(["kind", "hidden", "waiting", "text", "sim", "sender", "state", "received_at"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (!isRouted({ kind, ...message, ...defined({ waiting: readWaiting(waiting) }) })) {
    // Nothing is left to do: who routes looks for messages without this time.
    await db.updateTable("incoming_messages").set({ routed_at: message.received_at }).where("id", "=", id).execute();
  }
  const replaced = kind === "replace" && hidden === 0 ? await replaceOlder(db, id) : [];
  const changes = changesOf(db);
  changes?.push(...replaced.map((each) => ({ type: "incoming" as const, id: each })));
  if (hidden === 0) changes?.push({ type: "incoming", id, hasArrived: true });
}

/** Leaves only the newest of its sender and type in lists, by the network's time: parts may come in any order. */
async function replaceOlder(db: Kysely<Schema>, id: number): Promise<number[]> {
  const listed = await db
    .selectFrom("incoming_messages as message")
    .innerJoin("incoming_messages as new", (join) =>
      join
        .onRef("new.sim", "=", "message.sim")
        .onRef("new.sender", "=", "message.sender")
        .onRef("new.replace_type", "=", "message.replace_type"),
    )
    .select(["message.id", "message.sent_at", "message.received_at"])
    .where("new.id", "=", id)
    .where("message.kind", "=", "replace")
    .where("message.hidden", "=", 0)
    .where("message.state", "<>", "waiting")
    .execute();
  const inOrder = listed.toSorted(
    (one, other) => (one.sent_at ?? one.received_at) - (other.sent_at ?? other.received_at) || one.id - other.id,
  );
  const newest = inOrder.at(-1)?.id;
  const older = inOrder.slice(0, -1).map((message) => message.id);
  if (newest === undefined || older.length === 0) return [];
  await db.updateTable("incoming_messages").set({ hidden: 1, replaced_by: newest }).where("id", "in", older).execute();
  return older;
}
