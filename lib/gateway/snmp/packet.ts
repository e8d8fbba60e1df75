/** Tags of BER (X.690 §8.1.2) in the head of a message. */
const [INTEGER, OCTETS, SEQUENCE] = [0x02, 0x04, 0x30];
/** RFC 1901 §3, RFC 3412 §6. */
const [VERSION_2C, VERSION_3] = [1, 3];

/**
 * What a message says of itself before it is decrypted: the engine that one of v3 is for (RFC 3412 §6, RFC 3414 §2.4), in
 * hexadecimal, and "" when it asks for that. `undefined` when it cannot be read, or is of another version than 2c and 3. Pure.
 */
export function messageHead(bytes: Buffer): { engine?: string } | undefined {
  try {
    const head = readerOf(bytes);
    head.open(SEQUENCE);
    const version = head.take(INTEGER);
    // Of up to 6 octets; leading ones that are 0 count for nothing.
    const number = version.readIntBE(0, version.byteLength);
    if (number === VERSION_2C) return {};
    // Of v1, whose managers do not understand the answers of v2c, and of what there is not.
    if (number !== VERSION_3) return undefined;
    head.open(SEQUENCE);
    for (const tag of [INTEGER, INTEGER, OCTETS, INTEGER]) head.take(tag);
    const security = readerOf(head.take(OCTETS));
    security.open(SEQUENCE);
    return { engine: security.take(OCTETS).toString("hex") };
  } catch {
    return undefined;
  }
}

/** Reads one element after the other, as the package does, so that both find the same. */
function readerOf(bytes: Buffer) {
  let at = 0;
  /** @throws RangeError past the end, or at another tag */
  function open(tag: number): number {
    if (bytes.readUInt8(at++) !== tag) throw new RangeError("another element");
    const first = bytes.readUInt8(at++);
    if (first < 0x80) return first;
    // Two octets of length: more than any packet that is looked at.
    const octets = first & 0x7f;
    if (octets !== 1 && octets !== 2) throw new RangeError("too long");
    const length = bytes.readUIntBE(at, octets);
    at += octets;
    return length;
  }
  return {
    open,
    take(tag: number): Buffer {
      const length = open(tag);
      if (at + length > bytes.byteLength) throw new RangeError("past the end");
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
}
