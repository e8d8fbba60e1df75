import { Bytes } from "./bytes.ts";

/** Whole numbers from 0 to below `bound`. */
export type Random = (bound: number) => number;

/** A write of `data` at `at`, or a change of the size to `size`. */
type Change = { at: number; data: Uint8Array } | { size: number };

/** Disks write a sector whole or not at all. */
const SECTOR = 512;
/** The kernel hands pages to the disk; each is whole on most disks. */
const PAGE = 4096;

/**
 * One file twice: as programs see it, and as it is on the disk.
 *
 *     write write resize        seen ──────────────────▶ programs
 *        └─ unsynced ── sync ─▶ disk ── survivors(…) ──▶ what a power cut leaves
 */
export class Content {
  readonly #seen: Bytes;
  readonly #disk: Bytes;
  #unsynced: Change[] = [];
  #synced = 0;

  /** `onDisk`: what is there from before. */
  constructor(onDisk?: Uint8Array) {
    this.#seen = new Bytes(onDisk);
    this.#disk = new Bytes(onDisk);
  }

  get size(): number {
    return this.#seen.size;
  }

  /** How many changes there have been; {@link sync} takes it. */
  get changes(): number {
    return this.#synced + this.#unsynced.length;
  }

  get unsynced(): number {
    return this.#unsynced.length;
  }

  /** A view, valid until the next change. */
  read(at: number, length: number): Uint8Array {
    return this.#seen.view(at, at + length);
  }

  /** `data` is copied. */
  write(at: number, data: Uint8Array): void {
    // A Buffer's own `slice` would not copy.
    const change = { at, data: new Uint8Array(data) };
    this.#seen.write(at, change.data);
    this.#unsynced.push(change);
  }

  resize(size: number): void {
    if (size === this.#seen.size) return;
    this.#seen.resize(size);
    this.#unsynced.push({ size });
  }

  /** The first `changes` of all changes are on the disk. */
  sync(changes: number): void {
    const done = this.#unsynced.splice(0, Math.max(0, changes - this.#synced));
    for (const change of done) apply(this.#disk, change);
    this.#synced += done.length;
  }

  /** The disk could not write the first `changes` of all: programs still see them, and no later sync writes them. */
  lose(changes: number): void {
    this.#synced += this.#unsynced.splice(0, Math.max(0, changes - this.#synced)).length;
  }

  /**
   * What a power cut leaves: everything that was synced, and of the rest nothing, everything, what came before a moment,
   * or each sector or page as it was at some moment since the last sync, whatever the others are: disks reorder and tear.
   */
  survivors(random: Random): Uint8Array {
    switch (random(5)) {
      case 0:
        return this.#disk.view().slice();
      case 1:
        return this.#until(this.#unsynced.length, random);
      case 2:
        return this.#until(random(this.#unsynced.length + 1), random);
      case 3:
        return this.#scattered(SECTOR, random);
      default:
        return this.#scattered(PAGE, random);
    }
  }

  /** All changes before a moment; a write that was on its way then is torn between two sectors. */
  #until(moment: number, random: Random): Uint8Array {
    const left = new Bytes(this.#disk.view());
    for (const change of this.#unsynced.slice(0, moment)) apply(left, change);
    const torn = this.#unsynced[moment];
    if (torn !== undefined && "data" in torn) {
      const sectors = Math.ceil(torn.data.length / SECTOR);
      left.write(torn.at, torn.data.subarray(0, random(sectors) * SECTOR));
    }
    return left.view().slice();
  }

  #scattered(unit: number, random: Random): Uint8Array {
    const steps = this.#steps(unit);
    const touches = new Map<number, number>();
    for (const { at } of steps) touches.set(at, (touches.get(at) ?? 0) + 1);
    const kept = new Map([...touches].map(([at, count]) => [at, random(count + 1)]));
    const left = new Bytes(this.#disk.view());
    for (const { at, change } of steps) {
      const more = kept.get(at) ?? 0;
      if (more === 0) continue;
      kept.set(at, more - 1);
      applyWithin(left, change, { from: at * unit, to: (at + 1) * unit });
    }
    left.resize(this.#anySize(random));
    return left.view().slice();
  }

  /** Every change of every unit, in the order made. */
  #steps(unit: number): { at: number; change: Change }[] {
    const steps: { at: number; change: Change }[] = [];
    let size = this.#disk.size;
    for (const change of this.#unsynced) {
      const [from, to] = "data" in change ? [change.at, change.at + change.data.length] : [change.size, size];
      for (let at = Math.floor(from / unit); at * unit < to; at++) steps.push({ at, change });
      size = sizeAfter(change, size);
    }
    return steps;
  }

  #anySize(random: Random): number {
    const sizes = [this.#disk.size];
    for (const change of this.#unsynced) sizes.push(sizeAfter(change, sizes.at(-1) ?? 0));
    return sizes[random(sizes.length)] ?? 0;
  }
}

const sizeAfter = (change: Change, size: number) =>
  "data" in change ? Math.max(size, change.at + change.data.length) : change.size;

function apply(on: Bytes, change: Change): void {
  if ("data" in change) on.write(change.at, change.data);
  else on.resize(change.size);
}

/** What the change does to the octets between `from` and `to`; the size is another matter. */
function applyWithin(on: Bytes, change: Change, { from, to }: { from: number; to: number }): void {
  const start = Math.max(from, "data" in change ? change.at : change.size);
  const data =
    "data" in change
      ? change.data.subarray(start - change.at, to - change.at)
      : new Uint8Array(Math.max(0, to - start));
  on.write(start, data);
}
