import type { UnderlyingByteSource } from "node:stream/web";
import type { Connection } from "./device.ts";

/**
 * The receiving half of an open port: reads ahead up to `bufferSize` octets, so that a hang-up is noticed even if
 * nobody reads, and passes the bytes to one stream after another.
 *
 *     connection ──read ahead──▶ queue [bytes, bytes, error, bytes] ──pull──▶ stream
 *
 * An error waits in the queue behind the bytes received before it, so a modem's last output is not lost.
 */
export class PortReader {
  readonly #connection: Connection;
  readonly #bufferSize: number;
  readonly #queue: (Uint8Array<ArrayBuffer> | DOMException)[] = [];
  #buffered = 0;
  /** Why the device is gone; queued when the connection has returned its last bytes. */
  #fatal: DOMException | undefined;
  #ended = false;
  /** Called when everything that arrived before the loss has been read ahead, as far as there is room. */
  #lossSettled: (() => void) | undefined;
  #stopped = false;
  #stream: ReadableStream<Uint8Array> | null = null;
  #controller: ReadableByteStreamController | undefined;
  /** Ends the pause of the read-ahead. */
  #roomMade: (() => void) | undefined;
  /** Ends the stream's pull that waits for bytes. */
  #pullServed: (() => void) | undefined;

  constructor(connection: Connection, bufferSize: number) {
    this.#connection = connection;
    this.#bufferSize = bufferSize;
  }

  /** The current stream, a new one after a cancel or an error that was not fatal, or null when the device is lost. */
  get stream(): ReadableStream<Uint8Array> | null {
    if (this.#stream === null) {
      // An error that occurred while no stream existed concerns nobody.
      while (this.#queue[0] instanceof DOMException && this.#queue[0] !== this.#fatal) this.#shift();
      if (this.#queue[0] !== this.#fatal || this.#fatal === undefined) this.#stream = this.#createStream();
    }
    return this.#stream;
  }

  /** The stream if there is one; makes none. */
  get current(): ReadableStream<Uint8Array> | null {
    return this.#stream;
  }

  /** Reads ahead until the connection ends or `stop`. Never rejects. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      if (this.#isFull()) {
        this.#lossSettled?.();
        await new Promise<void>((resolve) => {
          this.#roomMade = resolve;
        });
        continue;
      }
      try {
        const bytes = await this.#connection.read();
        if (bytes === undefined) break;
        if (bytes.length > 0) this.#push(ownBuffer(bytes), bytes.length);
      } catch (error) {
        this.#push(error instanceof DOMException ? error : new DOMException(String(error), "UnknownError"), 0);
      }
    }
    this.#ended = true;
    if (this.#fatal !== undefined && !this.#stopped) this.#push(this.#fatal, 0);
    this.#lossSettled?.();
  }

  /**
   * The device is gone: what was received can still be read, then the stream fails with this error. Resolves when
   * that is prepared.
   */
  async lose(error: DOMException): Promise<void> {
    if (this.#fatal !== undefined) return;
    this.#fatal = error;
    if (this.#ended && !this.#stopped) this.#push(error, 0);
    if (this.#ended || this.#isFull()) return;
    await new Promise<void>((resolve) => {
      this.#lossSettled = resolve;
    });
  }

  /** Ends the read-ahead, and the stream with this error. */
  stop(error?: DOMException): void {
    this.#stopped = true;
    this.#roomMade?.();
    if (error !== undefined) this.#fail(error);
  }

  #createStream(): ReadableStream<Uint8Array> {
    const source: UnderlyingByteSource = {
      type: "bytes",
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#pull(),
      cancel: async () => {
        this.#discard();
        await this.#connection.discardInput();
        this.#forgetStream();
      },
    };
    const stream: ReadableStream<Uint8Array> = new ReadableStream(source);
    this.#stream = stream;
    return stream;
  }

  #pull(): Promise<void> | undefined {
    if (this.#deliver()) return undefined;
    return new Promise((resolve) => {
      this.#pullServed = resolve;
    });
  }

  /** Gives the stream the first item of the queue; false when the queue is empty. */
  #deliver(): boolean {
    const first = this.#queue[0];
    if (!(first instanceof Uint8Array) || this.#controller === undefined) return false;
    const request = this.#controller.byobRequest;
    if (request?.view) {
      const { buffer, byteOffset, byteLength } = request.view;
      const count = Math.min(byteLength, first.length);
      new Uint8Array(buffer, byteOffset, count).set(first.subarray(0, count));
      this.#take(count);
      request.respond(count);
    } else {
      this.#take(first.length);
      this.#controller.enqueue(first);
    }
    this.#failIfNext();
    return true;
  }

  #push(item: Uint8Array<ArrayBuffer> | DOMException, size: number): void {
    this.#queue.push(item);
    this.#buffered += size;
    const served = this.#pullServed;
    if (served !== undefined && this.#deliver()) {
      this.#pullServed = undefined;
      served();
    } else {
      this.#failIfNext();
    }
  }

  #failIfNext(): void {
    const next = this.#queue[0];
    if (!(next instanceof DOMException) || this.#stream === null) return;
    if (next !== this.#fatal) this.#shift();
    this.#fail(next);
  }

  #fail(error: DOMException): void {
    const controller = this.#controller;
    this.#forgetStream();
    controller?.error(error);
  }

  #forgetStream(): void {
    this.#stream = null;
    this.#controller = undefined;
    this.#pullServed?.();
    this.#pullServed = undefined;
  }

  /**
   * Waits while enough is queued, or an error that nobody has seen: a device that always fails must not cause a busy
   * loop.
   */
  #isFull(): boolean {
    return this.#buffered >= this.#bufferSize || this.#queue.at(-1) instanceof DOMException;
  }

  #take(count: number): void {
    const first = this.#queue[0];
    if (!(first instanceof Uint8Array)) return;
    if (count === first.length) this.#queue.shift();
    else this.#queue[0] = first.slice(count);
    this.#buffered -= count;
    this.#makeRoom();
  }

  #shift(): void {
    this.#queue.shift();
    this.#makeRoom();
  }

  #discard(): void {
    this.#queue.length = 0;
    this.#buffered = 0;
    if (this.#fatal !== undefined && this.#ended) this.#queue.push(this.#fatal);
    this.#makeRoom();
  }

  #makeRoom(): void {
    if (this.#isFull()) return;
    this.#roomMade?.();
    this.#roomMade = undefined;
  }
}

/** A byte stream takes the whole buffer of what it is given, so an array that shares one is copied. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return whole ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
