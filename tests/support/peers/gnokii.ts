import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { findProfile } from "../../../lib/modem/simulator/index.ts";
import { lastLineOf, type PeerProgram } from "./peer.ts";

const LIMIT_MS = 120_000;

/** Debian's gnokii with its AT driver, command by command. */
export const gnokii: PeerProgram = {
  needs: ["gnokii"],
  unavailable: () => undefined,
  async start({ pty, folder }, profile) {
    const config = join(folder, "gnokiirc");
    const lines = [
      "[global]",
      // It takes 31 characters: the place is named from the folder it runs in.
      `port = ./${relative(folder, pty)}`,
      "model = AT",
      "connection = serial",
      "use_locking = no",
      "[flags]",
      "[logging]",
      "debug = off",
    ];
    writeFileSync(config, `${lines.join("\n")}\n`);
    mkdirSync(join(folder, ".cache/gnokii"), { recursive: true });

    async function run(options: string[], stdin = ""): Promise<{ exit: number; out: string; output: string }> {
      const child = Bun.spawn(["gnokii", "--config", config, ...options], {
        cwd: folder,
        stdin: new Blob([stdin]),
        stdout: "pipe",
        stderr: "pipe",
        timeout: LIMIT_MS,
        env: { ...process.env, HOME: folder, LC_ALL: "C.UTF-8" },
      });
      const [out, err, exit] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
        child.exited,
      ]);
      return { exit, out, output: out + err };
    }

    const { memories, firstIndex } = findProfile(profile);
    const memory = Object.keys(memories)[0] ?? "SM";
    return {
      identify: async () => (await run(["--identify"])).output,
      async send(to, text) {
        const { exit, output } = await run(["--sendsms", to], text);
        return exit === 0 ? undefined : lastLineOf(output);
      },
      async received() {
        const { out } = await run(["--getsms", memory, String(firstIndex), "end"]);
        return out.split(/^\d+\. .*\n/m).flatMap((message) => /^Text:\n([\s\S]*)/m.exec(message)?.[1]?.trim() ?? []);
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
