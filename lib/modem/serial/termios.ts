import type { OpenOptions } from "./device.ts";

/**
 * The kernel's line settings as bytes: where the fields lie and what the bits are, for Linux (`struct termios2`, the
 * same on x64 and arm64) and macOS (`struct termios` of 64-bit systems). Pure, so that both can be tested anywhere.
 */
export interface TermiosLayout {
  /** Octets of the structure. */
  size: number;
  /** Makes settings raw, with the requested speed and framing; other fields are left alone. */
  makeRaw(settings: Uint8Array, options: OpenOptions): void;
}

interface Bits {
  /** Octets of a flag word. */
  word: 4 | 8;
  controlCharacters: number;
  vmin: number;
  vtime: number;
  inputSpeed: number;
  outputSpeed: number;
  size: number;
  ignoreBreak: number;
  sizeMask: number;
  size7: number;
  size8: number;
  stop2: number;
  receiverOn: number;
  parity: number;
  odd: number;
  noModemControl: number;
  hardwareFlow: number;
  /** Also cleared: older encodings of the speed, mark parity. */
  otherMask: number;
  /** Set to say "the speed fields hold the rate itself". */
  otherSpeed: number;
}

/** asm-generic/termbits.h; BOTHER lets any rate be written as a number. */
const LINUX: Bits = {
  word: 4,
  controlCharacters: 17,
  vtime: 5,
  vmin: 6,
  inputSpeed: 36,
  outputSpeed: 40,
  size: 44,
  ignoreBreak: 0o1,
  sizeMask: 0o60,
  size7: 0o40,
  size8: 0o60,
  stop2: 0o100,
  receiverOn: 0o200,
  parity: 0o400,
  odd: 0o1000,
  noModemControl: 0o4000,
  hardwareFlow: 0x8000_0000,
  otherMask: 0o010017 | (0o010017 << 16) | 0x4000_0000,
  otherSpeed: 0o010000,
};

/** sys/termios.h of macOS; speeds are plain numbers. */
const MAC: Bits = {
  word: 8,
  controlCharacters: 32,
  vmin: 16,
  vtime: 17,
  inputSpeed: 56,
  outputSpeed: 64,
  size: 72,
  ignoreBreak: 0x1,
  sizeMask: 0x300,
  size7: 0x200,
  size8: 0x300,
  stop2: 0x400,
  receiverOn: 0x800,
  parity: 0x1000,
  odd: 0x2000,
  noModemControl: 0x8000,
  hardwareFlow: 0x30000,
  otherMask: 0,
  otherSpeed: 0,
};

export const linuxTermios: TermiosLayout = layoutOf(LINUX);
export const macTermios: TermiosLayout = layoutOf(MAC);

function layoutOf(bits: Bits): TermiosLayout {
  return { size: bits.size, makeRaw: (settings, options) => makeRaw(settings, options, bits) };
}

function makeRaw(settings: Uint8Array, options: OpenOptions, bits: Bits): void {
  const view = new DataView(settings.buffer, settings.byteOffset, settings.byteLength);
  const [input, output, control, local] = [0, bits.word, 2 * bits.word, 3 * bits.word];
  // Bytes pass unchanged: no line editing, echo, signals or translation. A break is not a NUL.
  writeWord(view, input, bits.ignoreBreak, bits);
  writeWord(view, output, 0, bits);
  writeWord(view, local, 0, bits);
  const replaced =
    bits.sizeMask | bits.stop2 | bits.parity | bits.odd | bits.hardwareFlow | bits.otherMask | bits.noModemControl;
  const flags = view.getUint32(control, true) & ~replaced;
  writeWord(view, control, flags | controlFlags(options, bits), bits);
  // One octet is enough for a read to return: with 0 an idle line would look like the end of the file.
  settings[bits.controlCharacters + bits.vmin] = 1;
  settings[bits.controlCharacters + bits.vtime] = 0;
  for (const speed of [bits.inputSpeed, bits.outputSpeed]) writeWord(view, speed, options.baudRate, bits);
}

function controlFlags(options: OpenOptions, bits: Bits): number {
  let flags = bits.receiverOn | bits.noModemControl | bits.otherSpeed;
  flags |= options.dataBits === 7 ? bits.size7 : bits.size8;
  if (options.stopBits === 2) flags |= bits.stop2;
  if (options.parity !== "none") flags |= bits.parity;
  if (options.parity === "odd") flags |= bits.odd;
  if (options.flowControl === "hardware") flags |= bits.hardwareFlow;
  return flags;
}

function writeWord(view: DataView, offset: number, value: number, bits: Bits): void {
  view.setUint32(offset, value >>> 0, true);
  if (bits.word === 8) view.setUint32(offset + 4, 0, true);
}
