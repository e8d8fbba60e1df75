import type { MessageState } from "./states.ts";

/** One change, as the stream's log keeps it: enough to load the object and to say what it was like then. */
export type StreamChange =
  | { type: "message"; id: number; state: MessageState; modem?: string | null; error?: string | null }
  /** `userId`: who sent the message that was deleted. */
  | { type: "message" | "incoming"; id: number; state: "deleted"; userId?: number | null }
  /** `hasArrived`: it is whole, or a late part or the end of a call has changed it. Otherwise people did something with it. */
  | { type: "incoming"; id: number; hasArrived?: true }
  | { type: "event" | "alarm"; id: number }
  | ModemStreamChange;

/** A modem of the gateway `id` (a digest of its name) has another state, or was removed. */
export interface ModemStreamChange {
  type: "modem";
  id: number;
  modem: string;
  state: string;
  /** What is wrong with it. */
  error?: string | null;
}

/** A change in its place. The `seq` of a writer counts up in the order of its commits. */
export interface StreamEntry {
  writer: number;
  seq: number;
  /** When it was committed, milliseconds since 1970. */
  at: number;
  change: StreamChange;
}

/**
 * How far a stream has come: for each writer the `seq` of the last entry. A vector, because writers commit independently:
 * a single number for all would either need a lock around every commit or skip what commits late.
 */
export type StreamCursor = ReadonlyMap<number, number>;

/**
 * The log of changes behind streams: 70 minutes of what happened to messages and events, written in the
 * transactions of the changes. On SQLite it is written only while somebody watches, or did in the last two hours. Every
 * promise rejects with a StoreFailure when the database fails.
 */
export interface StreamLog {
  /** Makes sure that every change committed from now on is logged, for at least an hour; repeat it within that time. */
  watch(): Promise<void>;
  /** The newest entries that no power cut can take back. */
  heads(): Promise<StreamCursor>;
  /**
   * Entries behind `after` up to `upTo`, at most `limit` of each writer and at least one if there are any: those of one
   * writer in their order, those of one message in the order of its changes.
   */
  read(after: StreamCursor, upTo: StreamCursor, limit: number): Promise<StreamEntry[]>;
  /** Where a stream goes on that has come this far; `undefined` when something is missing, so that it has to begin again. */
  resume(cursor: StreamCursor): Promise<StreamCursor | undefined>;
  /** Calls `wake` when entries of this gateway are on disk. Returns the function that unsubscribes. */
  onWritten(wake: () => void): () => void;
  /** Calls `wake` when another gateway has announced entries. Returns the function that unsubscribes. */
  onAnnounced(wake: () => void): () => void;
  /** Logs a change that no table has, if somebody watches. */
  note(change: ModemStreamChange): Promise<void>;
  /** Tells other gateways on the database that this one has written. */
  announce(): Promise<void>;
  /** Deletes what is older than 70 minutes, and shows that this gateway is alive. */
  tidy(): Promise<void>;
}

/**
 * `1k.tc-0.5`: writers and their `seq`, in base 36.
 */
export function cursorText(cursor: StreamCursor): string {
  return [...cursor].map(([writer, seq]) => `${writer.toString(36)}.${seq.toString(36)}`).join("-");
}

const PLACE = /^([0-9a-z]{1,10})\.([0-9a-z]{1,10})$/;

/** Reads {@link cursorText}; `undefined` for anything else. */
export function parseCursor(text: string): StreamCursor | undefined {
  const cursor = new Map<number, number>();
  for (const place of text.split("-")) {
    const [, writer, seq] = PLACE.exec(place) ?? [];
    if (writer === undefined || seq === undefined) return undefined;
    cursor.set(Number.parseInt(writer, 36), Number.parseInt(seq, 36));
  }
  return cursor;
}
