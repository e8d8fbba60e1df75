import type { Clock } from "../../clock.ts";
import { createOutput, type TerminalOutput, type WireEntry } from "./at/output.ts";
import type { History } from "./history.ts";

/**
 * What joins the modem to a program: gives a port, takes it away, gives it again. When `plug` or `unplug` rejects, the
 * modem stays without a port until it is detached and attached again.
 */
export interface Cable {
  /** A port, open or closed; it is the modem's until `unplug`. */
  plug(): Promise<SerialPort>;
  /** The device disappears for the program. The port is closed already. */
  unplug(port: SerialPort): Promise<void>;
}

/** The modem's line: octets both ways, over ports that come and go. */
interface Line {
  /** Resolves once the port is open; rejects when it cannot be opened. */
  attach(cable: Cable): Promise<void>;
  /** Writes octets, one per `char`; nothing while there is no port. */
  put(text: string): void;
  /** The device disappears, and is back after `backMs`, or never when that is `undefined`. */
  unplug(backMs: number | undefined): void;
  /** Releases the port. Resolves when it is closed; never rejects. */
  detach(): Promise<void>;
  readonly attached: boolean;
}

interface LineOptions {
  clock: Clock;
  trace: History<WireEntry>;
  characterMs: number;
  /** Takes what a program wrote. */
  feed(bytes: Uint8Array): void;
  /** The modem has got a port, and with it power. */
  plugged(): void;
  unplugged(): void;
}

/**
 * A cable with one port. When somebody else unplugs and plugs a pair's end, or a tty comes back, its `connect` event
 * tells.
 */
function cableOf(port: SerialPort): Cable {
  const end = port as SerialPort & { plug?: () => void; unplug?: () => void };
  return {
    async plug() {
      end.plug?.();
      return port;
    },
    async unplug() {
      end.unplug?.();
    },
  };
}

/** A cable as it is, or one of a single port. */
export function cableTo(to: SerialPort | Cable): Cable {
  return "plug" in to && !("open" in to) ? to : cableOf(to as SerialPort);
}

export function createLine(options: LineOptions): Line {
  const { clock, trace } = options;
  let output: TerminalOutput | undefined;
  let serving: Promise<void> | undefined;
  let stopReading: (() => void) | undefined;
  let pulled: { backMs: number | undefined } | undefined;
  let closing = new AbortController();

  async function serve(cable: Cable, ready: () => void): Promise<void> {
    const { signal } = closing;
    while (!signal.aborted) {
      const port = await cable.plug();
      if (port.readable === null) await port.open({ baudRate: 115_200 });
      const writer = (port.writable as WritableStream<Uint8Array>).getWriter();
      output = createOutput(writer, { clock, trace, characterMs: options.characterMs, lost: () => stopReading?.() });
      options.plugged();
      ready();
      await readAll(port);
      output.close();
      output = undefined;
      writer.releaseLock();
      await closePort(port);
      options.unplugged();
      if (signal.aborted) return;
      await absence(cable, port, signal);
    }
  }

  /**
   * Reads until the port is lost or unplugged. A line error only ends one `readable`; reading goes on with the next.
   */
  async function readAll(port: SerialPort): Promise<void> {
    for (;;) {
      const { readable } = port;
      if (readable === null) return;
      const reader = readable.getReader();
      stopReading = () => void reader.cancel().catch(isPortError);
      try {
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          trace.push({ at: clock.now(), direction: "in", text: textOf(read.value) });
          options.feed(read.value);
        }
        return;
      } catch (error) {
        isPortError(error);
      } finally {
        stopReading = undefined;
        reader.releaseLock();
      }
    }
  }

  /** Resolves when the device may be plugged in again. */
  async function absence(cable: Cable, port: SerialPort, signal: AbortSignal): Promise<void> {
    const back = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => back.resolve(), { once: true });
    if (pulled) {
      const { backMs } = pulled;
      pulled = undefined;
      await cable.unplug(port);
      if (backMs !== undefined) clock.setTimer(backMs, back.resolve);
    } else if (port.connected) back.resolve();
    else port.addEventListener("connect", () => back.resolve(), { once: true });
    await back.promise;
  }

  return {
    attach(cable) {
      if (serving !== undefined) throw new DOMException("the simulated modem is attached already", "InvalidStateError");
      closing = new AbortController();
      return new Promise((resolve, reject) => {
        serving = serve(cable, resolve).catch(reject);
      });
    },
    put: (text) => output?.put(text),
    unplug(backMs) {
      if (output === undefined) return;
      pulled = { backMs };
      output.close();
      stopReading?.();
    },
    async detach() {
      closing.abort();
      stopReading?.();
      await serving;
      serving = undefined;
    },
    get attached() {
      return output !== undefined;
    },
  };
}

/** One `char` per octet; a TextDecoder of that name would read Windows-1252. */
const textOf = ({ buffer, byteOffset, length }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, length).toString("latin1");

/** Ports fail with a DOMException of the Web Serial API; anything else is a defect of the simulator. */
function isPortError(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
}

/** A port that was lost may be closed already. */
async function closePort(port: SerialPort): Promise<void> {
  try {
    await port.close();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
  }
}
