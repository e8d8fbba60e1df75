import { everyCommand } from "../../lib/cli/index.ts";
import manifest from "../../package.json" with { type: "json" };
import { createApp } from "../../server.ts";
import { completions } from "./completions.ts";
import { configurationFile } from "./configuration-file.ts";
import { manPage } from "./man-page.ts";

/** The generated files of deploy/, by their path in it. */
export function deployFiles(): Record<string, string> {
  const commands = everyCommand({ createApp });
  const { bash, zsh, fish } = completions(commands);
  return {
    "aldis.toml": configurationFile(),
    "aldis.1": manPage(commands, manifest.version),
    "completions/aldis.bash": bash,
    "completions/_aldis": zsh,
    "completions/aldis.fish": fish,
  };
}
