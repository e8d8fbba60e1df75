import type { Clock } from "../../../clock.ts";
import type { History } from "../history.ts";

/** A run of octets that crossed the wire, one `char` per octet. */
export interface WireEntry {
  /** Milliseconds since 1970, by the simulator's clock. */
  at: number;
  /** As the modem sees it: `in` came from the program, `out` went to it. */
  direction: "in" | "out";
  text: string;
}

export interface TerminalOutput {
  /** Queues text for the wire; everything queued in one turn of the event loop is written at once. */
  put(text: string): void;
  /** Drops what has not been written yet. */
  close(): void;
}

/** Octets that may wait for a program that does not read; a UART without flow control loses more than that. */
const UNREAD_LIMIT = 256 * 1024;
/** 16 octets per write on a paced line: as often as a UART's FIFO of that size is emptied. */
const PACED_CHUNK = 16;

/**
 * The modem's transmitter.
 *
 * @param options.characterMs  time that one octet takes on the line; 0 for none
 * @param options.lost         the port is gone; nothing more is written
 */
export function createOutput(
  writer: WritableStreamDefaultWriter<Uint8Array>,
  options: { clock: Clock; trace: History<WireEntry>; characterMs: number; lost: () => void },
): TerminalOutput {
  let pending = "";
  let running = false;
  let closed = false;

  async function run(): Promise<void> {
    // At the end of the turn, so that echo, answer and the lines after it leave together.
    await Promise.resolve();
    try {
      while (pending !== "" && !closed) {
        const size = options.characterMs > 0 ? PACED_CHUNK : pending.length;
        const text = pending.slice(0, size);
        pending = pending.slice(size);
        options.trace.push({ at: options.clock.now(), direction: "out", text });
        await writer.write(octets(text));
        if (options.characterMs > 0) await options.clock.sleep(text.length * options.characterMs);
      }
    } catch (error) {
      closed = true;
      // A failed port is an unplugged cable: the modem does nothing about it.
      if (!(error instanceof Error)) throw error;
      options.lost();
    }
    running = false;
  }

  return {
    put(text) {
      if (closed || text === "" || pending.length > UNREAD_LIMIT) return;
      pending += text;
      if (running) return;
      running = true;
      void run();
    },
    close() {
      closed = true;
      pending = "";
    },
  };
}

/** One octet per `char`; above 255 only the low octet is kept. */
function octets(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
