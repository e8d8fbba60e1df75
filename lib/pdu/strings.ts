/**
 * Strings from code units, several times faster than `String.fromCharCode` for the lengths of a message. `latin1` is
 * windows-1252, which differs from Latin-1 only in 80–9F, and none of our alphabets has those.
 */
const latin1 = new TextDecoder("latin1");
const utf16 = new TextDecoder("utf-16le", { ignoreBOM: true });

/** Of units below 80 or of A0–FF. */
export const stringOfLatin1 = (units: Uint8Array): string => latin1.decode(units);

/** Of units without lone surrogates, which a decoder would replace. */
export const stringOfUtf16 = (units: Uint16Array): string => utf16.decode(units);

/** Of any units, lone surrogates kept. */
export const stringOfUnits = (units: Uint16Array): string => String.fromCharCode(...units);
