import type { Kysely } from "kysely";
import { defined } from "../../defined.ts";
import type { Contact, GroupSummary, Page } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { withGroups } from "./contacts.ts";
import { summaries, summaryOf } from "./groups.ts";
import { hasInIt, hasInName } from "./rows.ts";

/** Rows that one page looks at: 4,000 take a few milliseconds, whatever the filter leaves of them. */
const LOOKED_AT = 4_000;

/**
 * One page of contacts, by name.
 *
 * Without a filter, the index on names gives it. With one, at most {@link LOOKED_AT} contacts are looked at: the members
 * of a group that has no more, or else the next ones by name.
 *
 * @throws the driver's error
 */
export async function pageOfContacts(
  db: Kysely<Schema>,
  options: { after?: string; limit: number; search?: string; groupId?: number },
): Promise<Page<Contact>> {
  const { after = "", limit, search, groupId } = options;
  const isSmallGroup = groupId !== undefined && (await isSmall(db, groupId));
  const isWalked = (groupId !== undefined || search !== undefined) && !isSmallGroup;
  const edge = isWalked ? await lastLookedAt(db, "contacts", after) : undefined;

  let query = isSmallGroup
    ? db
        .selectFrom("contact_group_members as member")
        // Cross: SQLite begins with the members.
        .crossJoin("contacts")
        .where("member.group_id", "=", groupId)
        .whereRef("contacts.id", "=", "member.contact_id")
        .selectAll("contacts")
    : db.selectFrom("contacts").selectAll("contacts");
  query = query.where("name_key", ">", after);
  if (edge !== undefined) query = query.where("name_key", "<=", edge);
  if (search !== undefined) query = query.where(hasInIt(db, search));
  if (groupId !== undefined && !isSmallGroup) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom("contact_group_members")
          .select("contact_id")
          .whereRef("contact_id", "=", "contacts.id")
          .where("group_id", "=", groupId),
      ),
    );
  }
  const rows = await query
    .orderBy("name_key")
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? shown.at(-1)?.name_key : edge;
  return { items: await withGroups(db, shown), ...defined({ next }) };
}

/** One page of groups, by name; with a filter as {@link pageOfContacts}. @throws the driver's error */
export async function pageOfGroups(
  db: Kysely<Schema>,
  { after = "", limit, search }: { after?: string; limit: number; search?: string },
): Promise<Page<GroupSummary>> {
  const edge = search === undefined ? undefined : await lastLookedAt(db, "contact_groups", after);
  let query = summaries(db).where("name_key", ">", after);
  if (edge !== undefined) query = query.where("name_key", "<=", edge);
  if (search !== undefined) query = query.where(hasInName(db, search));
  const rows = await query
    .orderBy("name_key")
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? shown.at(-1)?.name_key : edge;
  return { items: shown.map(summaryOf), ...defined({ next }) };
}

async function isSmall(db: Kysely<Schema>, groupId: number): Promise<boolean> {
  const query = db
    .selectFrom("contact_group_members")
    .select("contact_id")
    .where("group_id", "=", groupId)
    .orderBy("contact_id");
  return (await query.limit(1).offset(LOOKED_AT).executeTakeFirst()) === undefined;
}

/** The last name that a page looks at; `undefined`: it looks at all that there are. */
async function lastLookedAt(
  db: Kysely<Schema>,
  table: "contacts" | "contact_groups",
  after: string,
): Promise<string | undefined> {
  const query = db.selectFrom(table).select("name_key").where("name_key", ">", after).orderBy("name_key");
  return (await query.limit(1).offset(LOOKED_AT).executeTakeFirst())?.name_key;
}
