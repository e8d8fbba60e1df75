import { libc } from "./libc.ts";

/** unix(7): `sun_path` has room for 108 bytes, with the zero that ends a path. */
const LONGEST_PATH = 107;

/**
 * Sends a text as one datagram to a Unix socket, without waiting: a path, or after `@` a name in the abstract namespace.
 *
 * @returns undefined when it was sent; otherwise why not, for a person
 */
export function sendDatagram(socket: string, text: string): string | undefined {
  const name = Buffer.from(socket.startsWith("@") ? `\0${socket.slice(1)}` : socket);
  if (name.length > LONGEST_PATH) return `the socket's name is longer than ${LONGEST_PATH} bytes`;
  // A path ends with a zero; an abstract name ends with the address.
  const address = Buffer.concat([familyUnix(), name, Buffer.alloc(socket.startsWith("@") ? 0 : 1)]);
  const bytes = Buffer.from(text);
  const sent = libc().sendDatagram(address, bytes);
  return sent === bytes.length ? undefined : `errno ${-sent}`;
}

/** `sun_family` in the machine's byte order. */
const familyUnix = (): Buffer => Buffer.from(new Uint16Array([1]).buffer);
