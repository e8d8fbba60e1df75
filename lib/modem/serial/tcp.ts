import { createConnection, type Socket } from "node:net";
import type { Connection, ConnectionEvents, Device } from "./device.ts";
import { networkError, reasonOf } from "./errors.ts";
import { DevicePort } from "./port.ts";

/** 64 KiB of input are buffered while nobody reads; then the other side must wait. */
const HIGH_WATER = 64 * 1024;
/** 15 s: TCP's own probes detect a peer that vanished silently. */
const KEEP_ALIVE_MS = 15_000;

/**
 * A serial device behind a TCP server that passes bytes on as they are (ser2net in raw mode). Speed and framing are set
 * at the server; modem lines are not carried, so `getSignals` and `setSignals` fail.
 *
 * @param options.host  name or address
 * @param options.connectTimeoutMs  limit of `open`, 5 s if not given
 */
export function createTcpPort(options: { host: string; port: number; connectTimeoutMs?: number }): SerialPort {
  const { host, port, connectTimeoutMs = 5000 } = options;
  return new DevicePort(new TcpDevice(host, port, connectTimeoutMs));
}

class TcpDevice implements Device {
  readonly #host: string;
  readonly #port: number;
  readonly #connectTimeoutMs: number;

  constructor(host: string, port: number, connectTimeoutMs: number) {
    this.#host = host;
    this.#port = port;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  info(): SerialPortInfo {
    return {};
  }

  async open(_options: unknown, events: ConnectionEvents): Promise<Connection> {
    const name = `tcp://${this.#host.includes(":") ? `[${this.#host}]` : this.#host}:${this.#port}`;
    return new TcpConnection(await this.#connect(name), events, name);
  }

  #connect(name: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host: this.#host, port: this.#port });
      const limit = setTimeout(() => {
        socket.destroy();
        reject(networkError(`${name} did not answer within ${this.#connectTimeoutMs} ms`));
      }, this.#connectTimeoutMs);
      socket.on("error", (error) => {
        clearTimeout(limit);
        reject(networkError(`${name} cannot be reached: ${reasonOf(error)}`));
      });
      socket.once("connect", () => {
        clearTimeout(limit);
        socket.setNoDelay(true);
        socket.setKeepAlive(true, KEEP_ALIVE_MS);
        socket.pause();
        resolve(socket);
      });
    });
  }
}

/** Owns the socket and the bytes that were received and not read yet. */
class TcpConnection implements Connection {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #name: string;
  #arrived: Uint8Array[] = [];
  #size = 0;
  #state: "open" | "lost" | "closed" = "open";
  #gone: DOMException;
  #readerWake: (() => void) | undefined;
  #writeFailed: ((error: DOMException) => void) | undefined;

  constructor(socket: Socket, events: ConnectionEvents, name: string) {
    this.#socket = socket;
    this.#events = events;
    this.#name = name;
    this.#gone = networkError(`${name} is closed`);
    socket.on("data", (bytes: Buffer) => this.#arrive(bytes));
    socket.on("end", () => this.#lose(`${name} hung up`));
    socket.on("error", (error) => this.#lose(`${name} is lost: ${reasonOf(error)}`));
    socket.on("close", () => this.#lose(`${name} hung up`));
    socket.resume();
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const next = this.#arrived.shift();
      if (next !== undefined) {
        this.#size -= next.length;
        if (this.#size < HIGH_WATER && this.#state === "open") this.#socket.resume();
        return next;
      }
      if (this.#state !== "open") return undefined;
      await new Promise<void>((resolve) => {
        this.#readerWake = resolve;
      });
    }
  }

  /** Resolves when the system has taken the bytes, so that a slow line holds its writer back. */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#state !== "open") return reject(this.#gone);
      if (signal.aborted) return reject(signal.reason);
      const aborted = () => reject(signal.reason);
      signal.addEventListener("abort", aborted, { once: true });
      this.#writeFailed = reject;
      // A copy: what could not be sent at once stays in the socket, possibly after an aborted writer reuses its array.
      this.#socket.write(bytes.slice(), (error) => {
        signal.removeEventListener("abort", aborted);
        this.#writeFailed = undefined;
        if (error) reject(this.#state === "open" ? networkError(reasonOf(error)) : this.#gone);
        else resolve();
      });
    });
  }

  /** The operating system has everything written. */
  async drain(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
  }

  discardInput(): void {
    this.#arrived = [];
    this.#size = 0;
    if (this.#state === "open") this.#socket.resume();
  }

  /** What a TCP connection has accepted cannot be recalled. */
  discardOutput(): void {}

  async getSignals(): Promise<SerialInputSignals> {
    throw networkError(`${this.#name} does not carry modem lines (raw TCP)`);
  }

  async setSignals(_signals: SerialOutputSignals): Promise<void> {
    throw networkError(`${this.#name} does not carry modem lines (raw TCP)`);
  }

  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.discardInput();
    this.#wake();
    if (this.#socket.closed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once("close", () => resolve());
      this.#socket.destroy();
    });
  }

  #arrive(bytes: Uint8Array): void {
    this.#arrived.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= HIGH_WATER) this.#socket.pause();
    this.#wake();
  }

  #lose(message: string): void {
    if (this.#state !== "open") return;
    this.#state = "lost";
    this.#gone = networkError(message);
    this.#writeFailed?.(this.#gone);
    this.#events.lost(this.#gone);
    this.#wake();
  }

  #wake(): void {
    this.#readerWake?.();
    this.#readerWake = undefined;
  }
}
