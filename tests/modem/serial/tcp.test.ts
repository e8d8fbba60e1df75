import { expect, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import { createTcpPort } from "../../../lib/modem/serial/index.ts";
import { bytesOf, nameOf, textOf } from "./exchange.ts";

const OPTIONS = { baudRate: 115_200 };

async function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onConnection);
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { server, port: address.port };
}

test("a server that refuses is named with its reason", async () => {
  const { server, port } = await listen(() => undefined);
  const closed = Promise.withResolvers<unknown>();
  server.close(closed.resolve);
  await closed.promise;
  const opening = createTcpPort({ host: "127.0.0.1", port }).open(OPTIONS);
  expect(await opening.catch((error: DOMException) => `${error.name}: ${error.message}`)).toStartWith(
    `NetworkError: tcp://127.0.0.1:${port} cannot be reached: `,
  );
});

/** Listens, prints its port and never accepts: when its queue of 512 is full, the kernel drops who knocks. */
const DEAF_SERVER = `
  const server = require("node:net").createServer();
  server.listen(0, "127.0.0.1", () => {
    require("node:fs").writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

test("a server that does not answer is given up after the time limit", async () => {
  await using deaf = Bun.spawn([process.execPath, "-e", DEAF_SERVER], { stdout: "pipe", stderr: "ignore" });
  const port = Number(textOf((await deaf.stdout.getReader().read()).value));
  const ports = Array.from({ length: 600 }, () => createTcpPort({ host: "127.0.0.1", port, connectTimeoutMs: 300 }));
  const results = await Promise.all(
    ports.map((tcp) => tcp.open(OPTIONS).catch((error: DOMException) => error.message)),
  );
  expect(new Set(results)).toEqual(new Set([undefined, `tcp://127.0.0.1:${port} did not answer within 300 ms`]));
  for (const tcp of ports) await tcp.forget();
});

test("the last bytes before the server hangs up can still be read", async () => {
  const { server, port } = await listen((socket) => socket.end("RING\r\n"));
  const tcp = createTcpPort({ host: "127.0.0.1", port });
  const disconnected = new Promise((resolve) => tcp.addEventListener("disconnect", resolve));
  await tcp.open(OPTIONS);
  await disconnected;
  const reader = tcp.readable?.getReader();
  expect(textOf((await reader?.read())?.value)).toBe("RING\r\n");
  expect(await nameOf(reader?.read())).toBe("NetworkError");
  await tcp.forget();
  server.close();
});

test("a server that sends without end is held back while nobody reads", async () => {
  const held = Promise.withResolvers<void>();
  const { server, port } = await listen((socket) => {
    // False: the system has taken what it can hold, and the other side takes no more.
    while (socket.write(new Uint8Array(65_536)));
    held.resolve();
    socket.on("error", () => socket.destroy());
  });
  const tcp = createTcpPort({ host: "127.0.0.1", port });
  await tcp.open(OPTIONS);
  await held.promise;
  const memory = process.memoryUsage().rss;
  expect(await nameOf(tcp.writable?.getWriter().write(bytesOf("AT\r")))).toBe("resolved");
  expect(process.memoryUsage().rss - memory).toBeLessThan(64 * 1024 * 1024);
  await tcp.forget();
  server.close();
});
