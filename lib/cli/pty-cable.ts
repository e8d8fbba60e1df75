import { createPty } from "../modem/serial/index.ts";
import type { Cable } from "../modem/simulator/index.ts";
import { CliError } from "./error.ts";

/** A pseudo-terminal that is taken away whole, and comes back as another, as a stick on USB does. */
export function ptyCable(link: string): Cable & { close(): Promise<void> } {
  let pty: ReturnType<typeof createPty> | undefined;
  const close = async () => {
    await pty?.close();
    pty = undefined;
  };
  return {
    async plug() {
      pty ??= createPty({ link });
      return pty.port;
    },
    unplug: close,
    close,
  };
}

/** What `run` gives. @throws CliError kind "failed": `failure`, and why */
export async function attempt<Value>(failure: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    throw new CliError("failed", `${failure}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
