import { type Clock, systemClock } from "../../../clock.ts";
import type { TraceRecord } from "../../serial/index.ts";
import { SimulatorError } from "../error.ts";
import { createHistory } from "../history.ts";
import { type Cable, cableTo, createLine } from "../line.ts";
import { createScript } from "./script.ts";

/** A modem that says what a recorded one said, as long as the program says what it said then. */
export interface ReplayedModem {
  /** Answers on this port, or on the ports this cable gives, until `close`. @throws what `open` of the port throws */
  attach(port: SerialPort | Cable): Promise<void>;
  /**
   * Resolves when the whole trace has passed; the modem is silent from then on. Rejects at the first deviation.
   *
   * @throws SimulatorError kind "deviation" with what was expected, what came, and where
   */
  readonly finished: Promise<void>;
  /** Closes the port and gives it back. Never rejects. */
  close(): Promise<void>;
}

/**
 * Makes a modem from the records of `aldis modem trace`. What the program writes is compared octet by octet, in
 * whatever
 * pieces it comes; what the modem said then follows as soon as everything in front of it has come.
 *
 * @param options.paced  keep the recorded pauses in front of what the modem says; at once when left out
 */
export function createReplayedModem(
  records: readonly TraceRecord[],
  options: { clock?: Clock; paced?: boolean } = {},
): ReplayedModem {
  const { clock = systemClock, paced = false } = options;
  const script = createScript(records.filter(({ data }) => data.length > 0));
  const end = Promise.withResolvers<void>();
  // Whoever is interested waits for it; a replay that nobody waits for must not end the process.
  end.promise.catch(() => undefined);
  const closing = new AbortController();
  let waiting = "";
  let going = false;

  const line = createLine({
    clock,
    trace: createHistory(0),
    characterMs: 0,
    feed(bytes) {
      waiting += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
      void goOn();
    },
    plugged: () => void goOn(),
    unplugged: () => undefined,
  });

  /** One at a time; it owns `waiting` and the script. */
  async function goOn(): Promise<void> {
    if (going) return;
    going = true;
    for (;;) {
      const due = script.due();
      if (due !== undefined) {
        if (paced && due.pauseMs > 0) await clock.sleep(due.pauseMs, closing.signal).catch(() => undefined);
        if (closing.signal.aborted) return;
        line.put(due.text);
        script.said();
        continue;
      }
      const heard = script.hear(waiting);
      if ("deviation" in heard) return end.reject(new SimulatorError("deviation", heard.deviation));
      waiting = heard.rest;
      if (script.due() === undefined) break;
    }
    if (script.ended) end.resolve();
    going = false;
  }

  return {
    attach: (port) => line.attach(cableTo(port)),
    finished: end.promise,
    async close() {
      closing.abort();
      await line.detach();
    },
  };
}
