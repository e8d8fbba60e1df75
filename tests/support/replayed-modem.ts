import { createPortPair, parseTraceLine, readTraceFile, type TraceRecord } from "../../lib/modem/serial/index.ts";
import { createReplayedModem } from "../../lib/modem/simulator/index.ts";
import { createManualClock } from "./manual-clock.ts";
import { createTestModem } from "./started-modem.ts";

/**
 * The gateway's modem on a recorded one, both on one manual clock; not yet started. `finished` goes on in time until the
 * trace has passed, and rejects at the first thing that the gateway does otherwise.
 *
 * @param trace  a file of `aldis modem trace`, or its lines
 */
export async function createModemOnTrace(
  trace: string | readonly string[] | readonly TraceRecord[],
  options: Pick<Parameters<typeof createTestModem>[0] & object, "spec" | "dialects" | "pinMemory" | "store"> = {},
) {
  const clock = createManualClock();
  const [port, end] = createPortPair();
  const replay = createReplayedModem(await recordsOf(trace), { clock });
  await replay.attach(end);
  const started = await createTestModem({ ...options, clock, openPort: () => port });
  return { ...started, replay, finished: () => clock.runUntil(replay.finished) };
}

async function recordsOf(trace: string | readonly (string | TraceRecord)[]): Promise<TraceRecord[]> {
  if (typeof trace === "string") return Array.fromAsync(readTraceFile(trace));
  return trace.map((record) => (typeof record === "string" ? parseTraceLine(record) : record));
}
