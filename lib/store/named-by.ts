import { type Kysely, type Selectable, sql } from "kysely";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../limits.ts";
import {
  type Check,
  NAMING_SETTINGS,
  type NamedKind,
  type Policy,
  type Rename,
  type Rule,
  renameInNotify,
  renameInPolicy,
  renameInRule,
  renameInSetting,
} from "../messages/index.ts";
import { nameKey } from "../names.ts";
import { COPY_SHAPE, POLICY_SHAPE } from "./alarms/rows.ts";
import { advanceGeneration } from "./change-counters.ts";
import { CHECK_SHAPE } from "./checks/rows.ts";
import { isPostgres } from "./dialect.ts";
import { RULE_SHAPE } from "./rules/rows.ts";
import type { Schema } from "./schema/index.ts";
import { lockSettings } from "./settings.ts";
import { listOf, text } from "./shape.ts";
import { readJson } from "./stored-json.ts";
import { storable } from "./text.ts";

/** Something that others name. */
interface Named {
  kind: NamedKind;
  name: string;
}

const keyOf = (name: string) => nameKey(name.trim(), ADDRESS_BOOK_NAME_CHARACTERS);

/** Tells whether something is called by policies, checks or settings, which would call nobody without it. */
type IsCalled = (kind: NamedKind, name: string) => boolean;

/** Of everything at once: each policy, check and setting is read a single time. @throws the driver's error */
export async function readCalled(db: Kysely<Schema>): Promise<IsCalled> {
  const called = new Set<string>();
  const keyFor = (kind: NamedKind, name: string) => `${kind} ${keyOf(name)}`;
  for (const each of [...(await policiesOf(db)), ...(await checksOf(db)), ...(await settingsOf(db))]) {
    renamed(each, (each, name) => {
      called.add(keyFor(each, name));
      return name;
    });
  }
  return (kind, name) => called.has(keyFor(kind, name));
}

/** Policies, checks and settings that call something: without it they would call nobody. @throws the driver's error */
export const callersOf = async (db: Kysely<Schema>, named: Named): Promise<string[]> =>
  (await namedBy(db, named)).filter((each) => !each.startsWith("rule "));

/** Those who name it, as people call them: `policy night`, `check Web shop`. @throws the driver's error */
export async function namedBy(db: Kysely<Schema>, named: Named): Promise<string[]> {
  const all = await contentsOf(db);
  return all
    .filter((each) => names(each, named))
    .map(({ kind, name }) => (kind === "setting" ? `the setting ${name}` : `${kind} ${name}`));
}

/**
 * Gives all who name it the new name: policies, the copies that open alarms go on by, rules, checks, and settings that the database keeps.
 * On PostgreSQL policies are locked first, then rules, checks, settings and alarms, whoever begins.
 *
 * @param lock  makes changes of alarms be made one after another
 * @throws the driver's error
 */
export async function followRename(
  db: Kysely<Schema>,
  named: Named,
  { to, now, lock }: { to: string; now: number; lock: (db: Kysely<Schema>) => Promise<void> },
): Promise<void> {
  const from = keyOf(named.name);
  const rename: Rename = (kind, name) => (kind === named.kind && keyOf(name) === from ? to : name);
  const isNamedBy = (kind: Kind) => (each: Content) => each.kind === kind && names(each, named);
  if (from === keyOf(to)) return;
  for (const each of (await policiesOf(db, "lock")).filter(isNamedBy("policy"))) {
    await db
      .updateTable("policies")
      .set((eb) => ({ definition: written(each, rename), version: eb("version", "+", 1), changed_at: now }))
      .where("id", "=", each.id)
      .execute();
  }
  for (const [kind, table, list] of [
    ["rule", "rules", rulesOf],
    ["check", "checks", checksOf],
  ] as const) {
    if (!(await list(db)).some(isNamedBy(kind))) continue;
    await advanceGeneration(db, table);
    for (const each of (await list(db)).filter(isNamedBy(kind))) {
      await db
        .updateTable(table)
        .set((eb) => ({ definition: written(each, rename), version: eb("version", "+", 1), changed_at: now }))
        .where("id", "=", each.id)
        .execute();
    }
  }
  await renameInSettings(db, named, rename);
  if (named.kind === "policy") return;
  await lock(db);
  const open = await db.selectFrom("alarms").select(["id", "policy"]).where("is_active", "=", sql.lit(1)).execute();
  for (const { id, policy } of open) {
    const read = readJson<Policy>(policy, COPY_SHAPE);
    if (read === undefined) continue;
    const renamed = JSON.stringify(renameInPolicy(read, rename));
    if (renamed === policy) continue;
    await db
      .updateTable("alarms")
      .set({ policy: storable(renamed) })
      .where("id", "=", id)
      .execute();
  }
}

async function renameInSettings(db: Kysely<Schema>, named: Named, rename: Rename): Promise<void> {
  if (!(await settingsOf(db)).some((each) => names(each, named))) return;
  await lockSettings(db, "option.");
  for (const each of (await settingsOf(db)).filter((setting) => names(setting, named))) {
    await db
      .updateTable("settings")
      .set({ value: written(each, rename) })
      .where("key", "=", each.id)
      .execute();
  }
}

type Kind = "policy" | "rule" | "check";
interface Content {
  kind: Kind;
  id: number;
  name: string;
  /** JSON. */
  content: string;
}
type SettingKey = (typeof NAMING_SETTINGS)[number];
interface SettingContent extends Pick<Content, "name" | "content"> {
  kind: "setting";
  id: SettingKey;
}
type AnyContent = Content | SettingContent;

const contentsOf = async (db: Kysely<Schema>): Promise<AnyContent[]> => [
  ...(await policiesOf(db)),
  ...(await rulesOf(db)),
  ...(await checksOf(db)),
  ...(await settingsOf(db)),
];

async function settingsOf(db: Kysely<Schema>): Promise<SettingContent[]> {
  const rows = await db.selectFrom("settings").selectAll().where("key", "in", NAMING_SETTINGS).orderBy("key").execute();
  return rows.map(({ key, value }) => ({
    kind: "setting",
    id: key as SettingKey,
    name: key.replace("option.", "--"),
    content: value,
  }));
}

async function policiesOf(db: Kysely<Schema>, lock?: "lock"): Promise<Content[]> {
  const query = db.selectFrom("policies").select(["id", "name", "definition"]).orderBy("id");
  return contents("policy", await (lock === "lock" && isPostgres(db) ? query.forUpdate() : query).execute());
}

const rulesOf = async (db: Kysely<Schema>): Promise<Content[]> =>
  contents("rule", await db.selectFrom("rules").select(["id", "name", "definition"]).orderBy("id").execute());

const checksOf = async (db: Kysely<Schema>): Promise<Content[]> =>
  contents("check", await db.selectFrom("checks").select(["id", "name", "definition"]).orderBy("id").execute());

const contents = (kind: Kind, rows: Pick<Selectable<Schema["rules"]>, "id" | "name" | "definition">[]): Content[] =>
  rows.map(({ id, name, definition }) => ({ kind, id, name, content: definition }));

/** JSON with other names. What was damaged names nobody, and keeps nobody from the others. */
function renamed(of: AnyContent, rename: Rename): string {
  const other = readRenamed(of, rename);
  return other === undefined ? of.content : JSON.stringify(other);
}

function readRenamed({ kind, id, content }: AnyContent, rename: Rename): object | undefined {
  switch (kind) {
    case "setting": {
      const texts = readJson<string[]>(content, listOf(text));
      return texts && renameInSetting(id, texts, rename);
    }
    case "policy": {
      const policy = readJson<Omit<Policy, "name">>(content, POLICY_SHAPE);
      return policy && renameInPolicy(policy, rename);
    }
    case "rule": {
      const rule = readJson<Pick<Rule, "when" | "then">>(content, RULE_SHAPE);
      return rule && renameInRule(rule, rename);
    }
    case "check": {
      const check = readJson<Pick<Check, "notify">>(content, CHECK_SHAPE);
      return check?.notify === undefined ? check : { ...check, notify: renameInNotify(check.notify, rename) };
    }
    default:
      return kind satisfies never;
  }
}

const written = (content: AnyContent, rename: Rename): string => storable(renamed(content, rename));

function names(content: AnyContent, named: Named): boolean {
  const key = keyOf(named.name);
  let isNamed = false;
  renamed(content, (each, name) => {
    isNamed ||= each === named.kind && keyOf(name) === key;
    return name;
  });
  return isNamed;
}
