import { type Kysely, sql } from "kysely";
import { parseJson } from "../../json.ts";
import { StoreFailure, type TextKeyState } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { LOCKS } from "../advisory-locks.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { forgetIndex, searchesTexts } from "../search/reach.ts";
import { sealsTexts, textKeysOf } from "./sealed-texts.ts";

/** 15 s, five beats of a node: it is dead. */
const DEAD_AFTER_MS = 15_000;

/** How other nodes are looked for. */
interface Look {
  backend: Pick<Backend, "time">;
  now: number;
  /** SQLite: no other process is a gateway on the file. */
  alone: boolean;
}

/** `text_keys.use` of a key that every copy of is lost, as somebody has said: what it sealed is read as damaged. */
const GIVEN_UP = "given up";

/** What one node says of its keys: it writes with the first, or readable where that is empty. */
export const keysOfNode = (db: Kysely<Schema>): string | null => {
  const keys = textKeysOf(db);
  if (keys === undefined) return null;
  const seals = keys.seals ?? "";
  return JSON.stringify([seals, ...[...keys.boxes.keys()].filter((id) => id !== seals)]);
};

/** Refuses a database whose texts need keys that are not there. @throws StoreFailure kind "invalid"; the driver's error */
export async function requireKeys(db: Kysely<Schema>): Promise<void> {
  const missing = await missingKeys(db);
  if (missing.length === 0) return;
  const wayOut = "if every copy is lost: aldis text-key forget";
  throw new StoreFailure("invalid", `${missingText(missing, textKeysOf(db) !== undefined)}; ${wayOut}`);
}

/**
 * As {@link requireKeys} of a backup that is being restored; with `givesUp`, its keys that are not there are given up.
 *
 * @returns the IDs of those
 * @throws StoreFailure kind "invalid"; the driver's error
 */
export async function requireKeysOfBackup(db: Kysely<Schema>, { givesUp }: { givesUp: boolean }): Promise<string[]> {
  const missing = await missingKeys(db);
  if (missing.length === 0) return missing;
  if (!givesUp) {
    const wayOut = "if every copy is lost, --forget-text-keys restores it, and its texts stay unreadable";
    throw new StoreFailure("invalid", `${missingText(missing, textKeysOf(db) !== undefined)}; ${wayOut}`);
  }
  await db.updateTable("text_keys").set({ use: GIVEN_UP }).where("id", "in", missing).execute();
  return missing;
}

/** Whether rows have texts of a key that was given up. @throws the driver's error */
export async function hasGivenUpKeys(db: Kysely<Schema>): Promise<boolean> {
  const found = await db.selectFrom("text_keys").select("id").where("use", "=", GIVEN_UP).executeTakeFirst();
  return found !== undefined;
}

/** See `TextKeyStore.forget`. @throws the driver's error */
export async function forgetKey(
  db: Kysely<Schema>,
  id: string,
  look: Look,
): Promise<Result<undefined, "not-needed" | "there" | { nodes: string[] }>> {
  await lock(db);
  if (textKeysOf(db)?.boxes.has(id) === true) return no("there");
  const having = (await workingNodes(db, look)).filter(({ keys }) => keys?.includes(id) === true);
  if (having.length > 0) return no({ nodes: having.map(({ name }) => name) });
  const key = await db.selectFrom("text_keys").select("use").where("id", "=", id).executeTakeFirst();
  if (key === undefined || key.use === GIVEN_UP) return no("not-needed");
  await db.updateTable("text_keys").set({ use: GIVEN_UP }).where("id", "=", id).execute();
  return ok(undefined);
}

/** The IDs of keys that rows need and that are not there, without those given up. @throws the driver's error */
async function missingKeys(db: Kysely<Schema>): Promise<string[]> {
  const boxes = textKeysOf(db)?.boxes;
  const needed = await db.selectFrom("text_keys").select("id").where("use", "<>", GIVEN_UP).orderBy("since").execute();
  return needed.flatMap(({ id }) => (boxes?.has(id) === true ? [] : [id]));
}

function missingText(missing: readonly string[], hasFile: boolean): string {
  const which = `its texts are encrypted with the key${missing.length === 1 ? "" : "s"} ${missing.join(", ")}`;
  return hasFile
    ? `${which}, which the key file does not have: put the line of ${missing.length === 1 ? "that key" : "each"} back, from a copy of the file`
    : `${which}: name the file that has ${missing.length === 1 ? "it" : "them"} with --text-key-file (ALDIS_TEXT_KEY_FILE)`;
}

/**
 * Before the first text is written: notes that rows may need the key, unless a node works that could not read them; and makes the index
 * of searches again where it is to have texts and has none, or the other way round.
 *
 * @param options.node  this gateway; a command has none, and leaves the index alone
 * @throws StoreFailure kind "conflict" when another node lacks the key ("read-only" for a command, which may read all the same), "invalid" as {@link requireKeys}; the driver's error
 */
export async function beginSealing(
  db: Kysely<Schema>,
  { node, ...look }: Look & { node: string | undefined },
): Promise<void> {
  const keys = textKeysOf(db);
  if (keys?.seals !== undefined) {
    await lock(db);
    await requireKeys(db);
    const { seals } = keys;
    const lacking = (await workingNodes(db, look)).filter(
      (other) => other.node !== node && other.keys?.includes(seals) !== true,
    );
    if (lacking.length > 0) {
      throw new StoreFailure(node === undefined ? "read-only" : "conflict", lackingText(lacking, { seals, node }));
    }
    const use = crypto.randomUUID();
    await db
      .insertInto("text_keys")
      .values({ id: seals, since: look.now, use })
      .onConflict((conflict) => conflict.column("id").doUpdateSet({ use }))
      .execute();
  }
  if (node === undefined) return;
  if (!isPostgres(db)) await noteKeysOfGateway(db);
  if ((await searchesTexts(db)) !== !sealsTexts(db)) await forgetIndex(db, { texts: !sealsTexts(db) });
}

function lackingText(
  lacking: readonly { name: string }[],
  { seals, node }: { seals: string; node: string | undefined },
): string {
  const which = `the gateway on ${lacking.map(({ name }) => name).join(", ")} could not read texts encrypted with the key ${seals}`;
  return node === undefined
    ? `${which}, so this command has written none: restart the gateway with the key in its --text-key-file, then run the command again`
    : `${which}: stop it, or add the key to its --text-key-file, below the first line, and restart it; then start this one again`;
}

/** Another node that works now. */
interface WorkingNode {
  node: string;
  name: string;
  /** Its keys, first what it writes with. */
  keys: readonly string[] | undefined;
}

async function workingNodes(db: Kysely<Schema>, { backend, now, alone }: Look): Promise<WorkingNode[]> {
  if (!isPostgres(db)) return alone ? [] : [await onlyGateway(db)];
  const at = Math.round((await backend.time(db)) ?? now);
  const rows = await db
    .selectFrom("node_states")
    .select(["node", "name", "text_keys"])
    .where("seen_at", ">", at - DEAD_AFTER_MS)
    .where("state", "<>", "stopped")
    .orderBy("name")
    .execute();
  return rows.map(({ node, name, text_keys }) => ({
    node,
    name,
    keys: text_keys === null ? undefined : (parseJson(text_keys) as readonly string[] | undefined),
  }));
}

/** Among the settings of SQLite, where nodes do not tell of themselves: what the gateway that has started last says as {@link keysOfNode}. */
const GATEWAY_KEYS = "text-keys.gateway";

async function noteKeysOfGateway(db: Kysely<Schema>): Promise<void> {
  const value = keysOfNode(db);
  const known = await db.selectFrom("settings").select("value").where("key", "=", GATEWAY_KEYS).executeTakeFirst();
  if ((known?.value ?? null) === value) return;
  await db.deleteFrom("settings").where("key", "=", GATEWAY_KEYS).execute();
  if (value !== null) await db.insertInto("settings").values({ key: GATEWAY_KEYS, value }).execute();
}

/** SQLite: the gateway that works on the file. */
async function onlyGateway(db: Kysely<Schema>): Promise<WorkingNode> {
  const said = await db.selectFrom("settings").select("value").where("key", "=", GATEWAY_KEYS).executeTakeFirst();
  return { node: "", name: "this file", keys: said && (parseJson(said.value) as readonly string[] | undefined) };
}

/** Of two that note or drop a key, one waits. */
async function lock(db: Kysely<Schema>): Promise<void> {
  if (isPostgres(db)) await sql`select pg_advisory_xact_lock(${sql.lit(LOCKS.textKeys)})`.execute(db);
}

/** See `TextKeyStore.state`. @throws the driver's error */
export async function keyState(db: Kysely<Schema>): Promise<TextKeyState> {
  const rows = await db.selectFrom("text_keys").select(["id", "since", "use"]).orderBy("since").execute();
  const needed = rows.flatMap(({ id, since, use }) => (use === GIVEN_UP ? [] : [{ id, since }]));
  const givenUp = rows.flatMap(({ id, use }) => (use === GIVEN_UP ? [id] : []));
  return { needed, givenUp, missing: await missingKeys(db), searchesTexts: await searchesTexts(db) };
}

/** The uses of keys that a rotation starts from; a problem names nodes that still write otherwise. @throws the driver's error */
export async function beginRotation(
  db: Kysely<Schema>,
  look: Look,
): Promise<Result<ReadonlyMap<string, string>, { nodes: string[] }>> {
  const others = await writingOtherwise(db, look);
  if (others.length > 0) return no({ nodes: others });
  const rows = await db.selectFrom("text_keys").select(["id", "use"]).execute();
  return ok(new Map(rows.map(({ id, use }) => [id, use])));
}

async function writingOtherwise(db: Kysely<Schema>, look: Look): Promise<string[]> {
  const seals = textKeysOf(db)?.seals ?? "";
  return (await workingNodes(db, look)).flatMap(({ name, keys }) => ((keys?.[0] ?? "") === seals ? [] : [name]));
}

/**
 * Notes that no row needs a key any more, but the one that texts are written with: none was used since the rotation began, and nobody
 * writes with another. Returns the IDs that may leave the file.
 *
 * @throws the driver's error
 */
export async function endRotation(
  db: Kysely<Schema>,
  uses: ReadonlyMap<string, string>,
  look: Look,
): Promise<string[]> {
  await lock(db);
  if ((await writingOtherwise(db, look)).length > 0) return [];
  const seals = textKeysOf(db)?.seals;
  const rows = await db.selectFrom("text_keys").select(["id", "use"]).execute();
  const done = rows.flatMap(({ id, use }) => (id !== seals && use !== GIVEN_UP && uses.get(id) === use ? [id] : []));
  if (done.length > 0) await db.deleteFrom("text_keys").where("id", "in", done).execute();
  return done;
}
