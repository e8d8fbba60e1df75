import { BODY_SHARE_OF_NETWORK, SLOW_BODY_MS } from "../../../limits.ts";

/** The room that one body takes until its owner gives it back. */
export interface BodyPlace {
  /** From now on it may be taken away: `giveWay` is called once, and the room is somebody else's. */
  mayGiveWay(giveWay: () => void): void;
  /** Enlarges the place for a body of `bytes`; others give way as for {@link Room.take}. `false`: there is no room. */
  growTo(bytes: number): boolean;
  /** Does nothing the second time, or when it was taken away. */
  giveBack(): void;
}

/** Room for bodies in flight, shared between networks. It owns the counts. */
interface Room {
  /**
   * Takes room for `bytes`. When there is none, the network that holds most, and more than the newcomer's, gives way with its
   * oldest body; of the newcomer's own network a body that is slow does. `undefined` when that is not enough.
   */
  take(bytes: number, network: string): BodyPlace | undefined;
  /** Bytes in all places. */
  readonly takenBytes: number;
}

interface Held {
  bytes: number;
  readonly since: number;
  readonly holder: Holder;
  giveWay: (() => void) | undefined;
}

interface Holder {
  readonly network: string;
  bytes: number;
  /** In order of age. */
  readonly places: Set<Held>;
}

/** @param options.now  milliseconds since 1970 */
export function createRoom(options: { totalBytes: number; now: () => number }): Room {
  const { totalBytes, now } = options;
  const shareBytes = totalBytes * BODY_SHARE_OF_NETWORK;
  const holders = new Map<string, Holder>();
  let takenBytes = 0;

  function remove(held: Held): void {
    const { holder } = held;
    if (!holder.places.delete(held)) return;
    holder.bytes -= held.bytes;
    takenBytes -= held.bytes;
    if (holder.places.size === 0) holders.delete(holder.network);
  }

  function makeWay(held: Held | undefined): boolean {
    if (held === undefined) return false;
    remove(held);
    held.giveWay?.();
    return true;
  }

  /** Takes one body from the network that holds most, of those that have one to give and more than the newcomer's will. */
  function takeFromLargest(wantedBytes: number): boolean {
    let largest: Held | undefined;
    let bytes = wantedBytes;
    for (const holder of holders.values()) {
      if (holder.bytes <= bytes) continue;
      largest = oldestOf(holder) ?? largest;
      if (largest?.holder === holder) bytes = holder.bytes;
    }
    return makeWay(largest);
  }

  function takeFromSlow(network: string): boolean {
    const oldest = oldestOf(holders.get(network));
    return oldest !== undefined && now() - oldest.since >= SLOW_BODY_MS && makeWay(oldest);
  }

  function holderOf(network: string): Holder {
    const known = holders.get(network);
    if (known !== undefined) return known;
    const holder = { network, bytes: 0, places: new Set<Held>() };
    holders.set(network, holder);
    return holder;
  }

  function makeRoom(bytes: number, network: string): boolean {
    const wantedBytes = () => (holders.get(network)?.bytes ?? 0) + bytes;
    while (wantedBytes() > shareBytes) if (!takeFromSlow(network)) return false;
    while (takenBytes + bytes > totalBytes) {
      if (!takeFromLargest(wantedBytes()) && !takeFromSlow(network)) return false;
    }
    return true;
  }

  function count(held: Held, bytes: number): void {
    held.bytes += bytes;
    held.holder.bytes += bytes;
    takenBytes += bytes;
  }

  function growTo(held: Held, bytes: number): boolean {
    if (bytes <= held.bytes) return true;
    if (!held.holder.places.has(held)) return false;
    const more = Math.max(bytes, 2 * held.bytes) - held.bytes;
    const { giveWay } = held;
    // It does not make way for itself.
    held.giveWay = undefined;
    const hasRoom = makeRoom(more, held.holder.network);
    held.giveWay = giveWay;
    if (hasRoom) count(held, more);
    return hasRoom;
  }

  return {
    get takenBytes() {
      return takenBytes;
    },
    take(bytes, network) {
      if (!makeRoom(bytes, network)) return undefined;
      const holder = holderOf(network);
      const held: Held = { bytes: 0, since: now(), holder, giveWay: undefined };
      holder.places.add(held);
      count(held, bytes);
      return {
        mayGiveWay(giveWay) {
          held.giveWay = giveWay;
        },
        growTo: (most) => growTo(held, most),
        giveBack: () => remove(held),
      };
    },
  };
}

/** The oldest that may be taken away. */
function oldestOf(holder: Holder | undefined): Held | undefined {
  for (const held of holder?.places ?? []) if (held.giveWay !== undefined) return held;
  return undefined;
}
