import { type Kysely, type Selectable, sql } from "kysely";
import { migrations } from "../../migrations/index.ts";
import type { Beat, NodeReport, NodeState, NodeStore, Outdated, Singleton, StoredNode } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { appliedTo, newestOf, unfitOf } from "./migrate.ts";
import { read } from "./read.ts";
import type { NodeStatesTable } from "./schema/gateway.ts";
import type { Schema } from "./schema/index.ts";
import { keysOfNode } from "./sealing/key-register.ts";
import { listOf, objectOf, text } from "./shape.ts";
import { jsonOr } from "./stored-json.ts";
import { orNull, present, storable } from "./text.ts";
import { readAnnounced } from "./upgrade.ts";

/** The nodes of a database. @param now  where the database has no clock of its own */
export function createNodeStore(backend: Backend, writer: GroupCommit, now: () => number): NodeStore {
  const timeOf = async (db: Kysely<Schema>) => Math.round((await backend.time(db)) ?? now());
  return {
    beat: (report, options) =>
      writer.write(async (db): Promise<Beat> => {
        const at = await timeOf(db);
        const hasNamesake = await findNamesake(db, report, at - options.goneAfterMs);
        await writeReport(db, report, at);
        const held = await holdAll(backend, db, { ...options, node: report.node, now: at });
        const outdated = await findOutdated(backend, db, at);
        const hasOthers = await findOthers(db, report.node, at - options.goneAfterMs);
        return { held, hasOthers, hasNamesake, ...(outdated === undefined ? {} : { outdated }) };
      }),
    leave: (node, life) =>
      writer.write(async (db) => {
        const now = await timeOf(db);
        await db.deleteFrom("singletons").where("life", "=", life).execute();
        await db
          .updateTable("node_states")
          .set({ state: "stopped", problem: null, state_since: now, seen_at: now })
          .where("node", "=", node)
          .execute();
        await backend.announceNodes(db);
      }),
    list: () =>
      read(backend, async (db) => {
        const now = await timeOf(db);
        const held = await db.selectFrom("singletons").selectAll().where("until", ">", now).orderBy("name").execute();
        const rows = await db.selectFrom("node_states").selectAll().orderBy("name").orderBy("node").execute();
        return rows.map((row) => ({
          ...nodeOf(row),
          holds: held.flatMap(({ name, node }) => (node === row.node ? [name] : [])),
        }));
      }),
    now: () => read(backend, timeOf),
    forget: (before) =>
      writer.write(async (db) => void (await db.deleteFrom("node_states").where("seen_at", "<", before).execute())),
    announce: () => writer.write((db) => backend.announceNodes(db)),
    heard: backend.heardOwn,
    onChanged: backend.onNodes,
  };
}

async function writeReport(db: Kysely<Schema>, report: NodeReport, now: number): Promise<void> {
  const values = {
    name: storable(report.name),
    version: report.version,
    newest: newestOf(Object.keys(migrations)),
    state: report.state,
    problem: orNull(report.problem === undefined ? undefined : storable(report.problem)),
    started_at: report.startedAt,
    state_since: now,
    seen_at: now,
    ahead_ms: report.aheadMs,
    hears: report.hears ? 1 : 0,
    modems: storable(JSON.stringify(report.modems)),
    text_keys: keysOfNode(db),
  } as const;
  await db
    .insertInto("node_states")
    .values({ node: report.node, ...values })
    .onConflict((conflict) =>
      conflict.column("node").doUpdateSet({
        ...values,
        state_since: sql`case when node_states.state = excluded.state then node_states.state_since else excluded.state_since end`,
      }),
    )
    .execute();
}

/** The lease of a process that has ended or lost it is anybody's. */
async function holdAll(
  backend: Backend,
  db: Kysely<Schema>,
  {
    node,
    life,
    wants,
    leaseMs,
    now,
  }: { node: string; life: string; wants: readonly Singleton[]; leaseMs: number; now: number },
): Promise<string[]> {
  let given = db.deleteFrom("singletons").where("life", "=", life);
  if (wants.length > 0) given = given.where("name", "not in", wants);
  const { numDeletedRows } = await given.executeTakeFirst();
  // Somebody may wait for it.
  if (numDeletedRows > 0n) await backend.announceNodes(db);
  if (wants.length === 0) return [];
  const held = await db
    .insertInto("singletons")
    .values(wants.toSorted().map((name) => ({ name, node, life, since: now, until: now + leaseMs })))
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet((eb) => ({
          node: eb.ref("excluded.node"),
          life: eb.ref("excluded.life"),
          until: eb.ref("excluded.until"),
          since: sql`case when singletons.life = excluded.life then singletons.since else excluded.since end`,
        }))
        .where((eb) => eb.or([eb("singletons.life", "=", life), eb("singletons.until", "<=", now)])),
    )
    .returning("name")
    .execute();
  return held.map(({ name }) => name);
}

async function findOthers(db: Kysely<Schema>, node: string, since: number): Promise<boolean> {
  const other = await db
    .selectFrom("node_states")
    .select("node")
    .where("node", "<>", node)
    .where("state", "<>", "stopped")
    .where("seen_at", ">=", since)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Two machines start a process in the same millisecond so rarely that the time of the start tells them apart. */
async function findNamesake(db: Kysely<Schema>, { node, startedAt }: NodeReport, since: number): Promise<boolean> {
  const other = await db
    .selectFrom("node_states")
    .select("node")
    .where("node", "=", node)
    .where("started_at", "<>", startedAt)
    .where("state", "<>", "stopped")
    .where("seen_at", ">=", since)
    .executeTakeFirst();
  return other !== undefined;
}

async function findOutdated(backend: Backend, db: Kysely<Schema>, now: number): Promise<Outdated | undefined> {
  const unfit = await unfitOf(db, await appliedTo(backend, db));
  const announced = await readAnnounced(db);
  if (unfit.length > 0) return { isDone: true, ...(announced === undefined ? {} : { version: announced.version }) };
  const waits =
    announced?.stops.some((name) => !(name in migrations)) === true &&
    // A migration may take longer than announcements last.
    (announced.until > now || (await backend.isMigrating(db)));
  return waits ? { isDone: false, version: announced.version } : undefined;
}

const MODEMS_SHAPE = listOf(objectOf({ name: text, state: text }));

function nodeOf(row: Selectable<NodeStatesTable>): Omit<StoredNode, "holds"> {
  return {
    node: row.node,
    name: row.name,
    version: row.version,
    state: row.state as NodeState,
    ...present({ problem: row.problem }),
    startedAt: row.started_at,
    stateSince: row.state_since,
    seenAt: row.seen_at,
    aheadMs: row.ahead_ms,
    hears: row.hears === 1,
    modems: jsonOr<StoredNode["modems"]>(row, "modems", { shape: MODEMS_SHAPE, instead: [] }),
  };
}
