import { dlopen } from "bun:ffi";
import { closeSync } from "node:fs";
import { eventually } from "./eventually.ts";

/** A service manager's socket: what `NOTIFY_SOCKET` names. */
export interface NotifySocket extends Disposable {
  /** As the environment names it. */
  readonly name: string;
  /** Datagrams that have arrived since the last call, oldest first. */
  taken(): string[];
  /** Resolves with the first datagram, from now on or still waiting, that has the line; earlier ones are gone. */
  next(line: string | RegExp, limitMs?: number): Promise<string>;
}

const { symbols: c } = dlopen("libc.so.6", {
  socket: { args: ["i32", "i32", "i32"], returns: "i32" },
  bind: { args: ["i32", "ptr", "u32"], returns: "i32" },
  recv: { args: ["i32", "ptr", "u64", "i32"], returns: "i64" },
});
const UNIX = 1;
const DATAGRAM_CLOSED_ON_EXEC = 2 | 0x80000;
const NOW = 0x40;

/** Binds a datagram socket at a path, or at a name of the abstract namespace when it begins with `@`. */
export function openNotifySocket(name: string): NotifySocket {
  const descriptor = c.socket(UNIX, DATAGRAM_CLOSED_ON_EXEC, 0);
  const path = Buffer.from(name.replace(/^@/, "\0"));
  const address = Buffer.concat([Buffer.from([UNIX, 0]), path, Buffer.alloc(name.startsWith("@") ? 0 : 1)]);
  if (c.bind(descriptor, address, address.length) !== 0) throw new Error(`cannot bind ${name}`);
  const buffer = new Uint8Array(4096);
  const receive = (): string | undefined => {
    const length = Number(c.recv(descriptor, buffer, BigInt(buffer.length), NOW));
    return length < 0 ? undefined : Buffer.from(buffer.subarray(0, length)).toString();
  };
  const taken = (): string[] => {
    const all: string[] = [];
    for (let text = receive(); text !== undefined; text = receive()) all.push(text);
    return all;
  };
  return {
    name,
    taken,
    next: (line, limitMs) =>
      eventually(
        `a datagram with ${line}`,
        () => {
          const matches = (text: string) =>
            text.split("\n").some((one) => (typeof line === "string" ? one === line : line.test(one)));
          for (let text = receive(); text !== undefined; text = receive()) if (matches(text)) return text;
          return undefined;
        },
        limitMs,
      ),
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}
