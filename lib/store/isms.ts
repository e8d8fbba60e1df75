import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";

/** The messages that one request of an iSMS client produced. The request's number is the ID of the first one. */
export interface IsmsSends {
  /** Call it for more than one message; a single one needs no record. @throws StoreFailure */
  remember(messageIds: readonly number[]): Promise<void>;
  /** The messages of a request that produced several; empty for every other number. @throws StoreFailure */
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

/** 1,000 rows per statement: far below both databases' limits on parameters. */
const STEP = 1_000;
