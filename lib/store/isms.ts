import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";

/** Which messages one request of an iSMS client became. Its number is the ID of the first of them. */
export interface IsmsSends {
  /** To be called for more than one message; a single one needs no note. */
  remember(messageIds: readonly number[]): Promise<void>;
  /** The messages of a request that became several; empty for every other number. */
  messagesOf(sendId: number): Promise<number[]>;
}

/** The notes on a database. */
export function createIsmsSends(backend: Backend, writer: GroupCommit): IsmsSends {
  return {
    remember: (messageIds) =>
      writer.write(async (db) => {
        const [sendId] = messageIds;
        if (sendId === undefined) return;
        const rows = messageIds.map((messageId) => ({ send_id: sendId, message_id: messageId }));
        for (let from = 0; from < rows.length; from += STEP) {
          await db
            .insertInto("isms_sends")
            .values(rows.slice(from, from + STEP))
            .execute();
        }
      }),
    messagesOf: (sendId) =>
      read(backend, async (db) => {
        const query = db.selectFrom("isms_sends").select("message_id").where("send_id", "=", sendId);
        return (await query.orderBy("message_id").execute()).map((row) => row.message_id);
      }),
  };
}

/** Rows of one statement. */
const STEP = 1_000;
