import type { Random } from "./content.ts";

/** One change of a directory, whole or not at all: names taken away, and one given. */
interface Change<Node> {
  gone: readonly string[];
  added?: { name: string; node: Node };
}

/** The names of one directory twice: as programs see them, and as they are on the disk. See {@link Content}. */
export class Names<Node> {
  readonly #seen: Map<string, Node>;
  readonly #disk: Map<string, Node>;
  #unsynced: Change<Node>[] = [];
  #synced = 0;

  constructor(onDisk: ReadonlyMap<string, Node> = new Map()) {
    this.#seen = new Map(onDisk);
    this.#disk = new Map(onDisk);
  }

  get changes(): number {
    return this.#synced + this.#unsynced.length;
  }

  get unsynced(): number {
    return this.#unsynced.length;
  }

  get(name: string): Node | undefined {
    return this.#seen.get(name);
  }

  list(): [name: string, node: Node][] {
    return [...this.#seen];
  }

  add(name: string, node: Node): void {
    this.#change({ gone: [], added: { name, node } });
  }

  remove(name: string): void {
    this.#change({ gone: [name] });
  }

  /** `to` is replaced if it is there. */
  rename(from: string, { to, node }: { to: string; node: Node }): void {
    this.#change({ gone: [from], added: { name: to, node } });
  }

  sync(changes: number): void {
    const done = this.#unsynced.splice(0, Math.max(0, changes - this.#synced));
    for (const change of done) apply(this.#disk, change);
    this.#synced += done.length;
  }

  /** What a power cut leaves: of what was not synced nothing, everything, what came before a moment, or any part of it. */
  survivors(random: Random): Map<string, Node> {
    const way = random(4);
    const moment = random(this.#unsynced.length + 1);
    const left = new Map(this.#disk);
    this.#unsynced.forEach((change, at) => {
      const survives = way === 0 ? false : way === 1 ? true : way === 2 ? at < moment : random(2) === 1;
      if (survives) apply(left, change);
    });
    return left;
  }

  #change(change: Change<Node>): void {
    apply(this.#seen, change);
    this.#unsynced.push(change);
  }
}

function apply<Node>(on: Map<string, Node>, { gone, added }: Change<Node>): void {
  for (const name of gone) on.delete(name);
  if (added) on.set(added.name, added.node);
}
