import type { ExpressionBuilder, Kysely } from "kysely";
import { defined } from "../../defined.ts";
import type {
  AnyMessage,
  IfIs,
  IncomingMark,
  IncomingMessage,
  MessageArchive,
  MessagePlace,
  OutgoingMessage,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { inSteps } from "../address-book/rows.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { describeMessages } from "../inbox/describe.ts";
import { lockMessage } from "../outbox/moves.ts";
import { releaseRecipient } from "../outbox/release.ts";
import { messageOf } from "../outbox/rows.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { sealed, sealsTexts } from "../sealing/sealed-texts.ts";
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
    removeOutgoing: (id, ifIs) => writer.write((db) => removeOutgoing(db, id, ifIs)),
    markIncoming: (id, mark, { now, ifIs }) =>
      writer.write(async (db) =>
        (await isAnother(db, id, ifIs)) ? no("changed-meanwhile") : markIncoming(db, id, { ...mark, now }),
      ),
    removeIncoming: (id, ifIs) =>
      writer.write(async (db) => {
        if (await isAnother(db, id, ifIs)) return "changed-meanwhile";
        const query = db.deleteFrom("incoming_messages").where("id", "=", id).where(isFound);
        if ((await query.executeTakeFirst()).numDeletedRows === 0n) return "not-found";
        changesOf(db)?.push({ type: "incoming", id, state: "deleted" });
        return "removed";
      }),
  };
}

/** Whether an incoming message is there and not what it was to be. Nobody changes it until the end of the transaction. */
async function isAnother(db: Kysely<Schema>, id: number, ifIs: IfIs<IncomingMessage> | undefined): Promise<boolean> {
  if (ifIs === undefined) return false;
  const query = db.selectFrom("incoming_messages").select("id").where("id", "=", id);
  await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
  const message = (await incomingRows(db, [id])).get(id);
  return message !== undefined && !ifIs(message);
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
): Promise<Result<IncomingMessage, "not-found">> {
  const kept = note === undefined || note === "" ? null : await sealedNote(db, id, storable(note));
  const query = db
    .updateTable("incoming_messages")
    .set((eb) => ({
      // The first time counts.
      ...(isRead === undefined ? {} : { read_at: isRead ? eb.fn.coalesce("read_at", eb.val(now)) : null }),
      ...(note === undefined ? {} : { note: kept }),
    }))
    .where("id", "=", id)
    .where(isFound);
  if ((await query.executeTakeFirst()).numUpdatedRows === 0n) return no("not-found");
  changesOf(db)?.push({ type: "incoming", id });
  const message = (await incomingRows(db, [id])).get(id);
  return message === undefined ? no("not-found") : ok(message);
}

async function sealedNote(db: Kysely<Schema>, id: number, text: string): Promise<string> {
  if (!sealsTexts(db)) return text;
  const row = await db
    .selectFrom("incoming_messages")
    .select(["sim", "sender"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? text : sealed(db, "in.note", { row, text });
}

async function removeOutgoing(
  db: Kysely<Schema>,
  id: number,
  ifIs?: IfIs<OutgoingMessage>,
): ReturnType<MessageArchive["removeOutgoing"]> {
  const message = await lockMessage(db, id);
  if (message === undefined) return "not-found";
  if (ifIs?.(messageOf(message)) === false) return "changed-meanwhile";
  if (message.state === "sending") return "sending";
  await db.deleteFrom("outgoing_messages").where("id", "=", id).execute();
  changesOf(db)?.push({ type: "message", id, state: "deleted", userId: message.user_id });
  if (message.state === "queued") await releaseRecipient(db, message);
  return "removed";
}
