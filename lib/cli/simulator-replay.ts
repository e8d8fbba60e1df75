import { readTraceFile, type TraceRecord } from "../modem/serial/index.ts";
import { createReplayedModem } from "../modem/simulator/index.ts";
import { CliError } from "./error.ts";
import { aborted, type CommandIo } from "./io.ts";
import { attempt, ptyCable } from "./pty-cable.ts";

/**
 * `aldis simulator --replay FILE`: a recorded modem on a pseudo-terminal, until the signal aborts. Prints one line once
 * programs can open the link, and one when the whole trace has passed.
 *
 * @returns the exit status
 * @throws CliError kind "failed" when the file is no trace, the link cannot be had, or the program deviates from the trace
 */
export async function replayTrace(
  { pty, replay, paced = false }: { pty: string; replay: string; paced?: boolean | undefined },
  { out, signal }: Pick<CommandIo, "out" | "signal">,
): Promise<number> {
  await using started = new AsyncDisposableStack();
  const records = await attempt(`the trace ${replay} cannot be read`, () => Array.fromAsync(readTraceFile(replay)));
  if (records.length === 0) throw new CliError("failed", `the trace ${replay} is empty`);
  const terminals = ptyCable(pty);
  started.defer(() => terminals.close());
  const modem = createReplayedModem(records, { paced });
  started.defer(() => modem.close());
  await attempt(`no pseudo-terminal at ${pty}`, () => modem.attach(terminals));
  out.write(`replayed modem (${describe(records)}) ready at ${pty}\n`);
  const stopped = aborted(signal).then(() => "stopped" as const);
  const ended = await attempt("the program does something else than the recorded one", () =>
    Promise.race([stopped, modem.finished]),
  );
  if (ended === "stopped") return 0;
  out.write("the whole trace has passed; the modem is silent from now on\n");
  await stopped;
  return 0;
}

function describe(records: readonly TraceRecord[]): string {
  const began = new Date(records[0]?.at ?? 0).toISOString().slice(0, 19);
  return `${records.length} records, from ${began}Z`;
}
