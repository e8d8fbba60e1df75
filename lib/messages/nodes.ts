/**
 * What one node does for all, by a lease. `docs/high-availability.md` has the table of everything that must happen once over nodes;
 * `tests/architecture/once-over-nodes.test.ts` holds it to the program.
 */
export type Singleton = "backup" | "contacts-import" | "gateway-alarms" | "mqtt" | `telegram:${number}`;

/**
 * The right to do for all nodes what only one of them does. It moves within 15 s when the node that has it dies, and at once when that
 * one gives it back. A gateway that is alone always has it.
 */
export interface Turn {
  /** As far as this node knows: costs nothing. */
  readonly isOurs: boolean;
  /** Asks the database, right before something that must not happen twice. @throws StoreFailure */
  confirm(): Promise<boolean>;
  /** Whether this node has something to do by it; at first it has not. What is not wanted is given back. Never throws. */
  want(isWanted: boolean): void;
  /** From now on `listener` is called when it came or went. */
  onChange(listener: () => void): void;
  /** Gives it back: when this resolves another node can have it. Never rejects. */
  release(): Promise<void>;
}

/** That of a gateway that is alone. */
export const ALWAYS_OURS: Turn = {
  isOurs: true,
  confirm: () => Promise.resolve(true),
  want: () => undefined,
  onChange: () => undefined,
  release: () => Promise.resolve(),
};

/** `not-ready`: it works, and something keeps it from a part of it. `outdated`: it does nothing until it is upgraded. */
export type NodeState = "ready" | "not-ready" | "outdated" | "stopped";

/** What one of several gateways says of itself. */
export interface NodeReport {
  /** Its name on the database. */
  node: string;
  /** Of its machine. */
  name: string;
  version: string;
  state: NodeState;
  /** Why it is not ready, in sentences. */
  problem?: string;
  startedAt: number;
  /** How far its machine's clock is ahead of the database's. */
  aheadMs: number;
  /** It hears what others announce; else it looks for work from time to time. */
  hears: boolean;
  modems: readonly { name: string; state: string }[];
}

export interface StoredNode extends NodeReport {
  stateSince: number;
  /** By the database's clock. */
  seenAt: number;
  holds: readonly string[];
}

/** Why a node has to stop working on the database. */
export interface Outdated {
  /** Of the program that upgrades the database. */
  version?: string;
  /** The upgrade is done; else it waits until this node has stopped. */
  isDone: boolean;
}

/** What a beat has found. */
export interface Beat {
  held: readonly string[];
  /** Other nodes have been heard of, and have not said that they stop. */
  hasOthers: boolean;
  /** Another process has said this under the same name since: this one's before it was killed, or that of a machine that was cloned. */
  hasNamesake: boolean;
  outdated?: Outdated;
}

/** Nodes of one database, and what one of them does for all. Every promise rejects with a StoreFailure when the database fails. */
export interface NodeStore {
  /**
   * Writes what a node says of itself, extends its leases, and takes those of `wants` that are free; what it does not want is given back.
   * Leases go by the database's clock.
   *
   * @param options.life  of this process: two may have one name
   * @param options.goneAfterMs  how long a node counts that is not heard of
   */
  beat(
    report: NodeReport,
    options: { life: string; wants: readonly Singleton[]; leaseMs: number; goneAfterMs: number },
  ): Promise<Beat>;
  /** It has stopped: what it held is free at once, and the others are told. */
  leave(node: string, life: string): Promise<void>;
  list(): Promise<StoredNode[]>;
  /** The database's time. */
  now(): Promise<number>;
  /** Removes those that were not seen for so long. */
  forget(before: number): Promise<void>;
  /** Announces to all nodes, this one too, see {@link heard}. */
  announce(): Promise<void>;
  /** How many announcements of its own this process has heard. */
  heard(): number;
  /** Calls `wake` when nodes have come, gone, or begin to upgrade the database. Returns the function that unsubscribes. */
  onChanged(wake: () => void): () => void;
}
