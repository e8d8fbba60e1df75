import { afterEach, beforeEach } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../../lib/cli/command.ts";
import { migrateCommand } from "../../lib/cli/migrate.ts";
import { runCommand } from "../../lib/cli/run.ts";
import { defined } from "../../lib/defined.ts";
import { type CliResult, type RunningCli, runCli, startCli, temporaryDirectory } from "./run-cli.ts";

/** Runs these commands on a data directory that is new for each test of the file. */
export function commandsOnData(commands: readonly Command[]) {
  let folder = "";
  beforeEach(() => {
    folder = temporaryDirectory();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const data = () => join(folder, "data");
  return {
    data,
    /** For files of the test, beside the data directory. */
    path: (name: string) => join(folder, name),
    /** Makes data directory and database, as a gateway's first start does. */
    migrate: () => runCli((words, io) => runCommand([migrateCommand], words, io), ["migrate", "--data", data()]),
    database: () => `sqlite:${join(data(), "aldis.sqlite")}`,
    /** One that goes on until it is stopped. */
    start: (args: readonly string[]): RunningCli =>
      startCli((words, io) => runCommand(commands, words, io), [...args, "--data", data()]),
    run: (args: readonly string[], stdin?: string): Promise<CliResult> =>
      runCli((words, io) => runCommand(commands, words, io), [...args, "--data", data()], defined({ stdin })),
  };
}
