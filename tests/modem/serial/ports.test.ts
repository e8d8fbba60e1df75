import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createPort,
  createPortPair,
  createPty,
  createTcpPort,
  createTtyPort,
  type Pty,
  tracePort,
} from "../../../lib/modem/serial/index.ts";
import { describePortContract } from "./contract.ts";
import type { EchoedPort } from "./echoed-port.ts";
import { startEcho } from "./exchange.ts";

const MEBIBYTE = 1024 * 1024;
const FAR_OPTIONS = { baudRate: 115_200 };

async function createEchoedPair(decorate: (port: SerialPort) => SerialPort = (port) => port): Promise<EchoedPort> {
  const [near, far] = createPortPair();
  await far.open(FAR_OPTIONS);
  let echoing = startEcho(far);
  return {
    port: decorate(near),
    far: {
      stall: () => echoing.stop(),
      hangUp: () => far.unplug(),
      async comeBack() {
        await far.close();
        far.plug();
        await far.open(FAR_OPTIONS);
        echoing = startEcho(far);
      },
    },
    dispose: () => far.forget(),
  };
}

async function createEchoedTty(): Promise<EchoedPort> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-tty-"));
  const link = join(folder, "modem");
  const plugIn = async () => {
    const pty: Pty = createPty({ link });
    await pty.port.open(FAR_OPTIONS);
    return { pty, echoing: startEcho(pty.port) };
  };
  let side = await plugIn();
  return {
    port: createTtyPort({ path: link }),
    far: {
      stall: () => side.echoing.stop(),
      hangUp: () => side.pty.close(),
      async comeBack() {
        side = await plugIn();
      },
    },
    async dispose() {
      await side.pty.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function createEchoedTcp(): Promise<EchoedPort> {
  const sockets = new Set<Socket>();
  let allGone = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.pipe(socket);
    // A client that goes away with bytes under way resets the connection.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      allGone.resolve();
      allGone = Promise.withResolvers();
    });
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the echo server has no port");
  return {
    port: createTcpPort({ host: "127.0.0.1", port: address.port }),
    far: {
      async stall() {
        for (const socket of sockets) socket.unpipe().pause();
      },
      hangUp() {
        for (const socket of sockets) socket.destroy();
      },
      comeBack() {
        // The server listens all the time.
      },
      settled: () => (sockets.size === 0 ? Promise.resolve() : allGone.promise),
    },
    async dispose() {
      for (const socket of sockets) socket.destroy();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}

const FULL = { hasFar: true, transferSize: MEBIBYTE, rounds: 1000 };
describePortContract("tty", { ...FULL, create: createEchoedTty, hasSignals: false });
describePortContract("tcp", { ...FULL, create: createEchoedTcp, hasSignals: false });
describePortContract("pair", { ...FULL, create: () => createEchoedPair(), hasSignals: true });
describePortContract("traced pair", {
  ...FULL,
  create: () => createEchoedPair((port) => tracePort(port, () => undefined)),
  hasSignals: true,
});

/** A real device with a loop-back plug (TXD to RXD), by the path or address in this variable. */
const real = process.env.ALDIS_TEST_PORT;
if (real !== undefined) {
  const create = async (): Promise<EchoedPort> => ({ port: createPort(real), dispose: () => undefined });
  describePortContract(real, { create, hasSignals: true, hasFar: false, transferSize: 16 * 1024, rounds: 1000 });
}
