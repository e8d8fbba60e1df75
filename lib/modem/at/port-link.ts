import type { Clock } from "../../clock.ts";
import { MODEM_OCTETS_A_TURN } from "../../limits.ts";
import type { NoteLine } from "./channel-contract.ts";
import { createReadingPace } from "./reading-pace.ts";

/** The streams of an open serial port, held for as long as the link lives. */
interface PortLink {
  /** Writes are kept in order. A failed write ends the link. */
  write(text: string): void;
  /** Releases the streams; the port itself stays open. Never rejects. */
  close(): Promise<void>;
}

/**
 * Takes an open port's streams. Errors of the line that leave the port usable (framing, overrun) give a new `readable`,
 * which is read on; anything else calls `onLost` once.
 *
 * @throws TypeError when the port is not open
 */
export function createPortLink(
  port: SerialPort,
  on: { clock: Clock; bytes(bytes: Uint8Array): void; lost(cause: unknown): void; wire?: NoteLine | undefined },
): PortLink {
  if (!port.writable || !port.readable) throw new TypeError("the serial port is not open");
  const encoder = new TextEncoder();
  const writer = port.writable.getWriter();
  const closing = new AbortController();
  const pace = createReadingPace(on.clock, closing.signal);
  let cancel: (() => Promise<void>) | undefined;
  let closed = false;
  let letGo: Promise<void> | undefined;
  let lost = false;

  function lose(cause: unknown): void {
    if (closed || lost) return;
    lost = true;
    on.lost(cause);
  }

  async function take(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length && !closed; at += MODEM_OCTETS_A_TURN) {
      const piece = bytes.subarray(at, at + MODEM_OCTETS_A_TURN);
      on.bytes(piece);
      const pause = pace.after(piece.length);
      if (pause !== undefined) await pause;
    }
  }

  async function readUntilEnd(readable: ReadableStream<Uint8Array>): Promise<unknown> {
    const reader = readable.getReader();
    cancel = () => reader.cancel();
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        await take(value);
      }
    } finally {
      reader.releaseLock();
    }
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const readable = port.readable;
      if (closed || !readable) return lose(new Error("the port closed"));
      try {
        await readUntilEnd(readable);
        return lose(new Error("the other side hung up"));
      } catch (error) {
        // The Web Serial API replaces `readable` after an error that the port survives.
        if (!port.readable || port.readable === readable) return lose(error);
      }
    }
  }

  async function release(): Promise<void> {
    closed = true;
    closing.abort(new Error("the port is let go of"));
    // A port that is lost already refuses to be cancelled; there is nothing left to let go of then.
    await cancel?.().catch(() => undefined);
    await reading;
    writer.releaseLock();
  }

  const reading = readOn();

  return {
    write(text) {
      if (closed || lost) return;
      on.wire?.("out", text);
      writer.write(encoder.encode(text)).catch(lose);
    },
    close() {
      // Whoever closes second may close the port right after, so it waits as long as the first.
      letGo ??= release();
      return letGo;
    },
  };
}
