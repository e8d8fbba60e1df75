/**
 * What went wrong with the database. The failed call changed nothing; only with `unavailable` the connection may have
 * broken after the database had committed.
 *
 * - `conflict`: a value that must be unique exists already
 * - `not-allowed`: a state change that is not allowed
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

/** The only error class of the store. `cause` is the driver's error. */
export class StoreFailure extends Error {
  readonly kind: StoreFailureKind;
  /** What strangers may be told, where trying again does not help: a person has to do something. */
  readonly lasting: string | undefined;

  constructor(kind: StoreFailureKind, message: string, options: ErrorOptions & { lasting?: string } = {}) {
    super(message, options);
    this.name = "StoreFailure";
    this.kind = kind;
    this.lasting = options.lasting;
  }
}

/** Why trying again does not help, as strangers may be told; absent where it may. */
export const lastingOf = (error: unknown): string | undefined =>
  error instanceof StoreFailure ? error.lasting : undefined;

export function isStoreFailure(error: unknown, kind?: StoreFailureKind): error is StoreFailure {
  return error instanceof StoreFailure && (kind === undefined || error.kind === kind);
}

/**
 * Whether the database cannot be used now (unreachable, locked, full or read-only), so the same call may succeed later.
 */
export function isOutage(error: unknown): boolean {
  return error instanceof StoreFailure && OUTAGES.has(error.kind);
}

const OUTAGES: ReadonlySet<StoreFailureKind> = new Set(["unavailable", "locked", "full", "read-only"]);
