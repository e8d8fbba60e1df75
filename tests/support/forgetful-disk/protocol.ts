/** The messages of the kernel's FUSE device (include/uapi/linux/fuse.h, version 7.31), little-endian. Pure. */

/** What the kernel asks for. */
export const OPCODE = {
  lookup: 1,
  forget: 2,
  getAttributes: 3,
  setAttributes: 4,
  makeFile: 8,
  makeDirectory: 9,
  unlink: 10,
  removeDirectory: 11,
  rename: 12,
  read: 15,
  write: 16,
  statistics: 17,
  release: 18,
  fsync: 20,
  init: 26,
  readDirectory: 28,
  fsyncDirectory: 30,
  interrupt: 36,
  destroy: 38,
  forgetMany: 42,
} as const;

export interface FuseRequest {
  readonly opcode: number;
  /** Goes back with the reply. */
  readonly unique: bigint;
  readonly nodeId: number;
  /** Follows the header; valid until the next request is read. */
  readonly body: Buffer;
}

/** `stat` of a file or directory. */
interface Attributes {
  id: number;
  size: number;
  mode: number;
  modifiedAtMs: number;
}

const HEADER = 40;
/** Octets of one write at most. */
const MOST_WRITTEN = 128 * 1024;
/** What a buffer for requests must hold: the longest is a write. */
export const LONGEST_REQUEST = HEADER + 40 + MOST_WRITTEN;
/** 1 h: nobody changes anything but by the kernel, so what it remembers stays right. */
const VALID_SECONDS = 3600n;
const BIG_WRITES = 1 << 5;
const WRITE_BACK_CACHE = 1 << 16;
const ATTRIBUTES = 88;

export function decodeRequest(message: Buffer): FuseRequest {
  return {
    opcode: message.readUInt32LE(4),
    unique: message.readBigUInt64LE(8),
    nodeId: Number(message.readBigUInt64LE(16)),
    body: message.subarray(HEADER, message.readUInt32LE(0)),
  };
}

/** A reply with content, or with an `errno`: positive, 0 for success. */
export function encodeReply(unique: bigint, content: { errno: number } | { body: Uint8Array }): Buffer {
  const { errno, body } = "body" in content ? { errno: 0, ...content } : { ...content, body: new Uint8Array(0) };
  const reply = Buffer.alloc(16 + body.length);
  reply.writeUInt32LE(reply.length, 0);
  reply.writeInt32LE(-errno, 4);
  reply.writeBigUInt64LE(unique, 8);
  reply.set(body, 16);
  return reply;
}

/**
 * The kernel keeps locks itself.
 *
 * @param options.isCached  writes come when the kernel pleases, at a sync at the latest; otherwise at once
 */
export function encodeInit({ isCached }: { isCached: boolean }): Buffer {
  const body = Buffer.alloc(64);
  body.writeUInt32LE(7, 0);
  body.writeUInt32LE(31, 4);
  body.writeUInt32LE(128 * 1024, 8);
  body.writeUInt32LE(BIG_WRITES | (isCached ? WRITE_BACK_CACHE : 0), 12);
  body.writeUInt32LE(MOST_WRITTEN, 20);
  body.writeUInt32LE(1, 24);
  return body;
}

/** The answer to lookup, makeFile and makeDirectory. */
export function encodeEntry(attributes: Attributes): Buffer {
  const body = Buffer.alloc(40 + ATTRIBUTES);
  body.writeBigUInt64LE(BigInt(attributes.id), 0);
  body.writeBigUInt64LE(VALID_SECONDS, 16);
  body.writeBigUInt64LE(VALID_SECONDS, 24);
  writeAttributes(body, 40, attributes);
  return body;
}

export function encodeAttributes(attributes: Attributes): Buffer {
  const body = Buffer.alloc(16 + ATTRIBUTES);
  body.writeBigUInt64LE(VALID_SECONDS, 0);
  writeAttributes(body, 16, attributes);
  return body;
}

function writeAttributes(body: Buffer, at: number, { id, size, mode, modifiedAtMs }: Attributes): void {
  body.writeBigUInt64LE(BigInt(id), at);
  body.writeBigUInt64LE(BigInt(size), at + 8);
  body.writeBigUInt64LE(BigInt(Math.ceil(size / 512)), at + 16);
  const seconds = BigInt(Math.floor(modifiedAtMs / 1000));
  for (const time of [24, 32, 40]) body.writeBigUInt64LE(seconds, at + time);
  for (const fraction of [48, 52, 56]) body.writeUInt32LE(Math.floor(modifiedAtMs % 1000) * 1_000_000, at + fraction);
  body.writeUInt32LE(mode, at + 60);
  body.writeUInt32LE(1, at + 64);
  body.writeUInt32LE(4096, at + 80);
}

/** What setAttributes changes. */
export function decodeChanges(body: Buffer): { size?: number; mode?: number; modifiedAtMs?: number } {
  const valid = body.readUInt32LE(0);
  return {
    ...(valid & 1 ? { mode: body.readUInt32LE(68) & 0o7777 } : {}),
    ...(valid & 8 ? { size: Number(body.readBigUInt64LE(16)) } : {}),
    ...(valid & 32 ? { modifiedAtMs: Number(body.readBigUInt64LE(40)) * 1000 + body.readUInt32LE(60) / 1e6 } : {}),
  };
}

/** Of read, write and readDirectory. */
export function decodeRange(body: Buffer): { at: number; length: number } {
  return { at: Number(body.readBigUInt64LE(8)), length: body.readUInt32LE(16) };
}

/** What a write writes. */
export const writtenData = (body: Buffer) => body.subarray(40);

export function encodeWritten(length: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt32LE(length, 0);
  return body;
}

/** Of makeFile and makeDirectory. */
export function decodeMake(body: Buffer, opcode: number): { name: string; mode: number } {
  const [name = ""] = decodeNames(body, opcode === OPCODE.makeFile ? 16 : 8);
  return { name, mode: body.readUInt32LE(0) };
}

export function decodeRename(body: Buffer): { directoryId: number; from: string; to: string } {
  const [from = "", to = ""] = decodeNames(body, 8);
  return { directoryId: Number(body.readBigUInt64LE(0)), from, to };
}

/** Names, each with a zero after it. */
export function decodeNames(body: Buffer, from = 0): string[] {
  return body.toString("utf8", from).split("\0");
}

/** Entries from the `at`-th on, as many as fit into `length`. */
export function encodeEntries(
  entries: readonly { name: string; id: number; mode: number }[],
  { at, length }: { at: number; length: number },
): Buffer {
  const parts: Buffer[] = [];
  let used = 0;
  for (const [offset, { name, id, mode }] of entries.slice(at).entries()) {
    const octets = Buffer.from(name);
    const entry = Buffer.alloc(Math.ceil((24 + octets.length) / 8) * 8);
    if (used + entry.length > length) break;
    entry.writeBigUInt64LE(BigInt(id), 0);
    entry.writeBigUInt64LE(BigInt(at + offset + 1), 8);
    entry.writeUInt32LE(octets.length, 16);
    entry.writeUInt32LE(mode >> 12, 20);
    entry.set(octets, 24);
    parts.push(entry);
    used += entry.length;
  }
  return Buffer.concat(parts);
}

/** 1 GiB, free. */
export function encodeStatistics(): Buffer {
  const body = Buffer.alloc(80);
  for (const blocks of [0, 8, 16]) body.writeBigUInt64LE(262_144n, blocks);
  for (const files of [24, 32]) body.writeBigUInt64LE(1_000_000n, files);
  body.writeUInt32LE(4096, 40);
  body.writeUInt32LE(255, 44);
  body.writeUInt32LE(4096, 48);
  return body;
}
