import type { ReadableStreamDefaultReader } from "node:stream/web";
import { systemClock } from "../../clock.ts";
import type { Connection, ConnectionEvents, Device, OpenOptions } from "./device.ts";
import { networkError } from "./errors.ts";
import { DevicePort } from "./port.ts";

/** Bytes that went over the wire in one piece. */
export interface TraceRecord {
  /** Milliseconds since 1970. */
  at: number;
  /** As the program sees it: `out` is what it writes. */
  direction: "in" | "out";
  data: Uint8Array;
}

/** Takes a record synchronously; must not throw. It owns the bytes. */
export type TraceSink = (record: TraceRecord) => void;

/**
 * A port that does what the given one does and reports everything that passes to the sink: outgoing bytes before they
 * are written, so that they always precede their answer. The given port must be closed; this one owns it from then on.
 */
export function tracePort(port: SerialPort, sink: TraceSink, options: { now?: () => number } = {}): SerialPort {
  const { now = systemClock.now } = options;
  const device = new TracedDevice(port, (direction, data) => sink({ at: now(), direction, data: data.slice() }));
  const traced = new DevicePort(device);
  port.addEventListener("connect", () => traced.appear());
  port.addEventListener("disconnect", () => {
    if (!device.isOpen) traced.lose(networkError("the device is gone"));
  });
  return traced;
}

type Passed = (direction: TraceRecord["direction"], data: Uint8Array) => void;

class TracedDevice implements Device {
  readonly #port: SerialPort;
  readonly #passed: Passed;
  isOpen = false;

  constructor(port: SerialPort, passed: Passed) {
    this.#port = port;
    this.#passed = passed;
  }

  info(): SerialPortInfo {
    return this.#port.getInfo();
  }

  async open(options: OpenOptions, events: ConnectionEvents): Promise<Connection> {
    await this.#port.open(options);
    this.isOpen = true;
    return new TracedConnection(this.#port, events, {
      passed: this.#passed,
      closed: () => {
        this.isOpen = false;
      },
    });
  }
}

/** Holds the locks of the port underneath while it is open. */
class TracedConnection implements Connection {
  readonly #port: SerialPort;
  readonly #events: ConnectionEvents;
  readonly #told: { passed: Passed; closed(): void };
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  /** Settles when a writer that is ending has ended; until then the stream is locked. */
  #ending: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(port: SerialPort, events: ConnectionEvents, told: { passed: Passed; closed(): void }) {
    this.#port = port;
    this.#events = events;
    this.#told = told;
    this.#takeWriter();
  }

  async read(): Promise<Uint8Array | undefined> {
    while (!this.#closed) {
      const reader = this.#reader ?? this.#port.readable?.getReader();
      if (reader === undefined) return undefined;
      this.#reader = reader;
      try {
        const { value } = await reader.read();
        if (value !== undefined) {
          this.#told.passed("in", value);
          return value;
        }
        this.#dropReader(reader);
      } catch (error) {
        this.#dropReader(reader);
        if (this.#port.readable !== null) throw error;
      }
    }
    return undefined;
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const writer = this.#writer;
    if (writer === undefined) throw networkError("the device is gone");
    this.#told.passed("out", bytes);
    await this.#abortable(writer, signal, writer.write(bytes));
  }

  async drain(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#dropWriter((writer) => this.#abortable(writer, signal, writer.close()));
  }

  async discardInput(): Promise<void> {
    const reader = this.#reader;
    if (reader === undefined) return;
    await reader.cancel();
    this.#dropReader(reader);
  }

  async discardOutput(): Promise<void> {
    await this.#dropWriter((writer) => writer.abort());
  }

  getSignals(): Promise<SerialInputSignals> {
    return this.#port.getSignals();
  }

  setSignals(signals: SerialOutputSignals): Promise<void> {
    return this.#port.setSignals(signals);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // What was lost or closed underneath has failed already; there is nothing left to do.
    await Promise.allSettled([this.discardInput(), this.discardOutput()]);
    await Promise.allSettled([this.#port.close()]);
    this.#told.closed();
  }

  /** Also detects a loss: the writer fails with its reason, even if nobody writes. */
  #takeWriter(): void {
    const writer = this.#port.writable?.getWriter();
    this.#writer = writer;
    writer?.closed.catch((error: unknown) => {
      if (this.#writer !== writer) return;
      this.#writer = undefined;
      writer.releaseLock();
      if (this.#closed) return;
      if (this.#port.writable !== null) this.#takeWriter();
      else this.#events.lost(error instanceof DOMException ? error : networkError(String(error)));
    });
  }

  /** Aborts the writer underneath together with ours; the write in progress reports the result. */
  async #abortable(
    writer: WritableStreamDefaultWriter<Uint8Array>,
    signal: AbortSignal,
    work: Promise<void>,
  ): Promise<void> {
    const abort = () => void Promise.allSettled([writer.abort(signal.reason)]);
    signal.addEventListener("abort", abort, { once: true });
    await work.finally(() => signal.removeEventListener("abort", abort));
  }

  #dropReader(reader: ReadableStreamDefaultReader<Uint8Array>): void {
    if (this.#reader !== reader) return;
    this.#reader = undefined;
    reader.releaseLock();
  }

  async #dropWriter(end: (writer: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer !== undefined) {
      this.#ending = end(writer).finally(() => {
        writer.releaseLock();
        if (!this.#closed) this.#takeWriter();
      });
    }
    await this.#ending;
  }
}
