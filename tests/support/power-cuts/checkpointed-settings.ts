/**
 * `bun run checkpointed-settings.ts FILE`: sets one setting again and again, and prints its value once it is stored, while
 * another connection copies the write-ahead log into the database after each: so the log begins anew with each, and is as
 * long as the one before. For ever, at least until it is killed.
 */
import { Database } from "bun:sqlite";
import { writeSync } from "node:fs";
import { openStore } from "../../../lib/store/index.ts";

const [file = ""] = process.argv.slice(2);
const store = await openStore({ url: `sqlite:${file}` });
const other = new Database(file, { readwrite: true });
for (let value = Number((await store.settings.get("value")) ?? 0) + 1; ; value++) {
  await store.settings.set({ value });
  writeSync(1, `${value}\n`);
  other.query("pragma wal_checkpoint(passive)").get();
}
