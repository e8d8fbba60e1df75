import { type Kysely, type Selectable, sql } from "kysely";
import { TEMPLATE_NAME_CHARACTERS } from "../limits.ts";
import {
  type IfIs,
  type MessageTemplate,
  type NewTemplate,
  StoreFailure,
  type TemplateProblem,
  type TemplateStore,
} from "../messages/index.ts";
import { nameKey } from "../names.ts";
import { no, ok, type Result } from "../result.ts";
import type { Backend } from "./backend.ts";
import { isPostgres } from "./dialect.ts";
import type { GroupCommit } from "./group-commit.ts";
import { doOnce } from "./once.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import type { TemplatesTable } from "./schema/templates.ts";
import { orNull, present, storable } from "./text.ts";

/** The templates on a database. */
export function createTemplateStore(backend: Backend, writer: GroupCommit): TemplateStore {
  return {
    list: (userId) =>
      read(backend, async (db) => {
        const all = db.selectFrom("templates").selectAll().orderBy(sql`coalesce(user_id, 0)`).orderBy("name_key");
        const seen = all.where((eb) => eb.or([eb("user_id", "is", null), eb("user_id", "=", userId ?? null)]));
        return (await (userId === undefined ? all : seen).execute()).map(templateOf);
      }),
    find: (id) => read(backend, (db) => findTemplate(db, id)),
    add: (template, { now, most, once }) =>
      writer.write((db) => doOnce(db, { key: once, now }, () => addTemplate(db, template, { now, most }))),
    change: (id, change, options) => writer.write((db) => changeTemplate(db, id, { ...change, ...options })),
    remove: (id, ifIs) =>
      writer.write(async (db) => {
        const before = await unlessChanged(db, id, ifIs);
        if (before.ok) await db.deleteFrom("templates").where("id", "=", id).execute();
        return before;
      }),
  };
}

async function addTemplate(
  db: Kysely<Schema>,
  { userId, name, text }: NewTemplate,
  { now, most }: { now: number; most: number },
): Promise<Result<MessageTemplate, TemplateProblem>> {
  const owned = db
    .selectFrom("templates")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("user_id", userId === undefined ? "is" : "=", orNull(userId));
  if ((await owned.executeTakeFirstOrThrow()).count >= most) return no("too-many");
  const row = await db
    .insertInto("templates")
    .values({ user_id: orNull(userId), ...named(name), text: storable(text), created_at: now, changed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? no("name-taken") : ok(templateOf(row));
}

async function changeTemplate(
  db: Kysely<Schema>,
  id: number,
  options: { name?: string; text?: string; now: number; ifIs?: IfIs<MessageTemplate> | undefined },
): Promise<Result<MessageTemplate, TemplateProblem>> {
  const { name, text, now, ifIs } = options;
  const before = await unlessChanged(db, id, ifIs);
  if (!before.ok) return before;
  const names: { name?: string; name_key?: string } = name === undefined ? {} : named(name);
  if (names.name_key !== undefined) {
    const taken = db
      .selectFrom("templates")
      .select("id")
      .where("user_id", before.value.userId === undefined ? "is" : "=", orNull(before.value.userId))
      .where("name_key", "=", names.name_key)
      .where("id", "<>", id);
    if ((await taken.executeTakeFirst()) !== undefined) return no("name-taken");
  }
  const row = await db
    .updateTable("templates")
    .set({ ...names, ...(text === undefined ? {} : { text: storable(text) }), changed_at: now })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return ok(templateOf(row));
}

/** The template, locked on PostgreSQL until the transaction ends. */
async function unlessChanged(
  db: Kysely<Schema>,
  id: number,
  ifIs: IfIs<MessageTemplate> | undefined,
): Promise<Result<MessageTemplate, TemplateProblem>> {
  const query = db.selectFrom("templates").selectAll().where("id", "=", id);
  const row = await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) return no("not-found");
  const template = templateOf(row);
  return ifIs?.(template) === false ? no("changed-meanwhile") : ok(template);
}

async function findTemplate(db: Kysely<Schema>, id: number): Promise<MessageTemplate | undefined> {
  const row = await db.selectFrom("templates").selectAll().where("id", "=", id).executeTakeFirst();
  return row && templateOf(row);
}

function named(name: string): { name: string; name_key: string } {
  const key = nameKey(name, TEMPLATE_NAME_CHARACTERS);
  if (key === undefined) throw new StoreFailure("invalid", "this name of a template is not allowed");
  return { name, name_key: key };
}

const templateOf = (row: Selectable<TemplatesTable>): MessageTemplate => ({
  id: row.id,
  ...present({ userId: row.user_id }),
  name: row.name,
  text: row.text,
  createdAt: row.created_at,
  changedAt: row.changed_at,
});
