import type { CyclePower } from "../modem/index.ts";

/** 60 s: the modem's recovery waits for its hook, and a hook that hangs must not stop it. */
const LIMIT_MS = 60_000;
/** 2,000 characters of a hook's output go into the log: enough for an error with its trace, bounded in memory. */
const SAID_LIMIT = 2_000;
/** What a shell needs to find its programs. Nothing else of the gateway's environment, which holds secrets, is passed on. */
const PASSED_ON = ["PATH", "HOME", "LANG", "LC_ALL", "TZ"] as const;

/**
 * Runs a shell command that switches a modem's power off and on. The command is the administrator's and is never put
 * together: which modem is meant stands in `ALDIS_MODEM`, `ALDIS_MODEM_PORT` and `ALDIS_MODEM_IMEI`.
 *
 * It has a minute; after that, and when the gateway stops, it is ended with everything it started. It rejects when the
 * command's exit status is not 0, with the end of what it said.
 */
export function createPowerHook(
  command: string,
  { environment, limitMs = LIMIT_MS }: { environment: Readonly<Record<string, string | undefined>>; limitMs?: number },
): CyclePower {
  return async ({ name, port = "", imei = "" }, signal) => {
    signal.throwIfAborted();
    const passedOn = Object.fromEntries(PASSED_ON.map((key) => [key, environment[key]]));
    const hook = Bun.spawn(["/bin/sh", "-c", command], {
      env: { ...passedOn, ALDIS_MODEM: name, ALDIS_MODEM_PORT: port, ALDIS_MODEM_IMEI: imei },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      // A process group of its own, so that all of it can be ended.
      detached: true,
    });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    const end = () => endGroup(hook.pid);
    limit.addEventListener("abort", end, { once: true });
    try {
      const [status, said] = await Promise.all([hook.exited, lastOf(hook.stderr)]);
      signal.throwIfAborted();
      if (limit.aborted) throw new Error(`the command for the power did not end within ${limitMs / 1000} s`);
      if (status !== 0) throw new Error(`the command for the power failed with status ${status}${quoted(said)}`);
    } finally {
      limit.removeEventListener("abort", end);
    }
  };
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It had ended already.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function lastOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let said = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) said = (said + decoder.decode(bytes, { stream: true })).slice(-SAID_LIMIT);
  return said.trim();
}

const quoted = (said: string) => (said === "" ? "" : `: ${said}`);
