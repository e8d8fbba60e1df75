import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandIo } from "../../lib/cli/index.ts";

// As `runAsProcess` has it: what a command makes is for its owner alone.
process.umask(0o077);

type Run = (args: readonly string[], io: CommandIo) => Promise<number>;

/** What a command line left behind. */
export interface CliResult {
  status: number;
  out: string;
  err: string;
}

/** A command line that runs. */
export interface RunningCli {
  /** Resolves with the match once standard output has it; rejects, with all output, when the command ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Everything printed to standard output so far. */
  output(): string;
  /** Asks it to end, as SIGTERM does. */
  stop(): Promise<CliResult>;
  ended: Promise<CliResult>;
}

/** Runs one command line to its end. */
export function runCli(run: Run, args: readonly string[], options: { stdin?: string } = {}): Promise<CliResult> {
  return startCli(run, args, options).ended;
}

/** Starts one command line in this process: standard input is `stdin`, output is kept. */
export function startCli(run: Run, args: readonly string[], options: { stdin?: string } = {}): RunningCli {
  // As the process has it.
  process.umask(0o077);
  const stop = new AbortController();
  const { io, written, onWrite } = createIo({ ...options, signal: stop.signal });
  const ended = run(args, io).then((status) => ({ status, ...written }));
  return {
    ended,
    output: () => written.out,
    stop() {
      stop.abort("SIGTERM");
      return ended;
    },
    printed(pattern) {
      const found = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = pattern.exec(written.out);
        if (match !== null) found.resolve(match);
      };
      onWrite(look);
      look();
      ended.then(
        ({ status, out, err }) => found.reject(new Error(`exit ${status} without ${pattern}:\n${out}${err}`)),
        found.reject,
      );
      return found.promise;
    },
  };
}

/** The outside world of one command: standard input is `stdin`, output is kept. */
export function createIo(options: { stdin?: string; signal?: AbortSignal } = {}) {
  const written = { out: "", err: "" };
  const listeners: (() => void)[] = [];
  const write = (to: "out" | "err") => (text: string) => {
    written[to] += text;
    for (const listener of listeners) listener();
  };
  const io: CommandIo = {
    program: "aldis",
    in: inputOf(options.stdin ?? ""),
    out: { write: write("out") },
    err: { write: write("err") },
    env: {},
    signal: options.signal ?? new AbortController().signal,
    onHangup: () => undefined,
    onCrash: () => undefined,
  };
  return { io, written, onWrite: (listener: () => void) => void listeners.push(listener) };
}

async function* inputOf(text: string) {
  yield new TextEncoder().encode(text);
}

/** A fresh directory that the caller removes. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "aldis-"));
}
