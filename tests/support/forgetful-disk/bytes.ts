/** Octets that grow and shrink, as a file's do: what was never written is zero. */
export class Bytes {
  #buffer: Uint8Array;
  #size: number;

  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.#buffer = new Uint8Array(content);
    this.#size = content.length;
  }

  get size(): number {
    return this.#size;
  }

  /** A view of what is there between `from` and `to`, valid until the next change. */
  view(from = 0, to = this.#size): Uint8Array {
    return this.#buffer.subarray(Math.min(from, this.#size), Math.min(to, this.#size));
  }

  write(at: number, data: Uint8Array): void {
    const end = at + data.length;
    if (end > this.#size) this.resize(end);
    this.#buffer.set(data, at);
  }

  resize(size: number): void {
    if (size < this.#size) this.#buffer.fill(0, size, this.#size);
    if (size > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(size, this.#buffer.length * 2, 4096));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#size = size;
  }
}
