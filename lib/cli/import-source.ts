import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Config } from "../config/index.ts";
import { databaseName } from "../gateway/index.ts";
import { type Dump, isWantedTable, readMysqlDump, schemaProblem } from "../importing/index.ts";
import { createForeignTables, openForeign } from "../store/index.ts";
import { visible } from "../visible.ts";
import { CliError, reasonOf } from "./error.ts";

const POSTGRES = /^postgres(ql)?:\/\//i;
/** 64 KiB: where a dump says what it is. */
const LOOKED_AT = 65_536;

/**
 * Opens a database of gammu-smsd for one command, and closes it whatever happens: a SQLite file, a PostgreSQL server, or a dump of MySQL or
 * MariaDB, gzipped too, whose tables are in a file of the data directory meanwhile.
 *
 * @throws CliError when it cannot be read or is none; what `use` throws
 */
export async function withForeign<T>(
  from: string,
  config: Pick<Config, "data" | "timeZone">,
  use: (dump: Dump) => Promise<T>,
): Promise<T> {
  const dump = await openAny(from, config);
  try {
    const problem = schemaProblem(dump.database);
    if (problem !== undefined) throw new CliError("failed", `${shown(from)}: ${problem}`);
    return await use(dump);
  } finally {
    await dump.database.close();
  }
}

async function openAny(from: string, config: Pick<Config, "data">): Promise<Dump> {
  if (/^(mysql|mariadb):\/\//i.test(from))
    throw new CliError("usage", "MySQL and MariaDB are imported from a dump: mysqldump DATABASE > FILE");
  try {
    if (POSTGRES.test(from) || (await isSqlite(from)))
      return {
        database: await openForeign(from.replace(POSTGRES, (scheme) => scheme.toLowerCase())),
        timeZone: undefined,
        refused: [],
      };
    return await openDump(from, config);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError("failed", `${shown(from)} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

/** Without user, password and parameters. */
const shown = (from: string) =>
  POSTGRES.test(from) ? databaseName(from.replace(POSTGRES, "postgres://")) : visible(from);

async function openDump(file: string, config: Pick<Config, "data">): Promise<Dump> {
  const beginning = await beginningOf(file);
  const isGzip = beginning[0] === 0x1f && beginning[1] === 0x8b;
  const looksLikeSql = /^\s*(--|\/\*|create\s|insert\s|drop\s|set\s|start\s|begin)/im;
  if (!isGzip && !looksLikeSql.test(new TextDecoder().decode(beginning)))
    throw new CliError("failed", `${visible(file)} is neither a SQLite database nor a dump in SQL`);
  const octets: ReadableStream<Uint8Array> = Bun.file(file).stream();
  const chunks = isGzip ? octets.pipeThrough(new DecompressionStream("gzip") as never) : octets;
  const tables = createForeignTables(join(resolve(config.data), `import-${process.pid}.tmp`));
  try {
    return await readMysqlDump(chunks as AsyncIterable<Uint8Array>, { tables, isWanted: isWantedTable });
  } catch (error) {
    await tables.discard();
    throw error;
  }
}

const isSqlite = async (file: string) =>
  Buffer.from((await beginningOf(file)).slice(0, 16)).toString("latin1") === "SQLite format 3\0";

async function beginningOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(LOOKED_AT), 0, LOOKED_AT, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
