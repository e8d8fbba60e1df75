import { type Kysely, sql } from "kysely";
import type { ErasedPerson, PersonTraces, Policy } from "../../messages/index.ts";
import { renameInPolicy } from "../../messages/index.ts";
import { COPY_SHAPE } from "../alarms/rows.ts";
import { namedBy } from "../named-by.ts";
import type { Schema } from "../schema/index.ts";
import { readJson } from "../stored-json.ts";

/** What people have set up: how it is called, and where a number may stand in it. */
const SET_UP = [
  { table: "policies", what: "policy", name: "name", columns: ["definition"] },
  { table: "rules", what: "rule", name: "name", columns: ["definition"] },
  { table: "checks", what: "check", name: "name", columns: ["definition"] },
  { table: "webhooks", what: "webhook", name: "name", columns: ["url"] },
  { table: "templates", what: "template", name: "name", columns: ["text"] },
  { table: "contact_groups", what: "group", name: "name", columns: [] },
  { table: "modems", what: "modem", name: "name", columns: ["setting"] },
  { table: "users", what: "user", name: "name", columns: [] },
] as const;

/** See `ErasureStore.person`. @throws the driver's error */
export async function findPerson(
  db: Kysely<Schema>,
  { number, forms }: Pick<ErasedPerson, "number" | "forms">,
): Promise<ErasedPerson> {
  const numbers = [number, ...forms];
  const contacts = await db
    .selectFrom("contacts")
    .select(["id", "name", "email"])
    .where("number", "in", numbers)
    .orderBy("id")
    .execute();
  const shared = await sharedAddresses(db, contacts);
  const chats = await db.selectFrom("telegram_links").select("chat_id").where("number", "in", numbers).execute();
  return {
    number,
    forms,
    contacts: contacts.map(({ id, name, email }) => ({
      id,
      name,
      ...(email === null || shared.has(email.toLowerCase()) ? {} : { email }),
    })),
    chatIds: chats.map(({ chat_id }) => chat_id),
  };
}

/** Mail addresses that other contacts have too, such as a team's: they are not the person's alone. */
async function sharedAddresses(
  db: Kysely<Schema>,
  contacts: readonly { id: number; email: string | null }[],
): Promise<ReadonlySet<string>> {
  const emails = contacts.flatMap(({ email }) => (email === null ? [] : [email.toLowerCase()]));
  if (emails.length === 0) return new Set();
  const others = await db
    .selectFrom("contacts")
    .select(sql<string>`lower(email)`.as("email"))
    .where(sql<string>`lower(email)`, "in", emails)
    .where(
      "id",
      "not in",
      contacts.map(({ id }) => id),
    )
    .execute();
  return new Set(others.map(({ email }) => email));
}

/** See `ErasureStore.namedBy`: few rows, each once. @throws the driver's error */
export async function personNamedBy(db: Kysely<Schema>, traces: PersonTraces): Promise<string[]> {
  const naming: string[] = [];
  for (const { table, what, name, columns } of SET_UP) {
    const { rows } = await sql<Record<string, string>>`
      select ${sql.join([name, ...columns].map((column) => sql.ref(column)))} from ${sql.table(table)} order by 1`.execute(
      db,
    );
    for (const row of rows)
      if (Object.values(row).some(traces.isIn)) naming.push(`${what} ${traces.masked(row[name] ?? "")}`);
  }
  const settings = await db
    .selectFrom("settings")
    .selectAll()
    .where("key", "like", "option.%")
    .orderBy("key")
    .execute();
  for (const { key, value } of settings)
    if (traces.isIn(value)) naming.push(`the setting ${key.replace("option.", "--")}`);
  for (const { name } of traces.person.contacts) naming.push(...(await namedBy(db, { kind: "contact", name })));
  naming.push(...(await alarmsCalling(db, traces.person)));
  return [...new Set(naming)];
}

/** Alarms that are not over go on by a copy of their policy. */
async function alarmsCalling(db: Kysely<Schema>, { contacts }: ErasedPerson): Promise<string[]> {
  const names = new Set(contacts.map(({ name }) => name.toLowerCase()));
  const active = await db
    .selectFrom("alarms")
    .select(["number", "policy"])
    .where("is_active", "=", sql.lit(1))
    .execute();
  return active.flatMap(({ number, policy }) => {
    let calls = false;
    const read = readJson<Policy>(policy, COPY_SHAPE);
    if (read === undefined) return [];
    renameInPolicy(read, (kind, name) => {
      calls ||= kind === "contact" && names.has(name.toLowerCase());
      return name;
    });
    return calls ? [`alarm ${number}, which is not resolved`] : [];
  });
}
