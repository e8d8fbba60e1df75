import { programPath } from "../programs.ts";

/** A program of Debian that runs until it is told to stop. */
export interface RunningDaemon extends AsyncDisposable {
  /** Rejects, with what it printed, when it ends by itself. */
  readonly failed: Promise<never>;
  /** Everything printed so far. */
  output(): string;
  /** Resolves when `isDone` says so. @throws Error when the daemon ends before, or nothing comes of it */
  until(what: string, isDone: () => Promise<boolean>, limitMs?: number): Promise<void>;
}

/** Longest that a daemon may take to let go of its modem. */
const STOP_MS = 15_000;
const READY_MS = 120_000;
const LOOK_MS = 100;

/** Starts it in `folder`; SIGTERM when it is disposed of, and SIGKILL when that does not help. */
export function startDaemon(
  command: string[],
  folder: string,
  options: { environment?: Record<string, string>; signal?: "SIGTERM" | "SIGKILL" } = {},
): RunningDaemon {
  const [program = "", ...words] = command;
  const child = Bun.spawn([programPath(program) ?? program, ...words], {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, LC_ALL: "C.UTF-8", ...options.environment },
  });
  let output = "";
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    const decoder = new TextDecoder();
    for await (const octets of stream) output += decoder.decode(octets, { stream: true });
  });
  let stopping = false;
  const failed = child.exited.then(async (status) => {
    if (stopping) return new Promise<never>(() => undefined);
    await Promise.all(reading);
    throw new Error(`${command[0]} ended with ${status}:\n${output}`);
  });
  failed.catch(() => undefined);
  return {
    failed,
    output: () => output,
    async until(what, isDone, limitMs = READY_MS) {
      const limit = performance.now() + limitMs;
      while (!(await isDone())) {
        if (performance.now() > limit) throw new Error(`waited in vain for ${what}`);
        await Promise.race([Bun.sleep(LOOK_MS), failed]);
      }
    },
    async [Symbol.asyncDispose]() {
      stopping = true;
      child.kill(options.signal ?? "SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await child.exited;
      clearTimeout(late);
    },
  };
}
