import { STREAM_QUEUE_BYTES } from "../../limits.ts";

/** What one client reads as it happens. */
export interface LiveStream {
  /** The body of the answer. */
  readonly body: ReadableStream<Uint8Array>;
  readonly isOpen: boolean;
  /** Queues bytes for the client. Ends the stream when more than {@link STREAM_QUEUE_BYTES} wait. */
  send(bytes: Uint8Array): void;
  /** Resolves when the client has taken some of what waits, or the stream has ended. Never rejects. */
  hasRoom(): Promise<void>;
  /** Ends the stream, after what is queued. */
  end(): void;
}

/**
 * @param options.signal  aborted when the client has gone
 * @param options.closed  called once, however it ends; never when the client has gone before
 */
export function createLiveStream({ signal, closed }: { signal: AbortSignal; closed: () => void }): LiveStream {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOpen = !signal.aborted;
  let waiting: (() => void)[] = [];

  function wake(): void {
    const woken = waiting;
    waiting = [];
    for (const one of woken) one();
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    signal.removeEventListener("abort", close);
    wake();
    closed();
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      pull: wake,
      cancel: close,
    },
    { highWaterMark: STREAM_QUEUE_BYTES, size: (bytes) => bytes?.byteLength ?? 0 },
  );
  if (isOpen) signal.addEventListener("abort", close);

  const room = () => controller?.desiredSize ?? 0;
  return {
    body,
    get isOpen() {
      return isOpen;
    },
    send(bytes) {
      if (!isOpen) return;
      if (room() < bytes.byteLength && room() < STREAM_QUEUE_BYTES) {
        // What is queued is dropped with the connection: it would wait for who does not read.
        controller?.error(new Error("the client reads too slowly"));
        close();
      } else controller?.enqueue(bytes);
    },
    hasRoom: () =>
      !isOpen || room() > STREAM_QUEUE_BYTES / 2 ? Promise.resolve() : new Promise((more) => void waiting.push(more)),
    end() {
      if (isOpen) controller?.close();
      close();
    },
  };
}
