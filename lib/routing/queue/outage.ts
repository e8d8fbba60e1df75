/**
 * Whether a store failed because its database cannot be used now (away, locked by another, full, read-only): the same
 * call may succeed later. Stores reject with errors that have these kinds.
 */
export function isOutage(error: unknown): boolean {
  return error instanceof Error && "kind" in error && OUTAGES.has(error.kind);
}

const OUTAGES: ReadonlySet<unknown> = new Set(["unavailable", "locked", "full", "read-only"]);
