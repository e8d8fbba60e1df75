import { expect, test } from "bun:test";
import type { OpenOptions } from "../../../lib/modem/serial/device.ts";
import { linuxTermios, macTermios, type TermiosLayout } from "../../../lib/modem/serial/termios.ts";

const PLAIN: OpenOptions = {
  baudRate: 115_200,
  dataBits: 8,
  stopBits: 1,
  parity: "none",
  bufferSize: 255,
  flowControl: "none",
};

function raw(layout: TermiosLayout, changes: Partial<OpenOptions> = {}, before = 0): DataView {
  const settings = new Uint8Array(layout.size).fill(before);
  layout.makeRaw(settings, { ...PLAIN, ...changes });
  return new DataView(settings.buffer);
}

/** asm-generic/termbits.h: CS8 | CREAD | CLOCAL | BOTHER. */
const LINUX_PLAIN = 0x30 | 0x80 | 0x800 | 0x1000;

test("Linux: raw, 8 data bits, the rate as a number, one octet ends a read", () => {
  const settings = raw(linuxTermios);
  const words = [0, 4, 8, 12].map((offset) => settings.getUint32(offset, true));
  expect(words).toEqual([0x1, 0, LINUX_PLAIN, 0]);
  expect([settings.getUint8(17 + 6), settings.getUint8(17 + 5)]).toEqual([1, 0]);
  expect([settings.getUint32(36, true), settings.getUint32(40, true)]).toEqual([115_200, 115_200]);
});

test.each([
  [{ dataBits: 7 }, LINUX_PLAIN & ~0x10],
  [{ stopBits: 2 }, LINUX_PLAIN | 0x40],
  [{ parity: "even" }, LINUX_PLAIN | 0x100],
  [{ parity: "odd" }, LINUX_PLAIN | 0x100 | 0x200],
  [{ flowControl: "hardware" }, (LINUX_PLAIN | 0x8000_0000) >>> 0],
] as [Partial<OpenOptions>, number][])("Linux: %j", (changes, flags) => {
  expect(raw(linuxTermios, changes).getUint32(8, true)).toBe(flags);
});

test("Linux: parity, stop bits and speed of before do not stay; hang-up on close and unknown bits do", () => {
  const HUPCL = 0x400;
  expect(raw(linuxTermios, {}, 0xff).getUint32(8, true) & 0xffff).toBe((LINUX_PLAIN & 0xffff) | HUPCL | 0xe000);
});

test.each([9600, 115_200, 230_400, 460_800, 921_600, 3_000_000])("Linux and macOS: %d baud", (baudRate) => {
  expect(raw(linuxTermios, { baudRate }).getUint32(40, true)).toBe(baudRate);
  expect(raw(macTermios, { baudRate }).getBigUint64(64, true)).toBe(BigInt(baudRate));
});

test("macOS: raw, 8 data bits, wide words, one octet ends a read", () => {
  const settings = raw(macTermios, { stopBits: 2, parity: "odd", flowControl: "hardware" }, 0);
  const words = [0, 8, 16, 24].map((offset) => settings.getBigUint64(offset, true));
  const control = 0x300 | 0x400 | 0x800 | 0x1000 | 0x2000 | 0x8000 | 0x30000;
  expect(words).toEqual([1n, 0n, BigInt(control), 0n]);
  expect([settings.getUint8(32 + 16), settings.getUint8(32 + 17)]).toEqual([1, 0]);
  expect(settings.getBigUint64(56, true)).toBe(115_200n);
});
