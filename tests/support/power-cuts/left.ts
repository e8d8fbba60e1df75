import { Database } from "bun:sqlite";
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What is in a gateway's database. */
export interface Left {
  /** `ok`, or what SQLite's check found. */
  integrity: string;
  outgoing: { recipient: string; state: string; isMarked: boolean; lastError: string | null }[];
  /** `recipient/reference` of the parts that are delivered. */
  reported: Set<string>;
  incoming: string[];
}

export const DATABASE = "aldis.sqlite";

/** Reads a copy, since SQLite repairs what it opens: the gateway is to find what the disk has. */
export function readLeft(data: string, folder: string): Left {
  const copy = join(folder, "left.sqlite");
  for (const end of ["", "-wal", "-shm"]) {
    rmSync(`${copy}${end}`, { force: true });
    const original = `${join(data, DATABASE)}${end}`;
    if (end !== "-shm" && existsSync(original)) copyFileSync(original, `${copy}${end}`);
  }
  try {
    using database = new Database(copy, { readwrite: true });
    const all = <Row>(sql: string) => database.query<Row, []>(sql).all();
    const found = all<{ integrity_check: string }>("pragma integrity_check").map((row) => row.integrity_check);
    const orphans = all("pragma foreign_key_check").length;
    return {
      integrity: orphans > 0 ? `${found.join("; ")}; ${orphans} rows refer to nothing` : found.join("; "),
      outgoing: all<{ recipient: string; state: string; marked: number; lastError: string | null }>(
        "select recipient, state, may_be_duplicate as marked, last_error as lastError from outgoing_messages",
      ).map(({ marked, ...row }) => ({ ...row, isMarked: marked === 1 })),
      reported: new Set(
        all<{ part: string }>(
          `select m.recipient || '/' || p.reference as part from outgoing_parts p
           join outgoing_messages m on m.id = p.message_id where p.state = 'delivered'`,
        ).map(({ part }) => part),
      ),
      incoming: all<{ text: string }>("select text from incoming_messages").map((row) => row.text),
    };
  } catch (error) {
    return {
      integrity: error instanceof Error ? error.message : String(error),
      outgoing: [],
      reported: new Set(),
      incoming: [],
    };
  }
}
