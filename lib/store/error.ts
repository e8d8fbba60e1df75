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
export type StoreErrorKind =
  | "conflict"
  | "not-allowed"
  | "invalid"
  | "locked"
  | "full"
  | "read-only"
  | "unavailable"
  | "corrupt"
  | "newer-schema";

/** The one error of this layer. `cause` is the driver's own. */
export class StoreError extends Error {
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.kind = kind;
  }
}

export function isStoreError(error: unknown, kind?: StoreErrorKind): error is StoreError {
  return error instanceof StoreError && (kind === undefined || error.kind === kind);
}
