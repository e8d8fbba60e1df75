import type { Kysely, Selectable } from "kysely";
import type { Session, SessionStore } from "../auth/index.ts";
import type { Log } from "../log.ts";
import type { Backend } from "./backend.ts";
import { isPostgres } from "./dialect.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import type { SessionsTable } from "./schema/users.ts";
import { storable } from "./text.ts";
import { findUserById } from "./user-rows.ts";
import type { UsersGeneration } from "./users-generation.ts";

/** The sessions on a database. */
export function createSessionStore(
  backend: Backend,
  writer: GroupCommit,
  { generation, log }: { generation: UsersGeneration; log?: Log },
): SessionStore {
  return {
    async start(session, { revision, most, ended }) {
      const open = await read(backend, (db) => listSessions(db, session.userId, ended));
      const work = (db: Kysely<Schema>) => startSession(db, session, { revision, most, ended });
      // Only the end of others is to be heard of: a hash that was unknown is looked for again.
      return open.length < most ? writer.write(work) : generation.change(work);
    },
    find: (id) =>
      read(backend, async (db) => {
        const row = await db
          .selectFrom("sessions")
          .leftJoin("second_factors", "second_factors.user_id", "sessions.user_id")
          .selectAll("sessions")
          .select("second_factors.confirmed_at")
          .where("id_hash", "=", id)
          .executeTakeFirst();
        const user = row && (await findUserById(db, row.user_id));
        return user && { session: sessionOf(row), user, hasSecondFactor: row.confirmed_at !== null };
      }),
    list: (userId, ended) => read(backend, (db) => listSessions(db, userId, ended)),
    end: (userId, which) =>
      generation.change(async (db) => {
        const all = db.deleteFrom("sessions").where("user_id", "=", userId);
        const ending =
          "id" in which
            ? all.where("id_hash", "=", which.id)
            : which.except === undefined
              ? all
              : all.where("id_hash", "<>", which.except);
        return Number((await ending.executeTakeFirst()).numDeletedRows);
      }),
    seen(id, at) {
      const kept = writer.write((db) =>
        db.updateTable("sessions").set({ seen_at: at }).where("id_hash", "=", id).where("seen_at", "<", at).execute(),
      );
      kept.catch((error: unknown) => log?.warn({ err: error }, "that a session was seen could not be stored"));
    },
  };
}

async function startSession(
  db: Kysely<Schema>,
  session: Session,
  { revision, most, ended }: Parameters<SessionStore["start"]>[1],
): Promise<boolean> {
  const { id, userId, createdAt, seenAt, address, agent, byProvider } = session;
  const user = db.selectFrom("users").select("revision").where("id", "=", userId);
  // A change of the password waits until this session is there to be ended, or is seen here.
  const now = await (isPostgres(db) ? user.forShare() : user).executeTakeFirst();
  if (now?.revision !== revision) return false;
  const kept = (await listSessions(db, userId, ended)).slice(0, most - 1).map((each) => each.id);
  const others = db.deleteFrom("sessions").where("user_id", "=", userId);
  await (kept.length === 0 ? others : others.where("id_hash", "not in", kept)).execute();
  await db
    .insertInto("sessions")
    .values({
      id_hash: id,
      user_id: userId,
      created_at: createdAt,
      seen_at: seenAt,
      address,
      agent: storable(agent),
      by_provider: byProvider ? 1 : 0,
    })
    .execute();
  return true;
}

async function listSessions(
  db: Kysely<Schema>,
  userId: number,
  { seenBy, createdBy }: Parameters<SessionStore["list"]>[1],
): Promise<Session[]> {
  const rows = await db
    .selectFrom("sessions")
    .selectAll()
    .where("user_id", "=", userId)
    .where("seen_at", ">", seenBy)
    .where("created_at", ">", createdBy)
    .orderBy("seen_at", "desc")
    .orderBy("id_hash")
    .execute();
  return rows.map(sessionOf);
}

function sessionOf(row: Selectable<SessionsTable>): Session {
  return {
    id: row.id_hash,
    userId: row.user_id,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    address: row.address,
    agent: row.agent,
    byProvider: row.by_provider === 1,
  };
}
