import type { Kysely } from "kysely";
import { ADDRESS_BOOK_NAME_CHARACTERS, TEMPLATE_NAME_CHARACTERS, USER_NAME_CHARACTERS } from "../../limits.ts";
import type {
  Configuration,
  ConfiguredOptOut,
  ConfiguredTemplate,
  NewWebhook,
  Policy,
  RuleContent,
} from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import { policyColumns } from "../alarms/rows.ts";
import { columnsOf as checkColumns, checkOf, joined } from "../checks/rows.ts";
import { insert as insertCheck, write as writeCheck } from "../checks/write.ts";
import { putInOrder } from "../rules/index.ts";
import { columnsOf as ruleColumns } from "../rules/rows.ts";
import type { Schema } from "../schema/index.ts";
import { orNull, storable } from "../text.ts";
import { keepingAdministration } from "../users.ts";
import { columnsOf as webhookColumns } from "../webhooks/index.ts";
import { SET_BY_PEOPLE } from "./read.ts";
import { inSteps } from "./steps.ts";
import { writeContacts, writeGroups } from "./write-address-book.ts";
import { writeUsers } from "./write-users.ts";

interface By {
  now: number;
  userName?: string;
  ruleOrder?: readonly string[];
}

/**
 * Adds and changes what is given, inside the caller's transaction, which has locked what other processes change.
 *
 * @throws LastAdministrator; StoreFailure kind "invalid"; the driver's error
 */
export async function writeConfiguration(db: Kysely<Schema>, changes: Configuration, by: By): Promise<void> {
  for (const policy of changes.policies) await writePolicy(db, policy, by);
  await writeContacts(db, changes.contacts);
  await writeGroups(db, changes.groups);
  // Once for all of them: it looks at every user.
  await keepingAdministration(db, () => writeUsers(db, changes.users));
  for (const template of changes.templates) await writeTemplate(db, template, by);
  for (const rule of changes.rules) await writeRule(db, rule, by);
  if (by.ruleOrder !== undefined) await orderRules(db, by.ruleOrder);
  for (const webhook of changes.webhooks) await writeWebhook(db, webhook, by);
  for (const check of changes.checks) await writeOneCheck(db, check, by);
  await inSteps(changes.optOuts, (step) => writeOptOuts(db, step, by));
  for (const [name, value] of Object.entries(changes.settings)) await writeSetting(db, name, value);
}

async function writePolicy(db: Kysely<Schema>, policy: Policy, { now }: By): Promise<void> {
  const columns = policyColumns(policy);
  await db
    .insertInto("policies")
    .values({ ...columns, version: 1, created_at: now, changed_at: now })
    .onConflict((conflict) =>
      conflict
        .column("name_key")
        .doUpdateSet((eb) => ({ ...columns, version: eb("policies.version", "+", 1), changed_at: now })),
    )
    .execute();
}

async function writeTemplate(db: Kysely<Schema>, { owner, name, text }: ConfiguredTemplate, { now }: By) {
  const user = owner === undefined ? undefined : await idOf(db, nameKey(owner, USER_NAME_CHARACTERS));
  const key = nameKey(name, TEMPLATE_NAME_CHARACTERS) ?? "";
  const columns = { name: storable(name), text: storable(text), changed_at: now };
  const changed = await db
    .updateTable("templates")
    .set(columns)
    .where("user_id", user === undefined ? "is" : "=", orNull(user))
    .where("name_key", "=", key)
    .executeTakeFirst();
  if (changed.numUpdatedRows > 0n) return;
  await db
    .insertInto("templates")
    .values({ ...columns, user_id: orNull(user), name_key: key, created_at: now })
    .execute();
}

async function idOf(db: Kysely<Schema>, key: string | undefined): Promise<number> {
  const query = db
    .selectFrom("users")
    .select("id")
    .where("name_key", "=", key ?? "");
  return (await query.executeTakeFirstOrThrow()).id;
}

/** A new one goes behind the others. */
async function writeRule(db: Kysely<Schema>, content: RuleContent, { now }: By): Promise<void> {
  const columns = ruleColumns(content);
  const changed = await db
    .updateTable("rules")
    .set((eb) => ({ ...columns, version: eb("version", "+", 1), changed_at: now }))
    .where("name_key", "=", columns.name_key)
    .executeTakeFirst();
  if (changed.numUpdatedRows > 0n) return;
  const last = db.selectFrom("rules").select(({ fn }) => fn.max("position").as("position"));
  const position = ((await last.executeTakeFirst())?.position ?? 0) + 1;
  await db
    .insertInto("rules")
    .values({ ...columns, position, version: 1, created_at: now, changed_at: now })
    .execute();
}

/** Rules that are not named keep their places among the others. */
async function orderRules(db: Kysely<Schema>, names: readonly string[]): Promise<void> {
  const rules = await db.selectFrom("rules").select(["id", "name_key"]).orderBy("position").orderBy("id").execute();
  const idByName = new Map(rules.map((rule) => [rule.name_key, rule.id]));
  const wanted = names.flatMap((name) => idByName.get(nameKey(name, ADDRESS_BOOK_NAME_CHARACTERS) ?? "") ?? []);
  const named = new Set(wanted);
  const inOrder = wanted.values();
  await putInOrder(
    db,
    rules.map(({ id }) => (named.has(id) ? (inOrder.next().value ?? id) : id)),
  );
}

async function writeWebhook(db: Kysely<Schema>, webhook: NewWebhook, { now }: By): Promise<void> {
  const columns = { ...webhookColumns(webhook), changed_at: now };
  await db
    .insertInto("webhooks")
    .values({ ...columns, name: webhook.name, created_at: now })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(columns))
    .execute();
}

async function writeOneCheck(db: Kysely<Schema>, content: Configuration["checks"][number], { now }: By) {
  const { name_key: key } = checkColumns(content);
  const before = await joined(db).where("name_key", "=", key).executeTakeFirst();
  const { id } =
    before === undefined
      ? await insertCheck(db, content, now)
      : await writeCheck(db, checkOf(before), { content, now });
  if (content.beatKey === undefined || !("heartbeat" in content.check.probe)) return;
  await db.updateTable("checks").set({ beat_key: content.beatKey }).where("id", "=", id).execute();
}

async function writeOptOuts(db: Kysely<Schema>, optOuts: readonly ConfiguredOptOut[], { now, userName }: By) {
  const of = { incoming_id: null, user_id: null, user_name: null };
  const added = await db
    .insertInto("opt_outs")
    .values(optOuts.map(({ number, since, door }) => ({ number: storable(number), since, door, ...of })))
    .onConflict((conflict) => conflict.column("number").doNothing())
    .returning(["number", "door"])
    .execute();
  if (added.length === 0) return;
  const asked = "imported with a configuration";
  const audit = { action: "opt-out", has_changed: 1, at: now, asked, user_name: orNull(userName) } as const;
  await db
    .insertInto("opt_out_audit")
    .values(added.map(({ number, door }) => ({ number, door, ...audit })))
    .execute();
}

async function writeSetting(db: Kysely<Schema>, name: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value);
  await db
    .insertInto("settings")
    .values({ key: `${SET_BY_PEOPLE}${name}`, value: text })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: text }))
    .execute();
}
