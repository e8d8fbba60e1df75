/** A program of Debian that runs until it is told to stop. */
export interface RunningDaemon extends AsyncDisposable {
  /** Rejects, with what it printed, when it ends by itself. */
  readonly failed: Promise<never>;
}

/** Longest that a daemon may take to let go of its modem. */
const STOP_MS = 15_000;

/** Starts it in `folder`; SIGTERM when it is disposed of, and SIGKILL when that does not help. */
export function startDaemon(command: string[], folder: string): RunningDaemon {
  const child = Bun.spawn(command, {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  const output = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  let stopping = false;
  const failed = child.exited.then(async (status) => {
    if (stopping) return new Promise<never>(() => undefined);
    throw new Error(`${command[0]} ended with ${status}:\n${(await output).join("")}`);
  });
  failed.catch(() => undefined);
  return {
    failed,
    async [Symbol.asyncDispose]() {
      stopping = true;
      child.kill();
      const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await child.exited;
      clearTimeout(late);
    },
  };
}
