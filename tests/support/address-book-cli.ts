import { afterEach, beforeEach, expect } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { contactCommands } from "../../lib/cli/contact.ts";
import { groupCommands } from "../../lib/cli/group.ts";
import { runCommand } from "../../lib/cli/run.ts";
import { runCli, temporaryDirectory } from "./run-cli.ts";

type Ran = ReturnType<typeof runCli>;

/** `aldis contact` and `aldis group` on a data directory that is new for each test of the file. */
export function addressBookCli() {
  let folder = "";
  beforeEach(() => {
    folder = temporaryDirectory();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (args: string[], stdin?: string): Ran =>
    runCli(
      (words, io) => runCommand([...contactCommands, ...groupCommands], words, io),
      [...args, "--data", join(folder, "data")],
      stdin === undefined ? {} : { stdin },
    );
  return {
    /** For files of the test, beside the data directory. */
    path: (name: string) => join(folder, name),
    database: () => `sqlite:${join(folder, "data", "aldis.sqlite")}`,
    run,
    contact: (...args: string[]) => run(["contact", ...args]),
    group: (...args: string[]) => run(["group", ...args]),
  };
}

/** Fails unless the command is done; gives what it prints. */
export async function must(running: Ran): Promise<string> {
  const { status, out, err } = await running;
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return out;
}
