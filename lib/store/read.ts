import type { Kysely } from "kysely";
import type { Backend } from "./backend.ts";
import type { Schema } from "./schema/index.ts";

/** Reads committed data, outside the writer's transactions. @throws StoreFailure */
export function read<Result>(
  backend: Pick<Backend, "reader" | "translate" | "condition" | "reads">,
  query: (db: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  return backend.reads.run(async () => {
    try {
      const result = await query(backend.reader);
      backend.condition.done("read");
      return result;
    } catch (error) {
      const failure = backend.translate(error);
      backend.condition.failed("read", failure);
      throw failure;
    }
  });
}
