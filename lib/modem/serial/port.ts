import type { Connection, Device } from "./device.ts";
import { invalidState, networkError, reasonOf } from "./errors.ts";
import { checkOptions } from "./options.ts";
import { PortReader } from "./port-reader.ts";
import { Transmitter } from "./transmitter.ts";

type State = "closed" | "opening" | "opened" | "closing" | "forgotten";
type Handler = ((this: SerialPort, event: Event) => void) | null;

interface Session {
  connection: Connection;
  receiver: PortReader;
  transmitter: Transmitter;
}

/**
 * A `SerialPort` as the W3C Web Serial API defines it, on any {@link Device}.
 *
 *     closed ──open──▶ opening ──▶ opened ──close──▶ closing ──▶ closed        any ──forget──▶ forgotten
 *
 * A lost device fires `disconnect`, fails both streams with "NetworkError" and leaves the port *opened* with null
 * streams, as the standard has it: `close` it, then `open` it again.
 */
export class DevicePort extends EventTarget implements SerialPort {
  onconnect: Handler = null;
  ondisconnect: Handler = null;
  readonly #device: Device;
  #state: State = "closed";
  #connected = true;
  #session: Session | undefined;
  /** Events are fired one after another, in the order in which things happened. */
  #announced: Promise<unknown> = Promise.resolve();

  constructor(device: Device) {
    super();
    this.#device = device;
    this.addEventListener("connect", (event) => this.onconnect?.call(this, event));
    this.addEventListener("disconnect", (event) => this.ondisconnect?.call(this, event));
  }

  /** False from the loss of the device until it is back. */
  get connected(): boolean {
    return this.#connected;
  }

  get readable(): ReadableStream<Uint8Array> | null {
    return this.#state === "opened" ? (this.#session?.receiver.stream ?? null) : null;
  }

  get writable(): WritableStream<Uint8Array> | null {
    return this.#state === "opened" ? (this.#session?.transmitter.stream ?? null) : null;
  }

  getInfo(): SerialPortInfo {
    return this.#device.info();
  }

  /** @throws InvalidStateError unless closed · TypeError for bad options · NetworkError if the device refuses */
  async open(options: SerialOptions): Promise<void> {
    if (this.#state !== "closed") throw invalidState(`the port cannot be opened while it is ${this.#state}`);
    const checked = checkOptions(options);
    this.#state = "opening";
    let connection: Connection;
    let lostEarly: DOMException | undefined;
    const lost = (error: DOMException) => {
      if (this.#session === undefined) lostEarly = error;
      else this.lose(error);
    };
    try {
      connection = await this.#device.open(checked, { lost });
    } catch (error) {
      if (this.#state === "opening") this.#state = "closed";
      throw error instanceof DOMException ? error : networkError(reasonOf(error));
    }
    if (this.#state !== "opening") {
      await connection.close();
      throw new DOMException("the port was forgotten while it was being opened", "AbortError");
    }
    const receiver = new PortReader(connection, checked.bufferSize);
    this.#session = { connection, receiver, transmitter: new Transmitter(connection, checked.bufferSize) };
    this.#state = "opened";
    void receiver.run();
    this.appear();
    if (lostEarly !== undefined) this.lose(lostEarly);
  }

  /**
   * Discards what is buffered in both directions and releases the device.
   *
   * @throws InvalidStateError unless open · TypeError while `readable` or `writable` is locked: cancel or release first
   */
  async close(): Promise<void> {
    const session = this.#session;
    if (this.#state !== "opened" || session === undefined) {
      throw invalidState(`the port cannot be closed while it is ${this.#state}`);
    }
    const readable = session.receiver.current;
    const writable = session.transmitter.current;
    if (readable?.locked) throw new TypeError("the port cannot be closed while its readable is locked");
    if (writable?.locked) throw new TypeError("the port cannot be closed while its writable is locked");
    this.#state = "closing";
    // Streams that fail while they end have told their users; the device is released in any case.
    await Promise.allSettled([readable?.cancel(), writable?.abort()]);
    await this.#release(session);
    if (this.#state === "closing") this.#state = "closed";
  }

  /** Closes the port if it is open, even with locked streams. It cannot be opened again. */
  async forget(): Promise<void> {
    const session = this.#session;
    this.#state = "forgotten";
    if (session === undefined) return;
    const error = new DOMException("the port was forgotten", "AbortError");
    session.receiver.stop(error);
    session.transmitter.lose(error);
    await this.#release(session);
  }

  /** @throws InvalidStateError unless open · NetworkError if the device has no such lines */
  async getSignals(): Promise<SerialInputSignals> {
    return this.#open("getSignals").connection.getSignals();
  }

  /**
   * @throws InvalidStateError unless open · TypeError without any signal · NetworkError if the device has no such lines
   */
  async setSignals(signals: SerialOutputSignals): Promise<void> {
    const { connection } = this.#open("setSignals");
    const { dataTerminalReady, requestToSend, break: breakSignal } = signals;
    if ([dataTerminalReady, requestToSend, breakSignal].every((signal) => signal === undefined)) {
      throw new TypeError("setSignals needs dataTerminalReady, requestToSend or break");
    }
    await connection.setSignals(signals);
  }

  /**
   * The device is gone, open or not; `disconnect` fires when the streams have failed. For makers of ports, not for
   * users.
   */
  lose(error: DOMException): void {
    const prepared = this.#session?.receiver.lose(error);
    this.#session?.transmitter.lose(error);
    if (!this.#connected) return;
    this.#connected = false;
    this.#announce("disconnect", prepared);
  }

  /** The device is back. For makers of ports, not for users. */
  appear(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.#announce("connect");
  }

  #open(call: string): Session {
    if (this.#state === "opened" && this.#session !== undefined) return this.#session;
    throw invalidState(`${call} needs an open port; this one is ${this.#state}`);
  }

  async #release(session: Session): Promise<void> {
    session.receiver.stop();
    await session.connection.close();
    if (this.#session === session) this.#session = undefined;
  }

  #announce(type: "connect" | "disconnect", after?: Promise<void>): void {
    this.#announced = Promise.all([this.#announced, after]).then(() => this.dispatchEvent(new Event(type)));
  }
}
