import type { ExpressionBuilder, Kysely } from "kysely";
import { defined } from "../../defined.ts";
import type { AnyMessage, IncomingMark, IncomingMessage, MessageArchive, MessagePlace } from "../../messages/index.ts";
import { inSteps } from "../address-book/rows.ts";
import type { Backend } from "../backend.ts";
import type { GroupCommit } from "../group-commit.ts";
import { describeMessages } from "../inbox/describe.ts";
import { lockMessage } from "../outbox/moves.ts";
import { releaseRecipient } from "../outbox/release.ts";
import { messageOf } from "../outbox/rows.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { searchMessages } from "../search/search-messages.ts";
import { changesOf } from "../stream/changes.ts";
import { storable } from "../text.ts";
import { listMessages } from "./list-messages.ts";
import { pageMessages } from "./page-messages.ts";

/** The messages of both directions on a database. */
export function createMessageArchive(backend: Backend, writer: GroupCommit): MessageArchive {
  return {
    list: (filter, page) => read(backend, async (db) => load(db, await listMessages(db, filter, page))),
    page: ({ search, ...filter }, page) =>
      read(backend, async (db) => {
        const { places, next } = await (search === undefined
          ? pageMessages(db, filter, page)
          : searchMessages(db, { ...filter, search }, page));
        return { messages: await load(db, places), ...defined({ next }) };
      }),
    findOutgoing: (ids) =>
      read(backend, async (db) => {
        const rows = await outgoingRows(db, ids);
        return ids.flatMap((id) => rows.get(id) ?? []);
      }),
    findIncoming: (id) => read(backend, async (db) => (await incomingRows(db, [id])).get(id)),
    removeOutgoing: (id) => writer.write((db) => removeOutgoing(db, id)),
    markIncoming: (id, mark, now) => writer.write((db) => markIncoming(db, id, { ...mark, now })),
    removeIncoming: (id) =>
      writer.write(async (db) => {
        const query = db.deleteFrom("incoming_messages").where("id", "=", id).where(isFound);
        const isRemoved = (await query.executeTakeFirst()).numDeletedRows === 1n;
        if (isRemoved) changesOf(db)?.push({ type: "incoming", id, state: "deleted" });
        return isRemoved;
      }),
  };
}

/** The messages at these places, in the same order. */
async function load(db: Kysely<Schema>, places: readonly MessagePlace[]): Promise<AnyMessage[]> {
  const idsOf = (direction: MessagePlace["direction"]) =>
    places.filter((place) => place.direction === direction).map((place) => place.id);
  const outgoing = await outgoingRows(db, idsOf("outgoing"));
  const incoming = await incomingRows(db, idsOf("incoming"));
  return places.flatMap(({ direction, id }): AnyMessage[] => {
    if (direction === "outgoing") {
      const message = outgoing.get(id);
      return message === undefined ? [] : [{ direction, message }];
    }
    const message = incoming.get(id);
    return message === undefined ? [] : [{ direction, message }];
  });
}

async function outgoingRows(db: Kysely<Schema>, ids: readonly number[]) {
  const found = new Map<number, ReturnType<typeof messageOf>>();
  for (const step of inSteps(ids)) {
    const rows = await db.selectFrom("outgoing_messages").selectAll().where("id", "in", step).execute();
    for (const row of rows) found.set(row.id, messageOf(row));
  }
  return found;
}

async function incomingRows(db: Kysely<Schema>, ids: readonly number[]) {
  const rows =
    ids.length === 0
      ? []
      : await db.selectFrom("incoming_messages").selectAll().where("id", "in", ids).where(isFound).execute();
  return new Map((await describeMessages(db, rows)).map((message) => [message.id, message]));
}

/** Whether people can get at it by its ID: all its parts are there, and it is not silent. */
const isFound = (eb: ExpressionBuilder<Schema, "incoming_messages">) =>
  eb.and([eb("state", "<>", "waiting"), eb("kind", "<>", "silent")]);

async function markIncoming(
  db: Kysely<Schema>,
  id: number,
  { read: isRead, note, now }: IncomingMark & { now: number },
): Promise<IncomingMessage | undefined> {
  const query = db
    .updateTable("incoming_messages")
    .set((eb) => ({
      // The first time counts.
      ...(isRead === undefined ? {} : { read_at: isRead ? eb.fn.coalesce("read_at", eb.val(now)) : null }),
      ...(note === undefined ? {} : { note: note === "" ? null : storable(note) }),
    }))
    .where("id", "=", id)
    .where(isFound);
  if ((await query.executeTakeFirst()).numUpdatedRows === 0n) return undefined;
  changesOf(db)?.push({ type: "incoming", id });
  return (await incomingRows(db, [id])).get(id);
}

async function removeOutgoing(db: Kysely<Schema>, id: number): Promise<"removed" | "sending" | "not-found"> {
  const message = await lockMessage(db, id);
  if (message === undefined) return "not-found";
  if (message.state === "sending") return "sending";
  await db.deleteFrom("outgoing_messages").where("id", "=", id).execute();
  changesOf(db)?.push({ type: "message", id, state: "deleted", userId: message.user_id });
  if (message.state === "queued") await releaseRecipient(db, message);
  return "removed";
}
