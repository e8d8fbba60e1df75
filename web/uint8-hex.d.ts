/** What browsers have and TypeScript 5.9 does not know yet; `lib/pdu` uses it. */
interface Uint8Array {
  toHex(): string;
}
interface Uint8ArrayConstructor {
  fromHex(text: string): Uint8Array<ArrayBuffer>;
}
