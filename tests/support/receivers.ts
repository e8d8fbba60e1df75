import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A receiver of requests on loopback. */
export interface Receiver extends AsyncDisposable {
  port: number;
  /** Without a path. */
  url: string;
}

/** A request as a receiver got it. */
export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** Answers each request, once it has all of it, as `answer` does. */
export async function startReceiver(
  answer: (request: ReceivedRequest, response: ServerResponse) => unknown,
): Promise<Receiver> {
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      answer({ method, url, headers, body: Buffer.concat(chunks).toString("latin1") }, response);
    });
  });
  return listening(server);
}

/** A receiver of bytes, which does with each connection what it likes. */
export function startRawReceiver(connected: (socket: Socket) => void): Promise<Receiver> {
  return listening(
    createServer((socket) => {
      socket.on("error", () => undefined);
      connected(socket);
    }),
  );
}

async function listening(server: Server): Promise<Receiver> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
