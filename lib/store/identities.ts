import type { Kysely } from "kysely";
import type { Identity, IdentityStore, User } from "../auth/index.ts";
import type { Backend } from "./backend.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import { findUserById } from "./user-rows.ts";
import { addUser } from "./users.ts";
import type { UsersGeneration } from "./users-generation.ts";

/** Who at a provider is which user, on a database. Every change locks the users first, so that each identity gets one user. */
export function createIdentityStore(backend: Backend, generation: UsersGeneration): IdentityStore {
  return {
    find: (identity) => read(backend, (db) => findUser(db, identity)),
    addUser: (user, identity) =>
      generation.change(async (db) => {
        const known = await findUser(db, identity);
        if (known !== undefined) return known;
        const added = await addUser(db, user);
        if (added !== "name-taken") await link(db, identity, added.id);
        return added;
      }),
    link: (userId, identity) =>
      generation.change(async (db) => {
        await db
          .deleteFrom("identities")
          .where("issuer", "=", identity.issuer)
          .where((where) => where.or([where("subject", "=", identity.subject), where("user_id", "=", userId)]))
          .execute();
        await link(db, identity, userId);
      }),
    list: (userId) =>
      read(backend, (db) =>
        db
          .selectFrom("identities")
          .select(["issuer", "subject"])
          .where("user_id", "=", userId)
          .orderBy("issuer")
          .execute(),
      ),
    unlink: (userId, { issuer, subject }) =>
      generation.change(async (db) => {
        const { numDeletedRows } = await db
          .deleteFrom("identities")
          .where("user_id", "=", userId)
          .where("issuer", "=", issuer)
          .where("subject", "=", subject)
          .executeTakeFirst();
        return numDeletedRows > 0n;
      }),
  };
}

async function link(db: Kysely<Schema>, { issuer, subject }: Identity, userId: number): Promise<void> {
  await db.insertInto("identities").values({ issuer, subject, user_id: userId }).execute();
}

async function findUser(db: Kysely<Schema>, { issuer, subject }: Identity): Promise<User | undefined> {
  const row = await db
    .selectFrom("identities")
    .select("user_id")
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .executeTakeFirst();
  return row && findUserById(db, row.user_id);
}
