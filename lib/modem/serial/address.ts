import { listPorts } from "./listing.ts";
import { createTcpPort } from "./tcp.ts";
import { createTtyPort } from "./tty.ts";

/**
 * The port at an address: `/dev/ttyUSB0`, `/dev/serial/by-id/…` or any other absolute path, or `tcp://host:port`.
 * Opens nothing.
 *
 * @throws TypeError that says what an address looks like
 */
export function createPort(address: string): SerialPort {
  if (address.startsWith("/")) return createTtyPort({ path: address });
  const tcp = /^tcp:\/\/(?:\[([0-9a-f:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/i.exec(address);
  const host = tcp?.[1] ?? tcp?.[2];
  const port = Number(tcp?.[3]);
  if (host !== undefined && port >= 1 && port <= 65_535) return createTcpPort({ host, port });
  throw new TypeError(`a port is a path like /dev/ttyUSB0 or tcp://host:port, not ${JSON.stringify(address)}`);
}

/** `navigator.serial.getPorts()`: a closed port for each serial device of this machine. Never rejects. */
export async function getPorts(): Promise<SerialPort[]> {
  return listPorts().map(({ path }) => createTtyPort({ path }));
}
