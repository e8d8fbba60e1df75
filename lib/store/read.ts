import type { Kysely } from "kysely";
import type { Backend } from "./backend.ts";
import type { Schema } from "./schema.ts";

/** Reads what is committed, outside of the writer's transactions. @throws StoreError */
export async function read<Result>(
  backend: Pick<Backend, "reader" | "translate">,
  query: (db: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  try {
    return await query(backend.reader);
  } catch (error) {
    throw backend.translate(error);
  }
}
