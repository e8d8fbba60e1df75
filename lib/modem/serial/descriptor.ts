import { constants } from "node:os";
import type { ReadableStreamDefaultReader } from "node:stream/web";
import { setTimeout as pause } from "node:timers/promises";
import type { Connection, ConnectionEvents } from "./device.ts";
import { networkError, reasonOf } from "./errors.ts";
import { LINES, libc } from "./libc.ts";

const { errno } = constants;
/** Pauses of a writer whose device is full: 921,600 baud empty a driver's 4 KiB in 44 ms. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [1, 8];
/** 5 s: a device that never sends its output (flow control) must not keep a port from closing. */
const DRAIN_LIMIT_MS = 5000;

interface DescriptorOptions {
  /** Of the device, for messages. */
  name: string;
  /** Closes the descriptor, if it should be closed. */
  release(): void;
  /** What to do when the device has accepted nothing for this long; without it, writers wait. */
  stall?: { afterMs: number; makeRoom(): void };
}

/**
 * An open, raw, non-blocking descriptor of a tty or of a pseudo-terminal's master as a connection. Closing it does not
 * close the descriptor, but calls `release`, which does.
 */
export function connectDescriptor(
  descriptor: number,
  events: ConnectionEvents,
  options: DescriptorOptions,
): Connection {
  return new DescriptorConnection(descriptor, events, options);
}

class DescriptorConnection implements Connection {
  readonly #descriptor: number;
  readonly #events: ConnectionEvents;
  readonly #options: DescriptorOptions;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #state: "open" | "lost" | "closed" = "open";

  constructor(descriptor: number, events: ConnectionEvents, options: DescriptorOptions) {
    this.#descriptor = descriptor;
    this.#events = events;
    this.#options = options;
    this.#reader = Bun.file(descriptor).stream().getReader();
  }

  /** Bun's stream of a tty ends when the other side hangs up. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      const { value } = await this.#reader.read();
      if (value !== undefined) return value;
      this.#lose(`${this.#options.name} hung up`);
    } catch (error) {
      this.#lose(`${this.#options.name} cannot be read any more: ${reasonOf(error)}`);
    }
    return undefined;
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    let offset = 0;
    let waited = 0;
    let waitMs = FIRST_PAUSE_MS;
    while (offset < bytes.length) {
      signal.throwIfAborted();
      this.#mustBeOpen();
      const written = libc().write(this.#descriptor, bytes.subarray(offset));
      if (written > 0) {
        offset += written;
        waited = 0;
        waitMs = FIRST_PAUSE_MS;
      } else if (written === 0 || written === -errno.EAGAIN || written === -errno.EINTR) {
        await wait(waitMs, signal);
        waited += waitMs;
        waitMs = Math.min(2 * waitMs, LONGEST_PAUSE_MS);
        if (waited >= (this.#options.stall?.afterMs ?? Number.POSITIVE_INFINITY)) {
          waited = 0;
          this.#options.stall?.makeRoom();
        }
      } else {
        throw this.#lose(`${this.#options.name} cannot be written any more (errno ${-written})`);
      }
    }
  }

  async drain(signal: AbortSignal): Promise<void> {
    const limit = performance.now() + DRAIN_LIMIT_MS;
    while (this.#state === "open" && libc().unsent(this.#descriptor) > 0 && performance.now() < limit) {
      await wait(LONGEST_PAUSE_MS, signal);
    }
  }

  discardInput(): void {
    if (this.#state === "open") libc().discardInput(this.#descriptor);
  }

  discardOutput(): void {
    if (this.#state === "open") libc().discardOutput(this.#descriptor);
  }

  async getSignals(): Promise<SerialInputSignals> {
    this.#mustBeOpen();
    const lines = this.#lineResult(libc().lines(this.#descriptor));
    return {
      dataCarrierDetect: (lines & LINES.dcd) !== 0,
      clearToSend: (lines & LINES.cts) !== 0,
      ringIndicator: (lines & LINES.ri) !== 0,
      dataSetReady: (lines & LINES.dsr) !== 0,
    };
  }

  async setSignals(signals: SerialOutputSignals): Promise<void> {
    this.#mustBeOpen();
    this.#setLine(LINES.dtr, signals.dataTerminalReady);
    this.#setLine(LINES.rts, signals.requestToSend);
    if (signals.break !== undefined) this.#lineResult(libc().setBreak(this.#descriptor, signals.break));
  }

  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    // The descriptor's number may be reused for another file right away: nothing may still watch it by then.
    await Promise.allSettled([this.#reader.cancel()]);
    this.#options.release();
  }

  #setLine(line: number, up: boolean | undefined): void {
    if (up === undefined) return;
    const result = up ? libc().raiseLines(this.#descriptor, line) : libc().lowerLines(this.#descriptor, line);
    this.#lineResult(result);
  }

  #lineResult(result: number): number {
    if (result >= 0) return result;
    const lacking = result === -errno.ENOTTY || result === -errno.EINVAL;
    const why = lacking ? "has no modem lines (a pseudo-terminal has none)" : `refused (errno ${-result})`;
    throw networkError(`${this.#options.name} ${why}`);
  }

  #mustBeOpen(): void {
    if (this.#state !== "open") throw networkError(`${this.#options.name} is gone`);
  }

  #lose(message: string): DOMException {
    const error = networkError(message);
    if (this.#state === "open") {
      this.#state = "lost";
      this.#events.lost(error);
      // Ends a pending read. A stream that has failed already rejects here again.
      void this.#reader.cancel().catch(() => undefined);
    }
    return error;
  }
}

/** @throws the signal's reason, not the timer's own error */
async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}
