import type { Kysely, Selectable } from "kysely";
import {
  type IfIs,
  type NewWebhook,
  type Webhook,
  type WebhookChange,
  type WebhookProblem,
  type WebhookStore,
  webhookJobs,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { addJobs } from "../jobs/add.ts";
import { callersOf } from "../named-by.ts";
import { doOnce } from "../once.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import type { WebhooksTable } from "../schema/webhooks.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { listOf, objectOf, text, whole } from "../shape.ts";
import { jsonOr } from "../stored-json.ts";
import { storable } from "../text.ts";
import { eventsOf, findTargets } from "./targets.ts";

/**
 * The targets of webhooks on a database.
 *
 * @param options.added  called when jobs of an event are on disk
 */
export function createWebhookStore(
  backend: Backend,
  writer: GroupCommit,
  { added }: { added: () => void },
): WebhookStore {
  return {
    list: () =>
      read(backend, async (db) => {
        const rows = await db.selectFrom("webhooks").selectAll().orderBy("name").execute();
        return rows.map(webhookOf);
      }),
    find: (id) => read(backend, (db) => findWebhook(db, "id", id)),
    findByName: (name) => read(backend, (db) => findWebhook(db, "name", storable(name))),
    usersOf: (name) => read(backend, (db) => callersOf(db, { kind: "webhook", name })),
    targets: () => read(backend, findTargets),
    add: (webhook, { now, most, once }) =>
      writer.write((db) => doOnce(db, { key: once, now }, () => addWebhook(db, webhook, { now, most }))),
    change: (id, decide, options) => writer.write((db) => changeWebhook(db, id, { decide, ...options })),
    remove: (id, ifIs) =>
      writer.write(async (db) => {
        const before = await unlessChanged(db, id, ifIs);
        if (!before.ok) return before;
        if ((await callersOf(db, { kind: "webhook", name: before.value.name })).length > 0) return no("in-use");
        await db.deleteFrom("webhooks").where("id", "=", id).execute();
        return before;
      }),
    async addEvent(event, now) {
      if (webhookJobs(event, await read(backend, findTargets)).length === 0) return;
      await writer.write(async (db) => addJobs(db, webhookJobs(event, await findTargets(db)), { now, backend }));
      added();
    },
  };
}

async function findWebhook(
  db: Kysely<Schema>,
  column: "id" | "name",
  value: number | string,
): Promise<Webhook | undefined> {
  const row = await db.selectFrom("webhooks").selectAll().where(column, "=", value).executeTakeFirst();
  return row && webhookOf(row);
}

async function addWebhook(
  db: Kysely<Schema>,
  webhook: NewWebhook,
  { now, most }: { now: number; most: number },
): Promise<Result<Webhook, WebhookProblem>> {
  const all = db.selectFrom("webhooks").select(({ fn }) => fn.countAll<number>().as("count"));
  if ((await all.executeTakeFirstOrThrow()).count >= most) return no("too-many");
  const row = await db
    .insertInto("webhooks")
    .values({ name: webhook.name, ...columnsOf(webhook), created_at: now, changed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? no("name-taken") : ok(webhookOf(row));
}

async function changeWebhook(
  db: Kysely<Schema>,
  id: number,
  options: { decide: (webhook: Webhook) => WebhookChange; now: number; ifIs?: IfIs<Webhook> | undefined },
): Promise<Result<{ before: Webhook; after: Webhook }, WebhookProblem>> {
  const { decide, now, ifIs } = options;
  const before = await unlessChanged(db, id, ifIs);
  if (!before.ok) return before;
  const change = decide(before.value);
  const { events, secrets, ...columns } = columnsOf({ ...before.value, ...change });
  // A list that nobody gives anew stays as it is: one that was damaged is told of until somebody does.
  const lists = { ...(change.events && { events }), ...(change.secrets && { secrets }) };
  const row = await db
    .updateTable("webhooks")
    .set({ ...columns, ...lists, changed_at: now })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return ok({ before: before.value, after: webhookOf(row) });
}

/** The target, locked on PostgreSQL until the transaction ends. */
async function unlessChanged(
  db: Kysely<Schema>,
  id: number,
  ifIs: IfIs<Webhook> | undefined,
): Promise<Result<Webhook, WebhookProblem>> {
  const query = db.selectFrom("webhooks").selectAll().where("id", "=", id);
  const row = await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) return no("not-found");
  const webhook = webhookOf(row);
  return ifIs?.(webhook) === false ? no("changed-meanwhile") : ok(webhook);
}

/** Of a target, without its name. */
export const columnsOf = ({ url, events, enabled, isOrdered, secrets }: Omit<NewWebhook, "name">) => ({
  url: storable(url),
  events: JSON.stringify(events),
  enabled: enabled ? (1 as const) : (0 as const),
  is_ordered: isOrdered ? (1 as const) : (0 as const),
  secrets: JSON.stringify(secrets),
});

export const SECRETS_SHAPE = listOf(objectOf({ sealed: text, createdAt: whole }, { until: whole }));

export function webhookOf(row: Selectable<WebhooksTable>): Webhook {
  const [events, secrets] = [
    eventsOf(row),
    jsonOr<Webhook["secrets"]>(row, "secrets", { shape: SECRETS_SHAPE, instead: [] }),
  ];
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events,
    enabled: row.enabled === 1,
    isOrdered: row.is_ordered === 1,
    secrets,
    ...(isDamaged(row) ? { unreadable: true } : {}),
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}
