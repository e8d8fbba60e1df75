import { connect, type Socket } from "node:net";

/** A connection that does what it is told, and keeps what it is answered. */
export interface RawClient {
  /** Everything that has come, one character a byte. */
  readonly received: string;
  /** The status of the first answer, once it has come. */
  readonly status: number | undefined;
  readonly isClosed: boolean;
  send(bytes: string | Uint8Array): void;
  /** Resolves with the status of the first answer; 0 when the connection ends without one. */
  answered: Promise<number>;
  /** Resolves when the other side has ended the connection. */
  closed: Promise<void>;
  end(): void;
}

/** Connects from one of this machine's loopback addresses. Never rejects: a broken connection is a closed one. */
export async function openRaw(port: number, from = "127.0.0.1"): Promise<RawClient> {
  const connected = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<number>();
  const closed = Promise.withResolvers<void>();
  let received = "";
  let isClosed = false;
  const statusOf = () => {
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1];
    return status === undefined ? undefined : Number(status);
  };
  const socket: Socket = connect({ port, host: "127.0.0.1", localAddress: from }, connected.resolve);
  socket.on("data", (bytes: Buffer) => {
    received += bytes.toString("latin1");
    const status = statusOf();
    if (status !== undefined) answered.resolve(status);
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    isClosed = true;
    connected.resolve();
    answered.resolve(statusOf() ?? 0);
    closed.resolve();
  });
  await connected.promise;
  return {
    get received() {
      return received;
    },
    get status() {
      return statusOf();
    },
    get isClosed() {
      return isClosed;
    },
    send: (bytes) => void socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes),
    answered: answered.promise,
    closed: closed.promise,
    end: () => void socket.destroy(),
  };
}
