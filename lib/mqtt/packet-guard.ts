/**
 * Follows the packets of a stream by their fixed headers (MQTT 5 §2.1), and says when one is announced that is longer than
 * `most` bytes, or whose length is not written as it has to be. Nothing is kept of them.
 *
 * @returns takes bytes as they arrive; `true`: too much, and the connection is to end
 */
export function createPacketGuard(most: number): (bytes: Uint8Array) => boolean {
  /** Bytes of the packet in progress that are still to come. */
  let rest = 0;
  /** Of a header in progress: how many bytes of the length were read, and what they say; -1 before its first byte. */
  let read = -1;
  let length = 0;
  return (bytes) => {
    let at = 0;
    while (at < bytes.length) {
      if (rest > 0) {
        const skipped = Math.min(rest, bytes.length - at);
        rest -= skipped;
        at += skipped;
        continue;
      }
      const byte = bytes[at++] ?? 0;
      if (read === -1) {
        [read, length] = [0, 0];
        continue;
      }
      length += (byte & 0x7f) * 128 ** read;
      read++;
      if (length > most || (read === 4 && byte >= 0x80)) return true;
      if (byte < 0x80) [rest, read] = [length, -1];
    }
    return false;
  };
}
