import type { Connection } from "./device.ts";

declare global {
  /** Bun implements the standard's signal; its types lack it. */
  interface WritableStreamDefaultController {
    readonly signal: AbortSignal;
  }
}

/** The sending half of an open port: one stream after the other, each writes to the connection. */
export class Transmitter {
  readonly #connection: Connection;
  readonly #bufferSize: number;
  #stream: WritableStream<Uint8Array> | null = null;
  #controller: WritableStreamDefaultController | undefined;
  #lost = false;

  constructor(connection: Connection, bufferSize: number) {
    this.#connection = connection;
    this.#bufferSize = bufferSize;
  }

  /** The current stream, a new one after a close, an abort or an error that was not fatal, or null when lost. */
  get stream(): WritableStream<Uint8Array> | null {
    if (this.#stream === null && !this.#lost) this.#stream = this.#createStream();
    return this.#stream;
  }

  /** The stream if there is one; makes none. */
  get current(): WritableStream<Uint8Array> | null {
    return this.#stream;
  }

  /** Fails the stream with this error; no other stream follows. */
  lose(error: DOMException): void {
    this.#lost = true;
    const controller = this.#controller;
    this.#forgetStream();
    controller?.error(error);
  }

  #createStream(): WritableStream<Uint8Array> {
    const sink: Bun.UnderlyingSink<unknown> = {
      start: (controller) => {
        this.#controller = controller;
      },
      write: (chunk, controller) => this.#write(chunk, controller),
      close: async () => {
        const signal = this.#controller?.signal;
        if (signal !== undefined) await this.#connection.drain(signal);
        this.#forgetStream();
      },
      abort: async () => {
        await this.#connection.discardOutput();
        this.#forgetStream();
      },
    };
    const size = (chunk: unknown) => (ArrayBuffer.isView(chunk) || chunk instanceof ArrayBuffer ? chunk.byteLength : 1);
    return new WritableStream(sink, { highWaterMark: this.#bufferSize, size });
  }

  async #write(chunk: unknown, controller: WritableStreamDefaultController): Promise<void> {
    try {
      await this.#connection.write(bytesOf(chunk), controller.signal);
    } catch (error) {
      // `abort` forgets an aborted stream, after discarding the rest.
      if (!controller.signal.aborted && this.#controller === controller) this.#forgetStream();
      throw error;
    }
  }

  #forgetStream(): void {
    this.#stream = null;
    this.#controller = undefined;
  }
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError(`a port takes bytes (Uint8Array), not ${typeof chunk}`);
}
