/** IANA numbers of the character sets that telephones use in MMS headers; an unknown one is read as UTF-8. */
const LATIN: readonly number[] = [3, 4];
const UCS2 = 1000;
const UTF8 = 106;
const QUOTE = 0x7f;
const LENGTH_QUOTE = 31;

/** Primitive values of WAP-230-WSP §8.4.2. A value that is cut off is read as far as possible; nothing throws. */
export class WapReader {
  readonly octets: Uint8Array;
  at = 0;

  constructor(octets: Uint8Array) {
    this.octets = octets;
  }

  get atEnd(): boolean {
    return this.at >= this.octets.length;
  }

  peek(): number | undefined {
    return this.octets[this.at];
  }

  octet(): number | undefined {
    return this.octets[this.at++];
  }

  /** Seven bits per octet; the upper bit says that another follows. */
  uintvar(): number {
    let value = 0;
    for (let count = 0; count < 5; count++) {
      const octet = this.octet() ?? 0;
      value = value * 128 + (octet & 0x7f);
      if ((octet & 0x80) === 0) break;
    }
    return value;
  }

  valueLength(): number {
    const first = this.octet() ?? 0;
    return first === LENGTH_QUOTE ? this.uintvar() : Math.min(first, LENGTH_QUOTE - 1);
  }

  /** Up to its NUL; UCS2 up to its NUL of two octets. */
  text(charset: number = UTF8): string {
    if (charset !== UCS2) return decoded(this.untilNul(), charset);
    const { at } = this;
    while (!this.atEnd && (this.octets[this.at] !== 0 || this.octets[this.at + 1] !== 0)) this.at += 2;
    const octets = this.octets.subarray(at, this.at);
    this.at += 2;
    return decoded(octets, UCS2);
  }

  /** The text that begins elsewhere, up to `most` octets of it. The place stays. */
  textAt(start: number, { charset, most }: { charset: number; most: number }): string {
    return new WapReader(this.octets.subarray(start, start + most)).text(charset);
  }

  skip(octets: number): void {
    this.at += octets;
  }

  /** All that follows, read as UTF-8. */
  rest(): string {
    const octets = this.octets.subarray(this.at);
    this.at = this.octets.length;
    return decoded(octets, UTF8);
  }

  /** A text, optionally preceded by its length and character set. */
  encodedString(): string | undefined {
    const first = this.peek();
    if (first === undefined) return undefined;
    if (first > LENGTH_QUOTE) return this.text();
    const end = this.valueLength() + this.at;
    const charset = (this.peek() ?? 0) >= 0x80 ? (this.octet() ?? 0) & 0x7f : (this.longInteger() ?? 0);
    const octets = this.octets.subarray(this.at, Math.max(this.at, end));
    this.at = end;
    return decoded(charset === UCS2 ? octets : withoutQuote(octets), charset).replace(/\0+$/, "");
  }

  /** `undefined` when it is longer than a number can be. */
  longInteger(): number | undefined {
    const length = this.octet() ?? 0;
    const octets = this.octets.subarray(this.at, this.at + length);
    this.at += length;
    return length > 6 ? undefined : octets.reduce((value, octet) => value * 256 + octet, 0);
  }

  /** Skips a value; its first octet tells its kind, §8.4.1.2. */
  skipValue(): void {
    const first = this.peek() ?? 0;
    if (first >= 0x80) this.at++;
    else if (first > LENGTH_QUOTE) this.untilNul();
    else this.at = this.valueLength() + this.at;
  }

  private untilNul(): Uint8Array {
    const found = this.octets.indexOf(0, this.at);
    const end = found === -1 ? this.octets.length : found;
    const octets = this.octets.subarray(this.at, end);
    this.at = end + 1;
    return withoutQuote(octets);
  }
}

/** A quote precedes a text whose first octet has its upper bit set. */
const withoutQuote = (octets: Uint8Array) => (octets[0] === QUOTE ? octets.subarray(1) : octets);

function decoded(octets: Uint8Array, charset: number): string {
  if (charset === UCS2) {
    return Buffer.from(octets.subarray(0, octets.length & ~1))
      .swap16()
      .toString("utf16le")
      .toWellFormed();
  }
  return LATIN.includes(charset) ? Buffer.from(octets).toString("latin1") : new TextDecoder().decode(octets);
}
