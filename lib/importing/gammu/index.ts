import type { ForeignDatabase } from "../../messages/index.ts";
import { type Found, without } from "../found.ts";
import { readInbox } from "./inbox.ts";
import type { GammuOptions } from "./options.ts";
import { readOutbox, readSent } from "./sent.ts";

export type { Folder, GammuOptions } from "./options.ts";

const SCHEMAS = { oldest: 13, newest: 18 };
const OWN_TABLES = ["gammu", "inbox", "outbox", "outbox_multipart", "sentitems", "phones"];
/** Left over from before schema 16. */
const OLD_TABLES = ["daemons", "pbk", "pbk_groups", "sqlite_sequence"];

/** The tables of smsd and of Kalkun on top of it: what a dump is read for. */
export const isWantedTable = (table: string): boolean =>
  OWN_TABLES.includes(table) || /^(pbk|pbk_groups|kalkun|plugins|user|user_\w+|plugin_\w+)$/.test(table);

/** What is wrong with a database that should be one of smsd; `undefined` when nothing is. */
export function schemaProblem({ tables }: Pick<ForeignDatabase, "tables">): string | undefined {
  const missing = ["inbox", "sentitems", "outbox"].filter((table) => !tables.has(table));
  if (missing.length > 0) return `it has no table ${missing.join(", ")}, which gammu-smsd makes`;
  return undefined;
}

/**
 * Messages of gammu-smsd: what was received, what was sent, and what waits. Schemas 13 to 18 are known; columns that an older one lacks
 * are read as absent.
 *
 * @throws StoreFailure
 */
export async function* readGammu(database: ForeignDatabase, options: GammuOptions): AsyncGenerator<Found> {
  for await (const { version } of database.rows("gammu", ["version"]))
    if (Number(version) < SCHEMAS.oldest || Number(version) > SCHEMAS.newest)
      yield without(`schema ${version} of the database: ${SCHEMAS.oldest} to ${SCHEMAS.newest} are known`);
  yield* readInbox(database, options);
  // Before what was sent: a message that smsd moves there meanwhile is in one of the two at least.
  yield* readOutbox(database, options);
  yield* readSent(database, options);
  if (database.tables.has("phones"))
    for await (const phone of phonesOf(database))
      yield without(`phones: ${phone}: connect the modem; Aldis finds it automatically with --modem auto`);
}

/** `GSM1 (IMEI 358…, SIM 26201…, Telekom)` */
async function* phonesOf(database: ForeignDatabase): AsyncGenerator<string> {
  for await (const { id, imei, imsi, netname } of database.rows("phones", ["imei"])) {
    const known = [
      ...(imei ? [`IMEI ${imei}`] : []),
      ...(imsi ? [`SIM ${imsi}`] : []),
      ...(netname && netname !== "ERROR" ? [netname] : []),
    ];
    yield `${id || "a modem"} (${known.join(", ").slice(0, 100)})`;
  }
}

/** Tables that are of neither program, or that nothing is taken of. */
export const otherTables = ({ tables }: Pick<ForeignDatabase, "tables">): string[] =>
  [...tables.keys()].filter((table) => !OWN_TABLES.includes(table) && !OLD_TABLES.includes(table)).sort();
