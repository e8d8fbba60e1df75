import { gatewayCommand } from "./gateway.ts";
import { memoryOf } from "./process.ts";

const LOOK_MS = 20;

/** Runs a command of the program: how long it takes, and its peak memory. @throws Error when it fails */
export async function measureCommand(words: readonly string[]): Promise<{ seconds: number; megabytes: number }> {
  const begun = performance.now();
  const child = Bun.spawn([...gatewayCommand, ...words], { stdout: "ignore", stderr: "inherit" });
  let most = 0;
  const look = setInterval(() => {
    try {
      const now = memoryOf(child.pid, "VmHWM");
      // A process that has just ended has no memory.
      if (Number.isFinite(now)) most = Math.max(most, now);
    } catch {
      // It has just ended.
    }
  }, LOOK_MS);
  const status = await child.exited;
  clearInterval(look);
  if (status !== 0) throw new Error(`aldis ${words[0]} ended with ${status}`);
  return { seconds: (performance.now() - begun) / 1_000, megabytes: most };
}
