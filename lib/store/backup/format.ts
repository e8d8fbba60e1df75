import { StoreFailure } from "../../messages/index.ts";

/**
 * A backup is text in lines, compressed with Zstandard, that `zstd -dc` shows:
 *
 * ```
 * {"aldis":"backup","format":1,"version":"1.4.0","madeAt":…,"database":"sqlite","migrations":["0001-core",…]}
 * {"table":"users","columns":["id","name",…],"lastId":3}
 * [1,"anna",…]
 * …
 * {"end":{"users":2,…},"sha256":"…"}        of everything before this line
 * ```
 */
const FORMAT = 1;

/** The first line. */
export interface BackupHeader {
  /** Of the program that made it. */
  version: string;
  /** Milliseconds since 1970. */
  madeAt: number;
  database: "sqlite" | "postgres";
  /** What made the tables. */
  migrations: readonly string[];
}

/** What may stand in a column. */
export type BackupValue = string | number | null;

/** What a backup says, in its order. */
export type BackupEntry =
  | { kind: "header"; header: BackupHeader }
  | { kind: "table"; table: string; columns: readonly string[]; lastId?: number }
  | { kind: "row"; values: readonly BackupValue[] };

/** A line with its end. */
export function lineOf(entry: BackupEntry): string {
  switch (entry.kind) {
    case "header":
      return `${JSON.stringify({ aldis: "backup", format: FORMAT, ...entry.header })}\n`;
    case "table": {
      const { kind: _, ...rest } = entry;
      return `${JSON.stringify(rest)}\n`;
    }
    case "row":
      return `${JSON.stringify(entry.values)}\n`;
    default:
      return entry satisfies never;
  }
}

/** The last line. */
interface BackupEnd {
  /** Rows by table. */
  end: Readonly<Record<string, number>>;
  sha256: string;
}

/**
 * Reads the first line.
 *
 * @throws StoreFailure kind "invalid" for something else than a backup, "newer-schema" for a format that is not known yet
 */
export function parseHeader(line: string): BackupHeader {
  const given = parseObject(line);
  if (given?.aldis !== "backup" || typeof given.format !== "number") throw new StoreFailure("invalid", NOT_A_BACKUP);
  const { format, version, madeAt, database, migrations } = given;
  if (format > FORMAT) throw new StoreFailure("newer-schema", madeByNewer(version, `its format is ${format}`));
  const isWhole =
    typeof version === "string" &&
    typeof madeAt === "number" &&
    (database === "sqlite" || database === "postgres") &&
    isTexts(migrations);
  if (!isWhole) throw new StoreFailure("corrupt", DAMAGED);
  return { version, madeAt, database, migrations };
}

/** Reads any other line. @throws StoreFailure kind "corrupt" */
export function parseEntry(line: string): Exclude<BackupEntry, { kind: "header" }> | BackupEnd {
  if (line.startsWith("[")) return { kind: "row", values: parseRow(line) };
  const given = parseObject(line);
  const { table, columns, lastId, end, sha256 } = given ?? {};
  if (typeof table === "string" && isTexts(columns)) {
    return { kind: "table", table, columns, ...(typeof lastId === "number" ? { lastId } : {}) };
  }
  if (typeof end === "object" && end !== null && typeof sha256 === "string") {
    return { end: end as Record<string, number>, sha256 };
  }
  throw new StoreFailure("corrupt", DAMAGED);
}

export const NOT_A_BACKUP = "it is not a backup of Aldis";
export const DAMAGED = "it is damaged";

/** What is said of a backup that a newer version made. */
export const madeByNewer = (version: unknown, because: string): string =>
  `it was made by a newer version of this program (${typeof version === "string" ? version.slice(0, 40) : "unknown"}; ${because}): install that version, then restore it`;

function parseRow(line: string): readonly BackupValue[] {
  const values = parse(line);
  if (!Array.isArray(values)) throw new StoreFailure("corrupt", DAMAGED);
  const isPlain = values.every((value) => value === null || typeof value === "string" || typeof value === "number");
  if (!isPlain) throw new StoreFailure("corrupt", DAMAGED);
  return values as BackupValue[];
}

function parseObject(line: string): Record<string, unknown> | undefined {
  const value = parse(line);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((text) => typeof text === "string");
