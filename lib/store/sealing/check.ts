import type { TextKeyStore } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { read } from "../read.ts";
import { type Key, keyOf, LOOK_AT, rowsBehind, sealedTextsOf, tableOf } from "./rotate.ts";
import { NO_KEYS, textKeysOf } from "./sealed-texts.ts";

/** See `TextKeyStore.check`. @throws StoreFailure */
export async function checkStep(
  backend: Backend,
  name: string,
  after: Key | undefined,
): Promise<Awaited<ReturnType<TextKeyStore["check"]>>> {
  const keys = textKeysOf(backend.reader) ?? NO_KEYS;
  const table = tableOf(name);
  const rows = await read(backend, (db) => rowsBehind(db, table, after));
  const damaged: Key[] = [];
  const keyless: Record<string, number> = {};
  for (const row of rows) {
    const unopened = sealedTextsOf(keys, table, row).filter(({ text }) => text === undefined);
    if (unopened.length === 0) continue;
    const lost = new Set(unopened.flatMap(({ id, by }) => (id === undefined || by !== undefined ? [] : [id])));
    for (const id of lost) keyless[id] = (keyless[id] ?? 0) + 1;
    if (lost.size === 0) damaged.push(keyOf(table, row));
  }
  const last = rows.at(-1);
  const found = { rows: rows.length, damaged, keyless };
  return last === undefined || rows.length < LOOK_AT ? found : { ...found, next: keyOf(table, last) };
}
