import { expect } from "bun:test";
import { contactCommands } from "../../lib/cli/contact.ts";
import { groupCommands } from "../../lib/cli/group.ts";
import { policyCommands } from "../../lib/cli/policy.ts";
import { commandsOnData } from "./commands-on-data.ts";
import type { CliResult } from "./run-cli.ts";

/** `aldis contact`, `aldis group` and `aldis policy` on a data directory that is new for each test of the file. */
export function addressBookCli() {
  const cli = commandsOnData([...contactCommands, ...groupCommands, ...policyCommands]);
  return {
    ...cli,
    contact: (...args: string[]) => cli.run(["contact", ...args]),
    group: (...args: string[]) => cli.run(["group", ...args]),
  };
}

/** Fails unless the command is done; gives what it prints. */
export async function must(running: Promise<CliResult>): Promise<string> {
  const { status, out, err } = await running;
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return out;
}
