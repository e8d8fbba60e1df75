import { join } from "node:path";
import { findProfile } from "../../../lib/modem/simulator/index.ts";
import type { PeerProgram } from "./peer.ts";

const SCRIPT = join(import.meta.dir, "serialport-gsm.cjs");

/** The setting that people are told to find by `AT+CNMI=?`. */
function cnmiOf(profile: string): string {
  const { mode, buffer } = findProfile(profile).indications;
  return `AT+CNMI=${mode.includes(2) ? 2 : 1},1,0,0,${buffer.includes(0) ? 0 : 1}`;
}

/** What its script says, a line each. */
type Said =
  | { event: "ready" }
  | { event: "failed"; message: string }
  | { event: "identity" | "message"; text: string }
  | { event: "sent"; id: number; error?: string };

/** npm's serialport-gsm under Node (`serialport`, which it builds on, stops the process on Bun). It asks for no reports. */
export const serialportGsm: PeerProgram = {
  needs: ["node"],
  unavailable: () => undefined,
  async start({ pty, folder }, profile) {
    await using open = new AsyncDisposableStack();
    const child = Bun.spawn(["node", SCRIPT, pty, cnmiOf(profile)], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
      cwd: folder,
    });
    open.defer(async () => {
      child.kill("SIGKILL");
      await child.exited;
    });
    const said: Said[] = [];
    void (async () => {
      let rest = "";
      for await (const octets of child.stdout) {
        const lines = (rest + new TextDecoder().decode(octets)).split("\n");
        rest = lines.pop() ?? "";
        // It prints for itself too.
        for (const line of lines) if (line.startsWith("{")) said.push(JSON.parse(line) as Said);
      }
    })();
    const about = async (what: string, find: (one: Said) => boolean, limitMs = 120_000): Promise<Said> => {
      const limit = performance.now() + limitMs;
      for (;;) {
        const found = said.find(find);
        if (found !== undefined) return found;
        if (performance.now() > limit || child.exitCode !== null) throw new Error(`no answer to ${what}`);
        await Bun.sleep(50);
      }
    };
    const begun = await about("the start", ({ event }) => event === "ready" || event === "failed");
    if (begun.event === "failed") throw new Error(begun.message);
    let serial = 0;
    const opened = open.move();
    return {
      async identify() {
        const found = await about("its serial number", ({ event }) => event === "identity");
        return "text" in found ? found.text : "";
      },
      async send(to, text) {
        const id = ++serial;
        await child.stdin.write(`${JSON.stringify({ id, to, text })}\n`);
        await child.stdin.flush();
        const found = await about("a message", (one) => one.event === "sent" && one.id === id, 45_000);
        return found.event === "sent" ? found.error : undefined;
      },
      received: async () => said.flatMap((one) => (one.event === "message" ? [one.text] : [])),
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};
