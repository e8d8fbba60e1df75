import { isStoreFailure, StoreFailure, type StoreFailureKind } from "../messages/index.ts";

/** What a database's error codes mean; the first entry whose beginning fits counts. */
export type FailureKinds = readonly (readonly [prefix: string, kind: StoreFailureKind])[];

/** The store's error for one of a driver, whose `code` may be empty. */
export function translateError(
  error: unknown,
  { database, code, kinds }: { database: string; code: string; kinds: FailureKinds },
): StoreFailure {
  if (isStoreFailure(error)) return error;
  const kind = kinds.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "unavailable";
  const message = error instanceof Error ? error.message : String(error);
  return new StoreFailure(kind, `${database}: ${message}${code ? ` (${code})` : ""}`, { cause: error });
}
