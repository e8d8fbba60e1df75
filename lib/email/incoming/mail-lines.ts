/** What takes a mail line by line. */
interface LineTaker {
  /**
   * Asked at the beginning of each line: takes what it can tell to be whole lines from there on, and gives where the next one begins;
   * `from` itself, when the next line is to be given by {@link line}.
   */
  passOver(chunk: Buffer, from: number): number;
  /** A line with its end, or the beginning of one that is too long. */
  line(line: Buffer): void;
  /** What belongs to the line before. */
  rest(piece: Buffer): void;
  /** Nothing further is needed. */
  isDone(): boolean;
}

export const NEW_LINE = 0x0a;
/** 1,024 bytes of a line that is longer are enough to tell a boundary, which has up to 70 (RFC 2046 §5.1.1). */
const LONGEST_HELD = 1_024;

/** Makes what cuts chunks of any size into lines. It holds no more than the beginning of one. */
export function createMailLines(taker: LineTaker): { push(chunk: Buffer): void; end(): void } {
  let held: Buffer = Buffer.alloc(0);
  let inLongLine = false;

  /** Takes a piece that ends with its line, or with the chunk. */
  function take(piece: Buffer, isWhole: boolean): void {
    if (inLongLine) {
      taker.rest(piece);
      inLongLine = !isWhole;
      return;
    }
    const line = held.length === 0 ? piece : Buffer.concat([held, piece]);
    held = Buffer.alloc(0);
    if (isWhole) taker.line(line);
    else if (line.length <= LONGEST_HELD) held = Buffer.from(line);
    else {
      taker.line(line);
      inLongLine = true;
    }
  }

  return {
    push(chunk) {
      let from = 0;
      while (from < chunk.length && !taker.isDone()) {
        const passed = inLongLine || held.length > 0 ? from : taker.passOver(chunk, from);
        if (passed > from) {
          from = passed;
          continue;
        }
        const end = chunk.indexOf(NEW_LINE, from);
        const piece = chunk.subarray(from, end === -1 ? chunk.length : end + 1);
        from += piece.length;
        take(piece, end !== -1);
      }
    },
    end() {
      if (held.length > 0 && !taker.isDone()) taker.line(held);
    },
  };
}
