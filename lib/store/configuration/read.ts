import { type Kysely, sql } from "kysely";
import { defined } from "../../defined.ts";
import { parseJson } from "../../json.ts";
import type {
  Configuration,
  ConfiguredContact,
  ConfiguredGroup,
  ConfiguredOptOut,
  ConfiguredTemplate,
  ConfiguredUser,
} from "../../messages/index.ts";
import { storedPolicyOf } from "../alarms/rows.ts";
import { checkOf, joined } from "../checks/rows.ts";
import { ruleOf } from "../rules/rows.ts";
import type { Schema } from "../schema/index.ts";
import { present } from "../text.ts";
import { userOf } from "../user-rows.ts";
import { webhookOf } from "../webhooks/index.ts";

/** What keys of settings begin with that people have set. */
export const SET_BY_PEOPLE = "option.";

/** Everything that people have set. `db` must be in a transaction that sees one moment. @throws the driver's error */
export async function readConfiguration(db: Kysely<Schema>): Promise<Configuration> {
  const users = await readUsers(db);
  const contacts = await db.selectFrom("contacts").selectAll().execute();
  const policies = (await db.selectFrom("policies").selectAll().execute()).map(storedPolicyOf);
  const rules = (await db.selectFrom("rules").selectAll().orderBy("position").execute()).map(ruleOf);
  const webhooks = (await db.selectFrom("webhooks").selectAll().execute()).map(webhookOf);
  const checks = (await joined(db).execute()).map(checkOf);
  const optOuts = await db.selectFrom("opt_outs").select(["number", "since", "door"]).execute();
  const settings = await db
    .selectFrom("settings")
    .selectAll()
    .where("key", "like", `${SET_BY_PEOPLE}%`)
    .where("key", "<>", `${SET_BY_PEOPLE}changing`)
    .execute();
  return {
    users: byName(users),
    contacts: byName(contacts.map(contactOf)),
    policies: byName(policies.map(({ policy }) => policy)),
    groups: byName(await readGroups(db, new Map(policies.map(({ id, policy }) => [id, policy.name])))),
    templates: await readTemplates(db),
    rules: rules.map(({ rule, secretsSealed }) => ({ rule, ...defined({ secretsSealed }) })),
    webhooks: byName(
      webhooks.map(({ name, url, events, enabled, isOrdered, secrets }) => ({
        name,
        url,
        events,
        enabled,
        isOrdered,
        secrets,
      })),
    ),
    checks: checks
      .map(({ check, secretsSealed, beatKey }) => ({ check, ...defined({ secretsSealed, beatKey }) }))
      .sort((one, other) => compare(one.check.name, other.check.name)),
    optOuts: (optOuts as ConfiguredOptOut[]).sort((one, other) => compare(one.number, other.number)),
    settings: Object.fromEntries(
      settings
        .map(({ key, value }): [string, unknown] => [key.slice(SET_BY_PEOPLE.length), parseJson(value)])
        .filter(([, value]) => value !== undefined)
        .sort(([one], [other]) => compare(one, other)),
    ),
  };
}

async function readUsers(db: Kysely<Schema>): Promise<ConfiguredUser[]> {
  const rows = await db.selectFrom("users").selectAll().execute();
  const held = Map.groupBy(await db.selectFrom("user_permissions").selectAll().execute(), ({ user_id }) => user_id);
  const known = Map.groupBy(await db.selectFrom("identities").selectAll().execute(), ({ user_id }) => user_id);
  return rows.map((row) => {
    const permissions = (held.get(row.id) ?? []).map(({ permission }) => permission).sort(compare);
    const { name, disabled, limits = {} } = userOf(row, permissions);
    const { networks, requestsPerMinute } = limits;
    const identities = (known.get(row.id) ?? []).map(({ issuer, subject }) => ({ issuer, subject }));
    identities.sort((one, other) => compare(one.issuer, other.issuer) || compare(one.subject, other.subject));
    const own = { name, disabled, permissions, identities, passwordHash: row.password_hash };
    return { ...own, ...defined({ networks, requestsPerMinute }) };
  });
}

const contactOf = ({ name, number, email, note }: NullableFields<ConfiguredContact>): ConfiguredContact => ({
  name: name ?? "",
  ...present({ number, email, note }),
});

type NullableFields<Fields> = { [Name in keyof Required<Fields>]: Required<Fields>[Name] | null };

async function readGroups(db: Kysely<Schema>, policies: ReadonlyMap<number, string>): Promise<ConfiguredGroup[]> {
  const groups = await db.selectFrom("contact_groups").selectAll().execute();
  const named = await db.selectFrom("contacts").select(["id", "name"]).execute();
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const nameOf = (id: number) => names.get(id) ?? "";
  const ofGroup = <Row extends { group_id: number }>(rows: readonly Row[]) => Map.groupBy(rows, (row) => row.group_id);
  const members = ofGroup(await db.selectFrom("contact_group_members").selectAll().execute());
  const shifts = ofGroup(await db.selectFrom("contact_group_shifts").selectAll().execute());
  const overrides = ofGroup(await db.selectFrom("contact_group_overrides").selectAll().execute());
  return groups.map(({ id, name, time_zone, policy_id }) => ({
    name,
    ...present({ timeZone: time_zone }),
    ...defined({ policy: policy_id === null ? undefined : policies.get(policy_id) }),
    members: (members.get(id) ?? [])
      .map(({ contact_id, escalation }) => ({ contact: nameOf(contact_id), ...present({ escalation }) }))
      .sort((one, other) => compare(one.contact, other.contact)),
    shifts: (shifts.get(id) ?? [])
      .map(({ contact_id, weekdays, from_minute, to_minute }) => ({
        contact: nameOf(contact_id),
        weekdays,
        fromMinute: from_minute,
        toMinute: to_minute,
      }))
      .sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other))),
    overrides: (overrides.get(id) ?? [])
      .map(({ contact_id, instead_of, starts_at, ends_at }) => ({
        contact: nameOf(contact_id),
        ...defined({ insteadOf: instead_of === null ? undefined : nameOf(instead_of) }),
        startsAt: starts_at,
        endsAt: ends_at,
      }))
      .sort((one, other) => one.startsAt - other.startsAt || compare(JSON.stringify(one), JSON.stringify(other))),
  }));
}

async function readTemplates(db: Kysely<Schema>): Promise<ConfiguredTemplate[]> {
  const rows = await db
    .selectFrom("templates")
    .leftJoin("users", "users.id", "templates.user_id")
    .select(["templates.name", "templates.text", "users.name as owner"])
    .execute();
  return rows
    .map(({ name, text, owner }) => ({ ...present({ owner }), name, text }))
    .sort((one, other) => compare(one.owner ?? "", other.owner ?? "") || compare(one.name, other.name));
}

const byName = <Named extends { name: string }>(all: readonly Named[]): Named[] =>
  all.toSorted((one, other) => compare(one.name, other.name));

/** By code units, whatever the language: both databases' exports are the same. */
function compare(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a !== b) return a < b ? -1 : 1;
  return one === other ? 0 : one < other ? -1 : 1;
}

/** As the configuration is at one moment, on a connection that writes nothing. @throws the driver's error */
export function readSnapshot(db: Kysely<Schema>, isPostgres: boolean): Promise<Configuration> {
  const begin = isPostgres ? "begin isolation level repeatable read, read only" : "begin";
  return db.connection().execute(async (connection) => {
    await sql.raw(begin).execute(connection);
    try {
      return await readConfiguration(connection);
    } finally {
      await sql`rollback`.execute(connection);
    }
  });
}
