import type { Result } from "../result.ts";
import type { IfIs } from "./address-book.ts";
import type { OnceKey, OnceResult } from "./once.ts";

/** A modem that was added while a gateway ran. */
export interface StoredModem {
  /** Each once at a gateway, whatever its case. */
  name: string;
  /** As `--modem` takes it, without the PIN. */
  setting: string;
  /** Opened by the installation's secret key alone. */
  pinSealed?: string;
  /** Counts its changes. */
  version: number;
  createdAt: number;
}

/** What of a stored modem can change. */
export type ModemContent = Pick<StoredModem, "setting" | "pinSealed">;

/** Modems, each plugged in at one gateway (`node`). Every promise rejects with a StoreFailure when the database fails. */
export interface ModemStore {
  /** Of one gateway, oldest first. */
  list(node: string): Promise<StoredModem[]>;
  /** Whether a modem was ever added at this gateway. */
  hadAny(node: string): Promise<boolean>;
  /**
   * `most`: how many one gateway may have; `refusal`: why it cannot be added, asked when it is. With a key, once; what refuses it
   * leaves the key free.
   */
  add<Problem extends object>(
    modem: ModemContent & { node: string; name: string },
    options: { now: number; most: number; once?: OnceKey | undefined; refusal: () => Problem | undefined },
  ): Promise<OnceResult<StoredModem, "name-taken" | "too-many" | "other-request" | Problem>>;
  /** Changes it to what `next` makes of it; `next` may be called again when the transaction is. */
  change<Problem>(
    which: { node: string; name: string },
    next: (now: StoredModem) => Result<ModemContent, Problem>,
  ): Promise<Result<{ before: StoredModem; after: StoredModem }, Problem | "not-found">>;
  /** Returns the removed one. */
  remove(
    which: { node: string; name: string },
    ifIs?: IfIs<StoredModem>,
  ): Promise<Result<StoredModem, "not-found" | "changed-meanwhile">>;
}
