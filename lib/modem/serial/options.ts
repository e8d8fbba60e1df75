import type { OpenOptions } from "./device.ts";

/** As large as browsers allow. */
const LARGEST_BUFFER = 16 * 1024 * 1024;
/** The highest rate that fits an unsigned 32-bit speed field of termios. */
const HIGHEST_BAUD_RATE = 0xffff_ffff;

/**
 * Checks the options of `open` and fills in the defaults of the Web Serial API: 8 data bits, no parity, 1 stop bit,
 * 255 octets of buffer, no flow control.
 *
 * @throws TypeError that names the option and its value
 */
export function checkOptions(options: SerialOptions): OpenOptions {
  if (typeof options !== "object" || options === null) throw new TypeError("open needs options with a baudRate");
  const { baudRate, dataBits = 8, stopBits = 1, parity = "none", bufferSize = 255, flowControl = "none" } = options;
  wholeNumber("baudRate", baudRate, HIGHEST_BAUD_RATE);
  wholeNumber("bufferSize", bufferSize, LARGEST_BUFFER);
  oneOf("dataBits", dataBits, [7, 8]);
  oneOf("stopBits", stopBits, [1, 2]);
  oneOf("parity", parity, ["none", "even", "odd"]);
  oneOf("flowControl", flowControl, ["none", "hardware"]);
  return { baudRate, dataBits, stopBits, parity, bufferSize, flowControl };
}

function wholeNumber(name: string, value: unknown, highest: number): void {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > highest) {
    throw new TypeError(`${name} must be a whole number from 1 to ${highest}, not ${String(value)}`);
  }
}

function oneOf(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (!allowed.includes(value)) throw new TypeError(`${name} must be ${allowed.join(" or ")}, not ${String(value)}`);
}
