import { type Clock, systemClock } from "../../../clock.ts";
import type { TraceRecord } from "../../serial/index.ts";
import { SimulatorError } from "../error.ts";
import { createHistory } from "../history.ts";
import { type Cable, cableTo, createLine } from "../line.ts";
import { createScript } from "./script.ts";

/** A modem that answers as a recorded one did, as long as the program writes what it wrote then. */
export interface ReplayedModem {
  /** Answers on this port, or on the ports this cable gives, until `close`. @throws what `open` of the port throws */
  attach(port: SerialPort | Cable): Promise<void>;
  /**
   * Resolves at the end of the trace; the modem is silent from then on. Rejects at the first deviation.
   *
   * @throws SimulatorError kind "deviation" with what was expected, what came, and where
   */
  readonly finished: Promise<void>;
  /** Closes and releases the port. Never rejects. */
  close(): Promise<void>;
}

/**
 * Makes a modem from the records of `aldis modem trace`. The program's output is compared octet by octet, however it
 * is split; each recorded answer follows as soon as everything before it has arrived.
 *
 * @param options.paced  keeps the recorded pauses before answers; without it, answers come at once
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
      if (!heard.ok) return end.reject(new SimulatorError("deviation", heard.problem));
      waiting = heard.value;
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
