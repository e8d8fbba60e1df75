/**
 * The layer below a port: the part that differs between a tty, a TCP connection and a pair in memory. The rules of the
 * Web Serial API, which are the same for all, are in port.ts.
 */

/** Options of `open` with every default filled in. */
export type OpenOptions = Required<{ [Key in keyof SerialOptions]: NonNullable<SerialOptions[Key]> }>;

/** What a connection reports to its port. */
export interface ConnectionEvents {
  /** The device is gone for good; called at most once, and not after `close`. */
  lost(error: DOMException): void;
}

/** Something that can be opened, again and again. */
export interface Device {
  info(): SerialPortInfo;
  /** @throws DOMException "NetworkError" with the reason */
  open(options: OpenOptions, events: ConnectionEvents): Promise<Connection>;
}

/**
 * An open device. After it is lost, `read` returns the bytes that had arrived and then undefined; after `close` it
 * resolves with undefined at once. A pending `write` and every later one reject.
 */
export interface Connection {
  /**
   * The next bytes, in a new array that the caller owns. One call at a time.
   *
   * @throws DOMException for an error after which reading can go on: "BreakError", "FramingError", "ParityError",
   *   "BufferOverrunError" or "UnknownError"
   */
  read(): Promise<Uint8Array | undefined>;
  /**
   * Resolves when the device has taken every byte. One call at a time.
   *
   * @throws the signal's reason, or DOMException "NetworkError" when the device is lost
   */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Resolves when everything written has been transmitted. @throws the signal's reason */
  drain(signal: AbortSignal): Promise<void>;
  /** Discards what was received and not read yet. @throws DOMException "NetworkError" when the device is lost */
  discardInput(): void | Promise<void>;
  /** Discards what was written and not transmitted yet. @throws DOMException "NetworkError" when the device is lost */
  discardOutput(): void | Promise<void>;
  /** @throws DOMException "NetworkError" if the device has no such lines */
  getSignals(): Promise<SerialInputSignals>;
  /** @throws DOMException "NetworkError" if the device has no such lines */
  setSignals(signals: SerialOutputSignals): Promise<void>;
  /** Releases every resource; never rejects. */
  close(): Promise<void>;
}
