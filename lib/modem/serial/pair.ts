import type { Connection, ConnectionEvents, Device, OpenOptions } from "./device.ts";
import { networkError } from "./errors.ts";
import { DevicePort } from "./port.ts";

/** One end of a pair: a port, and what a person can do to its plug. */
export type PortEnd = SerialPort & {
  /** Pulls the plug: both ends are lost, and cannot be opened until `plug`. */
  unplug(): void;
  /** Puts the plug back: both ends can be opened again. */
  plug(): void;
  /** Makes this end's reading fail once, as a bad line would; reading then goes on with a new `readable`. */
  disturb(kind: "BreakError" | "FramingError" | "ParityError" | "BufferOverrunError"): void;
};

/**
 * Two ports joined in memory by a null-modem cable: what one writes the other reads; DTR of one is DSR and DCD of the
 * other, RTS is CTS. As on a real line, DTR and RTS rise with open and fall with close, and what is written while the
 * other end is closed is lost. A writer waits while the other end has 64 KiB that nobody has read.
 */
export function createPortPair(): [PortEnd, PortEnd] {
  const cable: Cable = { plugged: true };
  const left = new EndDevice(cable);
  const right = new EndDevice(cable);
  left.peer = right;
  right.peer = left;
  const ports: DevicePort[] = [];
  const unplug = () => {
    cable.plugged = false;
    for (const device of [left, right]) device.connection?.lose();
    for (const port of ports) port.lose(unplugged());
  };
  const plug = () => {
    cable.plugged = true;
    for (const port of ports) port.appear();
  };
  const createEnd = (device: EndDevice): PortEnd => {
    const port = new DevicePort(device);
    ports.push(port);
    return Object.assign(port, { unplug, plug, disturb: (kind: string) => device.connection?.disturb(kind) });
  };
  return [createEnd(left), createEnd(right)];
}

/** 64 KiB, about what a pipe of Linux holds. */
const CAPACITY = 64 * 1024;

const unplugged = () => networkError("the cable was unplugged");

interface Cable {
  plugged: boolean;
}

class EndDevice implements Device {
  readonly #cable: Cable;
  peer: EndDevice | undefined;
  connection: EndConnection | undefined;

  constructor(cable: Cable) {
    this.#cable = cable;
  }

  info(): SerialPortInfo {
    return {};
  }

  async open(_options: OpenOptions, events: ConnectionEvents): Promise<Connection> {
    if (!this.#cable.plugged) throw networkError("the cable is unplugged");
    this.connection = new EndConnection(this, events);
    return this.connection;
  }
}

/** Owns the bytes on their way to this end, and the lines that this end drives. */
class EndConnection implements Connection {
  dataTerminalReady = true;
  requestToSend = true;
  readonly #end: EndDevice;
  readonly #events: ConnectionEvents;
  arrived: (Uint8Array | DOMException)[] = [];
  #size = 0;
  #over = false;
  #readerWake: (() => void) | undefined;
  /** Writers of the other end that wait for room here. */
  #roomWakes: (() => void)[] = [];

  constructor(end: EndDevice, events: ConnectionEvents) {
    this.#end = end;
    this.#events = events;
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const next = this.arrived.shift();
      if (next instanceof DOMException) throw next;
      if (next !== undefined) {
        this.#size -= next.length;
        this.wakeWriters();
        return next;
      }
      if (this.#over) return undefined;
      await new Promise<void>((resolve) => {
        this.#readerWake = resolve;
      });
    }
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    for (let offset = 0; offset < bytes.length; offset += CAPACITY) {
      const other = await this.#otherWithRoom(signal);
      other?.arrive(bytes.slice(offset, offset + CAPACITY));
    }
  }

  async #otherWithRoom(signal: AbortSignal): Promise<EndConnection | undefined> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#over) throw unplugged();
      const other = this.#end.peer?.connection;
      if (other === undefined || other.#size < CAPACITY) return other;
      await other.#room(signal);
    }
  }

  #room(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#roomWakes.push(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  arrive(item: Uint8Array | DOMException): void {
    this.arrived.push(item);
    if (item instanceof Uint8Array) this.#size += item.length;
    this.#readerWake?.();
  }

  disturb(kind: string): void {
    this.arrive(new DOMException(`${kind} on the line`, kind));
  }

  /** Memory has no transmit buffer: everything written has arrived. */
  async drain(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
  }

  discardInput(): void {
    this.arrived = [];
    this.#size = 0;
    this.wakeWriters();
  }

  discardOutput(): void {}

  async getSignals(): Promise<SerialInputSignals> {
    this.#mustBePlugged();
    const other = this.#end.peer?.connection;
    const ready = other?.dataTerminalReady ?? false;
    return {
      dataCarrierDetect: ready,
      dataSetReady: ready,
      clearToSend: other?.requestToSend ?? false,
      ringIndicator: false,
    };
  }

  /** A break of any length is one break for the other end. */
  async setSignals(signals: SerialOutputSignals): Promise<void> {
    this.#mustBePlugged();
    this.dataTerminalReady = signals.dataTerminalReady ?? this.dataTerminalReady;
    this.requestToSend = signals.requestToSend ?? this.requestToSend;
    if (signals.break === true) this.#end.peer?.connection?.disturb("BreakError");
  }

  #mustBePlugged(): void {
    if (this.#over) throw unplugged();
  }

  /** What has arrived stays readable. */
  lose(): void {
    this.#finish();
    this.#events.lost(unplugged());
  }

  async close(): Promise<void> {
    this.discardInput();
    this.#finish();
  }

  #finish(): void {
    this.#over = true;
    if (this.#end.connection === this) this.#end.connection = undefined;
    this.#readerWake?.();
    this.wakeWriters();
    // A writer of this end that waits for room at the other end must notice the end.
    this.#end.peer?.connection?.wakeWriters();
  }

  wakeWriters(): void {
    const wakes = this.#roomWakes;
    this.#roomWakes = [];
    for (const wake of wakes) wake();
  }
}
