/** Fields that kinds of several subjects have. */

export type Nothing = Record<never, never>;

export interface ByUser {
  /** The system user who did it; absent on the command line. */
  userName?: string | undefined;
}

export interface ByClient {
  /** The system user who asked for it. */
  userName: string;
  /** The client's. */
  address: string | undefined;
}

export interface OfModem {
  /** Its name. */
  modem: string;
}
