import { resolve } from "node:path";
import type { Subprocess } from "bun";

/**
 * From source, which a single test file need not wait for; `npm test` gives the binary, which starts in an eighth of the time
 * and is what people run.
 */
const ALDIS =
  process.env.ALDIS_TEST_BINARY === undefined
    ? [process.execPath, resolve(import.meta.dir, "../../server.ts")]
    : [process.env.ALDIS_TEST_BINARY];

/** A program of ours in a process of its own. */
export interface RunningProgram extends AsyncDisposable {
  /** The exit status, once it has ended by itself or by a signal. */
  readonly exited: Promise<number>;
  readonly hasEnded: boolean;
  readonly pid: number;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Resolves with the match once the output has it. Rejects, with the output, when the program ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** `kill -9`, and gone when it resolves. */
  kill(): Promise<void>;
  /** SIGTERM; gives the exit status. */
  stop(): Promise<number>;
}

/** Starts `aldis …args`, or the `binary` or `command` given, by the program `before` that runs another one in its place. */
export function startAldis(
  args: string[],
  options: {
    binary?: string;
    command?: string[];
    before?: readonly string[];
    cwd?: string;
    env?: Record<string, string>;
    stdin?: string;
  } = {},
): RunningProgram {
  const program = options.command ?? (options.binary ? [options.binary] : ALDIS);
  const command = [...(options.before ?? []), ...program, ...args];
  const child = Bun.spawn(command, {
    stdout: "pipe",
    stderr: "pipe",
    stdin: options.stdin === undefined ? "ignore" : new Blob([options.stdin]),
    ...(options.cwd ? { cwd: options.cwd } : {}),
    env: options.env ?? { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" },
  });
  return watch(child);
}

/** Runs `aldis …args` to its end. */
export async function runAldis(
  args: string[],
  options: Parameters<typeof startAldis>[1] = {},
): Promise<{ exit: number; output: string }> {
  const program = startAldis(args, options);
  const exit = await program.exited;
  return { exit, output: program.output() };
}

function watch(child: Subprocess<"ignore" | Blob, "pipe", "pipe">): RunningProgram {
  let text = "";
  let ended = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  const pump = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      wake();
    }
  };
  const exited = Promise.all([pump(child.stdout), pump(child.stderr), child.exited]).then(([, , status]) => {
    ended = true;
    wake();
    return status;
  });
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid,
    exited,
    get hasEnded() {
      return ended;
    },
    output: () => text,
    printed: (pattern) =>
      new Promise((resolvePrinted, reject) => {
        const look = () => {
          const found = pattern.exec(text);
          if (!found && !ended) return;
          waiting.delete(look);
          if (found) resolvePrinted(found);
          else reject(new Error(`ended without printing ${pattern}:\n${text}`));
        };
        waiting.add(look);
        look();
      }),
    kill: async () => {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
    async [Symbol.asyncDispose]() {
      if (!ended) await end("SIGKILL");
    },
  };
}
