/**
 * What went wrong with the database. Nothing was changed by the call that failed, unless it says `unavailable`: then
 * the connection may have broken after the database had taken it.
 *
 * - `conflict`: a value that must be unique is taken
 * - `not-allowed`: a move that the states do not have
 * - `invalid`: a value that the schema refuses
 * - `locked`: another process kept the database for too long
 * - `full`, `read-only`: no write is possible; reading goes on
 * - `unavailable`: no connection, or closed
 * - `corrupt`: the file is not a database, or a damaged one
 * - `newer-schema`: written by a newer version of this program
 */
export type StoreFailureKind =
  | "conflict"
  | "not-allowed"
  | "invalid"
  | "locked"
  | "full"
  | "read-only"
  | "unavailable"
  | "corrupt"
  | "newer-schema";

/** The one error of a store. `cause` is the driver's own. */
export class StoreFailure extends Error {
  readonly kind: StoreFailureKind;

  constructor(kind: StoreFailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreFailure";
    this.kind = kind;
  }
}

export function isStoreFailure(error: unknown, kind?: StoreFailureKind): error is StoreFailure {
  return error instanceof StoreFailure && (kind === undefined || error.kind === kind);
}

/**
 * Whether a store failed because its database cannot be used now (away, locked by another, full, read-only): the same
 * call may succeed later.
 */
export function isOutage(error: unknown): boolean {
  return error instanceof StoreFailure && OUTAGES.has(error.kind);
}

const OUTAGES: ReadonlySet<StoreFailureKind> = new Set(["unavailable", "locked", "full", "read-only"]);
