import type { Kysely } from "kysely";
import type { Backend } from "../backend.ts";
import type { Schema } from "../schema/index.ts";

/**
 * Runs statements that are transactions of their own, beside those of the writer: they wait for no other write, and hold no lock
 * when they have ended.
 *
 * @throws StoreFailure
 */
export function atOnce<Result>(
  backend: Pick<Backend, "reader" | "translate" | "reads">,
  work: (db: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  return backend.reads.run(async () => {
    try {
      return await work(backend.reader);
    } catch (error) {
      throw backend.translate(error);
    }
  });
}
