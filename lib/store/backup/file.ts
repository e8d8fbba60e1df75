import { createHash } from "node:crypto";
import { closeSync, createReadStream, createWriteStream, fsyncSync, openSync } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { StoreFailure } from "../../messages/index.ts";
import {
  type BackupEntry,
  type BackupHeader,
  DAMAGED,
  lineOf,
  NOT_A_BACKUP,
  parseEntry,
  parseHeader,
} from "./format.ts";

/** 256 KiB of text at a time are compressed and written: larger steps gain nothing. */
const STEP = 256 * 1024;
/** 32 MiB: no row that the program writes is as long; more is not a backup. */
const LONGEST_LINE = 32 * 1024 * 1024;
/** Level 3, Zstandard's own: a higher one takes several times as long for a tenth less. */
const LEVEL = 3;
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const SQLITE_MAGIC = Buffer.from("SQLite format 3\0");

/** Rows by table. */
export type RowCounts = Readonly<Record<string, number>>;

/** Is told now and then how many rows are done. */
export type CountRows = (rows: number) => void;

/** 10,000 rows between two counts: a tenth of a second. */
const COUNT_EVERY = 10_000;

/** Writes a new file for its owner alone, which is on the disk when this resolves. @throws what the file system throws, and `entries` */
export async function writeBackup(
  file: string,
  entries: AsyncIterable<BackupEntry>,
  count?: CountRows,
): Promise<RowCounts> {
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  async function* text(): AsyncGenerator<Buffer> {
    let table = "";
    let done = 0;
    let waiting: string[] = [];
    let length = 0;
    const take = () => {
      const octets = Buffer.from(waiting.join(""));
      hash.update(octets);
      waiting = [];
      length = 0;
      return octets;
    };
    for await (const entry of entries) {
      if (entry.kind === "table") {
        table = entry.table;
        counts[table] = 0;
      }
      if (entry.kind === "row") {
        counts[table] = (counts[table] ?? 0) + 1;
        if (++done % COUNT_EVERY === 0) count?.(done);
      }
      const line = lineOf(entry);
      waiting.push(line);
      length += line.length;
      if (length >= STEP) yield take();
    }
    yield take();
    yield Buffer.from(`${JSON.stringify({ end: counts, sha256: hash.digest("hex") })}\n`);
  }
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
  await pipeline(Readable.from(text()), compress, createWriteStream(file, { flags: "wx", mode: 0o600 }));
  const descriptor = openSync(file, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return counts;
}

/** What kind of file it is, by its first octets. @throws StoreFailure kind "invalid"; what the file system throws */
export async function kindOfFile(file: string): Promise<"backup" | "sqlite"> {
  const handle = await open(file, "r");
  try {
    if ((await handle.stat()).isDirectory()) throw new StoreFailure("invalid", "it is a folder: name a file in it");
    const { buffer } = await handle.read(Buffer.alloc(SQLITE_MAGIC.length), 0, SQLITE_MAGIC.length, 0);
    if (buffer.equals(SQLITE_MAGIC)) return "sqlite";
    if (buffer.subarray(0, ZSTD_MAGIC.length).equals(ZSTD_MAGIC)) return "backup";
  } finally {
    await handle.close();
  }
  throw new StoreFailure("invalid", NOT_A_BACKUP);
}

/**
 * What a backup says, in its order. Whether it is whole is known once it has ended: until then nothing of it may be kept.
 *
 * @throws StoreFailure kind "invalid", "corrupt" or "newer-schema"; what the file system throws
 */
export async function* readBackup(file: string): AsyncGenerator<BackupEntry> {
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  let table: string | undefined;
  let columns = 0;
  let header: BackupHeader | undefined;
  let isOver = false;
  for await (const line of linesOf(file)) {
    if (isOver) throw new StoreFailure("corrupt", DAMAGED);
    if (header === undefined) {
      header = parseHeader(line);
      yield { kind: "header", header };
    } else {
      const entry = parseEntry(line);
      if ("end" in entry) {
        isOver = true;
        const isWhole = hash.digest("hex") === entry.sha256 && Bun.deepEquals(counts, entry.end);
        if (!isWhole) throw new StoreFailure("corrupt", DAMAGED);
        continue;
      }
      if (entry.kind === "table") {
        table = entry.table;
        columns = entry.columns.length;
        counts[table] = 0;
      } else {
        if (table === undefined || entry.values.length !== columns) throw new StoreFailure("corrupt", DAMAGED);
        counts[table] = (counts[table] ?? 0) + 1;
      }
      yield entry;
    }
    hash.update(line).update("\n");
  }
  if (!isOver) throw new StoreFailure("corrupt", "its end is missing");
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const octets of createReadStream(file).pipe(createZstdDecompress())) {
      const lines = (rest + decoder.decode(octets as Buffer, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) throw new StoreFailure("corrupt", DAMAGED);
      yield* lines;
    }
  } catch (error) {
    if (error instanceof Error && isOfZstd(error)) throw new StoreFailure("corrupt", DAMAGED, { cause: error });
    throw error;
  }
  if (rest !== "") throw new StoreFailure("corrupt", DAMAGED);
}

const isOfZstd = (error: Error) =>
  "code" in error && typeof error.code === "string" && /^(ZSTD_|Z_|ERR_ZSTD)/.test(error.code);

/** Reads all of it. @throws as {@link readBackup} */
export async function checkBackup(file: string, count?: CountRows): Promise<{ header: BackupHeader; rows: RowCounts }> {
  const rows: Record<string, number> = {};
  let header: BackupHeader | undefined;
  let table = "";
  let done = 0;
  for await (const entry of readBackup(file)) {
    if (entry.kind === "header") header = entry.header;
    else if (entry.kind === "row") {
      rows[table] = (rows[table] ?? 0) + 1;
      if (++done % COUNT_EVERY === 0) count?.(done);
    } else {
      table = entry.table;
      rows[table] = 0;
    }
  }
  if (header === undefined) throw new StoreFailure("invalid", NOT_A_BACKUP);
  return { header, rows };
}
