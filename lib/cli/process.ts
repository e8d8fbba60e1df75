import { constants } from "node:os";
import { basename, delimiter, dirname, relative } from "node:path";
import { systemClock, within } from "../clock.ts";
import type { CommandIo } from "./io.ts";
import { createProcessOutput } from "./output.ts";

/** A program that broke: `EX_SOFTWARE` of sysexits. */
const CRASHED = 70;
const OUTPUT_FAILED = 1;
/** 5 s for the last output to leave: a reader that has stalled must not keep the process alive. */
const FLUSH_LIMIT_MS = 5000;
/** 100 ms: Ctrl-C under npm arrives twice, once from the terminal, once passed on by npm; a person is slower. */
const ECHO_MS = 100;

/**
 * Runs the command line of this process and ends it with the command's exit status; 70 for an error that nobody
 * handled. SIGTERM and SIGINT end a command at once unless it has asked for `io.signal`: then the first one aborts
 * that, and the second ends at once. Never rejects: the process ends.
 */
export async function runAsProcess(run: (args: readonly string[], io: CommandIo) => Promise<number>): Promise<never> {
  // Everything that is written is for the owner alone: databases, keys, traces.
  process.umask(0o077);
  const out = createProcessOutput(1);
  const err = createProcessOutput(2);

  let report = (error: unknown): void => {
    err.write(`aldis: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  };
  const crash = (error: unknown): Promise<never> => {
    report(error);
    return end(CRASHED);
  };
  process.on("uncaughtException", (error) => void crash(error));
  process.on("unhandledRejection", (error) => void crash(error));

  let signal: AbortSignal | undefined;
  const io: CommandIo = {
    program: calledAs(),
    in: process.stdin,
    out,
    err,
    env: process.env,
    get signal() {
      signal ??= takeOverSignals();
      return signal;
    },
    onHangup(run) {
      process.on("SIGHUP", run);
    },
    onCrash(next) {
      report = next;
    },
  };
  /** Ends when what was written has left, or cannot leave. Half an answer is no success. */
  async function end(status: number): Promise<never> {
    await within(systemClock, flush(), FLUSH_LIMIT_MS);
    process.exit(status === 0 && out.failure !== undefined ? OUTPUT_FAILED : status);
  }

  async function flush(): Promise<void> {
    await Promise.all([out.flush(), err.flush()]);
    if (out.failure === undefined) return;
    err.write(`aldis: the output could not be written: ${out.failure}\n`);
    await err.flush();
  }

  try {
    return await end(await run(process.argv.slice(2), io));
  } catch (error) {
    return crash(error);
  }
}

/** The compiled program by its name where the PATH finds it, else by its path; the source through Bun. */
function calledAs(): string {
  if (!Bun.main.startsWith("/$bunfs/")) return `npx bun ${relative(process.cwd(), Bun.main)}`;
  const onPath = (process.env.PATH ?? "").split(delimiter).includes(dirname(process.execPath));
  return onPath ? basename(process.execPath) : process.execPath;
}

function takeOverSignals(): AbortSignal {
  const stop = new AbortController();
  let first: { name: string; at: number } | undefined;
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    process.on(name, () => {
      const at = performance.now();
      if (first === undefined) {
        first = { name, at };
        stop.abort(name);
      } else if (first.name !== name || at - first.at > ECHO_MS) process.exit(128 + constants.signals[name]);
    });
  }
  return stop.signal;
}
