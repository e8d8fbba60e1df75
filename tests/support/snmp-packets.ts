import { createSocket } from "node:dgram";
import { messageHead } from "../../lib/gateway/snmp/packet.ts";

/** Messages of SNMP, octet by octet (X.690 §8), for what no tool of Debian sends. */

/** One element. */
function ber(tag: number, ...contents: Buffer[]): Buffer {
  const whole = Buffer.concat(contents);
  const { byteLength } = whole;
  const length = byteLength < 0x80 ? [byteLength] : [0x82, byteLength >> 8, byteLength & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), whole]);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return ber(0x02, bytes);
}
const octets = (value: Buffer | string) => ber(0x04, Buffer.from(value as string));

/** aldisVersion.0. */
const VERSION = Buffer.from("2b06010401bf08ce0fce0f9367010100", "hex");
/** system. */
const SYSTEM = Buffer.from("2b06010201", "hex");

function pdu(tag: number, [second, third]: [number, number], oids: readonly Buffer[]): Buffer {
  const list = oids.map((oid) => ber(0x30, ber(0x06, oid), ber(0x05)));
  return ber(tag, integer(1), integer(second), integer(third), ber(0x30, ...list));
}

/** GetRequest of aldisVersion.0, so many times. */
export const readVersion = (times = 1): Buffer =>
  pdu(
    0xa0,
    [0, 0],
    Array.from({ length: times }, () => VERSION),
  );

/** GetBulkRequest (RFC 3416 §4.2.3) of what follows `system`, so many times. */
export const readBulk = (repetitions: number): Buffer => pdu(0xa5, [0, repetitions], [SYSTEM]);

/** Of v2c. */
export const withCommunity = (community: string, request: Buffer): Buffer =>
  ber(0x30, integer(1), octets(community), request);

/** Of v3 (RFC 3412 §6, 3414 §2.4), reportable. Without a user it is neither signed nor encrypted. */
export function ofV3(engine: Buffer, request: Buffer, user = ""): Buffer {
  const isSigned = user !== "";
  const header = ber(0x30, integer(1), integer(65_507), ber(0x04, Buffer.from([isSigned ? 7 : 4])), integer(3));
  const signature = isSigned ? Buffer.alloc(24, 1) : "";
  const salt = isSigned ? Buffer.alloc(8, 1) : "";
  const security = ber(0x30, octets(engine), integer(0), integer(0), octets(user), octets(signature), octets(salt));
  const scoped = ber(0x30, octets(engine), octets(""), request);
  return ber(0x30, integer(3), header, ber(0x04, security), isSigned ? ber(0x04, scoped) : scoped);
}

/** What sends packets to an agent on loopback, and keeps what comes back. */
export function openManager(port: number) {
  const socket = createSocket("udp4");
  const answers: Buffer[] = [];
  socket.on("message", (bytes) => answers.push(bytes));
  return {
    answers,
    /** Resolves once the system has it. */
    send: (bytes: Buffer) => new Promise<void>((sent) => socket.send(bytes, port, "127.0.0.1", () => sent())),
    [Symbol.dispose]: () => void socket.close(),
  };
}

/** The engine that an agent names when it is asked for it; `undefined` for another answer. */
export function engineIn(answer: Buffer): Buffer | undefined {
  const engine = messageHead(answer)?.engine;
  return engine ? Buffer.from(engine, "hex") : undefined;
}
