import { createPort } from "../../../lib/modem/serial/index.ts";

/** A pseudo-terminal as a socket, for programs that take no terminal which udev does not know. */
interface Bridge extends AsyncDisposable {
  /** Of a TCP socket on loopback. */
  readonly port: number;
}

interface Joined {
  writer: WritableStreamDefaultWriter<Uint8Array>;
}

/** @param where  a TCP port that the system chooses, or the name of an abstract Unix socket */
export async function bridgeTo(pty: string, where: "tcp" | { abstract: string }): Promise<Bridge> {
  const port = createPort(pty);
  await port.open({ baudRate: 115_200 });
  const writer = (port.writable as WritableStream<Uint8Array>).getWriter();
  const reader = (port.readable as ReadableStream<Uint8Array>).getReader();
  let connected: Bun.Socket<Joined> | undefined;
  const socket: Bun.SocketHandler<Joined> = {
    open(opened) {
      connected = opened;
    },
    data: (_, octets) => void writer.write(new Uint8Array(octets)),
    close(closed) {
      if (connected === closed) connected = undefined;
    },
  };
  const listener =
    where === "tcp"
      ? Bun.listen<Joined>({ hostname: "127.0.0.1", port: 0, socket })
      : Bun.listen<Joined>({ unix: `\0${where.abstract}`, socket });
  const passing = (async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) connected?.write(next.value);
  })().catch(() => undefined);
  return {
    port: "port" in listener ? listener.port : 0,
    async [Symbol.asyncDispose]() {
      listener.stop(true);
      await reader.cancel();
      await passing;
      reader.releaseLock();
      writer.releaseLock();
      await port.close();
    },
  };
}
