import { type Kysely, type Selectable, sql } from "kysely";
import { MODEM_NAME_CHARACTERS } from "../limits.ts";
import type { ModemContent, ModemStore, StoredModem } from "../messages/index.ts";
import { nameKey } from "../names.ts";
import { no, ok, type Result } from "../result.ts";
import type { Backend } from "./backend.ts";
import { isPostgres } from "./dialect.ts";
import type { GroupCommit } from "./group-commit.ts";
import { doOnce } from "./once.ts";
import { read } from "./read.ts";
import type { ModemsTable } from "./schema/gateway.ts";
import type { Schema } from "./schema/index.ts";
import { orNull, present } from "./text.ts";

/** The modems on a database. */
export function createModemStore(backend: Backend, writer: GroupCommit): ModemStore {
  return {
    list: (node) =>
      read(backend, async (db) => {
        const rows = db.selectFrom("modems").selectAll().where("node", "=", node);
        return (await rows.orderBy("created_at").orderBy("name_key").execute()).map(modemOf);
      }),
    hadAny: (node) =>
      read(backend, async (db) => {
        const mark = db.selectFrom("settings").select("key").where("key", "=", markOf(node));
        return (await mark.executeTakeFirst()) !== undefined;
      }),
    add: (modem, { now, most, once, refusal }) =>
      writer.write((db) => doOnce(db, { key: once, now }, () => addModem(db, modem, { now, most, refusal }))),
    change: (which, next) =>
      writer.write(async (db) => {
        const before = await findLocked(db, which);
        if (before === undefined) return no("not-found" as const);
        const content = next(before);
        return content.ok ? ok({ before, after: await write(db, which, content.value) }) : content;
      }),
    remove: (which, ifIs) =>
      writer.write(async (db) => {
        const before = await findLocked(db, which);
        if (before === undefined) return no("not-found");
        if (ifIs?.(before) === false) return no("changed-meanwhile");
        await db.deleteFrom("modems").where(isModem(which)).execute();
        return ok(before);
      }),
  };
}

/** Stays when the last modem is removed. */
const markOf = (node: string) => `modems-added.${node}`;

async function addModem<Problem extends object>(
  db: Kysely<Schema>,
  { node, name, ...content }: ModemContent & { node: string; name: string },
  { now, most, refusal }: { now: number; most: number; refusal: () => Problem | undefined },
): Promise<Result<StoredModem, "name-taken" | "too-many" | Problem>> {
  if ((await findLocked(db, { node, name })) !== undefined) return no("name-taken");
  const problem = refusal();
  if (problem !== undefined) return no(problem);
  const there = db
    .selectFrom("modems")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("node", "=", node);
  if ((await there.executeTakeFirstOrThrow()).count >= most) return no("too-many");
  const row = await db
    .insertInto("modems")
    .values({ node, name, name_key: keyOf(name), ...columnsOf(content), version: 1, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return no("name-taken");
  await db
    .insertInto("settings")
    .values({ key: markOf(node), value: "true" })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return ok(modemOf(row));
}

/** On PostgreSQL locked until the transaction ends. */
async function findLocked(db: Kysely<Schema>, which: { node: string; name: string }): Promise<StoredModem | undefined> {
  const query = db.selectFrom("modems").selectAll().where(isModem(which));
  const row = await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
  return row && modemOf(row);
}

async function write(
  db: Kysely<Schema>,
  which: { node: string; name: string },
  content: ModemContent,
): Promise<StoredModem> {
  const row = await db
    .updateTable("modems")
    .set({ ...columnsOf(content), version: sql`version + 1` })
    .where(isModem(which))
    .returningAll()
    .executeTakeFirstOrThrow();
  return modemOf(row);
}

const isModem = ({ node, name }: { node: string; name: string }) =>
  sql<boolean>`node = ${node} and name_key = ${keyOf(name)}`;

/** No modem has the name ``, which stands for names that no modem can have. */
const keyOf = (name: string): string => nameKey(name, MODEM_NAME_CHARACTERS) ?? "";

const columnsOf = ({ setting, pinSealed }: ModemContent) => ({ setting, pin_sealed: orNull(pinSealed) });

const modemOf = (row: Selectable<ModemsTable>): StoredModem => ({
  name: row.name,
  setting: row.setting,
  ...present({ pinSealed: row.pin_sealed }),
  version: row.version,
  createdAt: row.created_at,
});
