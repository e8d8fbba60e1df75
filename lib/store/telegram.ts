import type { Expression, ExpressionBuilder, Kysely, Selectable, SqlBool } from "kysely";
import type { TelegramLink, TelegramStore } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import type { TelegramLinksTable } from "./schema/telegram.ts";
import { orNull, present, storable } from "./text.ts";

/** Who can be reached by Telegram, on a database. */
export function createTelegramStore(backend: Backend, writer: GroupCommit): TelegramStore {
  return {
    findByNumber: (number) => read(backend, (db) => find(db, { number })),
    findByChat: (chatId) => read(backend, (db) => find(db, { chatId })),
    list: ({ limit, after }) =>
      read(backend, async (db) => {
        let query = db.selectFrom("telegram_links").selectAll().orderBy("number").limit(limit);
        if (after !== undefined) query = query.where("number", ">", after);
        return (await query.execute()).map(linkOf);
      }),
    count: () =>
      read(backend, async (db) => {
        const { linked, blocked } = await db
          .selectFrom("telegram_links")
          .select(({ fn }) => [fn.countAll<number>().as("linked"), fn.count<number>("blocked_at").as("blocked")])
          .executeTakeFirstOrThrow();
        return { linked, blocked };
      }),
    link: (link) => writer.write((db) => replace(db, link)),
    unlink: (by) =>
      writer.write(async (db) => {
        const row = await db.deleteFrom("telegram_links").where(is(by)).returningAll().executeTakeFirst();
        return row && linkOf(row);
      }),
    setBlocked: (chatId, since) =>
      writer.write(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable("telegram_links")
          .set({ blocked_at: orNull(since) })
          .where("chat_id", "=", chatId)
          .where("blocked_at", since === undefined ? "is not" : "is", null)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      }),
  };
}

type By = { number: string } | { chatId: number };

const is =
  (by: By) =>
  (eb: ExpressionBuilder<Schema, "telegram_links">): Expression<SqlBool> =>
    "number" in by ? eb("number", "=", by.number) : eb("chat_id", "=", by.chatId);

async function find(db: Kysely<Schema>, by: By): Promise<TelegramLink | undefined> {
  const row = await db.selectFrom("telegram_links").selectAll().where(is(by)).executeTakeFirst();
  return row && linkOf(row);
}

async function replace(db: Kysely<Schema>, link: Omit<TelegramLink, "blockedAt">): Promise<void> {
  await db
    .deleteFrom("telegram_links")
    .where((eb) => eb.or([eb("number", "=", link.number), eb("chat_id", "=", link.chatId)]))
    .execute();
  await db
    .insertInto("telegram_links")
    .values({
      number: link.number,
      chat_id: link.chatId,
      name: storable(link.name),
      language: orNull(link.language),
      linked_at: link.linkedAt,
      blocked_at: null,
    })
    .execute();
}

function linkOf(row: Selectable<TelegramLinksTable>): TelegramLink {
  return {
    number: row.number,
    chatId: row.chat_id,
    name: row.name,
    ...present({ language: row.language }),
    linkedAt: row.linked_at,
    ...present({ blockedAt: row.blocked_at }),
  };
}
