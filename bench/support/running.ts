import type { Subprocess } from "bun";

/** A program that this process started; it is ended by its own number, never by name. */
export interface Running {
  readonly pid: number;
  /** Asks it to end, and makes it after 10 s. Resolves once it is gone. */
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;

/** Watches over a child process. */
export function running(child: Subprocess): Running {
  return {
    pid: child.pid,
    async stop() {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await child.exited;
      clearTimeout(force);
    },
  };
}

/** Asks `ready` until it says yes. @throws Error after `limitMs` */
export async function until(what: string, ready: () => Promise<boolean>, limitMs = 20_000, gapMs = 50): Promise<void> {
  const limit = performance.now() + limitMs;
  while (!(await ready())) {
    if (performance.now() > limit) throw new Error(`${what} is not ready after ${limitMs} ms`);
    await Bun.sleep(gapMs);
  }
}

/** Whether a GET is answered at all. */
export async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(1_000) })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Whether a gateway says that all is well, every modem included. */
export async function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
