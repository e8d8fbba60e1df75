import { resolve } from "node:path";
import { COMMON_SETTINGS, parseDuration } from "../config/index.ts";
import { askHealth, readInstance } from "../gateway/index.ts";
import { defineCommand } from "./command.ts";
import { option } from "./options.ts";

const timeout = option("timeout", "TIME", {
  documentation: "How long to wait for the answer; 5s by default.",
  parse: parseDuration,
});

/** `aldis health`: exit status 0 when the gateway on this data directory is ready, else 1. For supervisors. */
export const healthCommand = defineCommand({
  path: ["health"],
  operands: [],
  summary: "ask the running gateway whether it is healthy",
  details:
    "Prints its answer. Exit status 0: ready; 1: not ready, or not running. A gateway without a modem that can send is ready, since what it accepts waits: its status is degraded. What is wrong stands on standard error.",
  settings: COMMON_SETTINGS,
  flags: { timeout },
  async run({ config, flags, io }) {
    const directory = resolve(config.data);
    const instance = readInstance(directory);
    if (instance === undefined) {
      io.err.write(`aldis: no gateway runs on the data directory ${directory}\n`);
      return 1;
    }
    try {
      const { isReady, text, failed } = await askHealth(instance.url, flags.timeout ?? 5000);
      io.out.write(`${text}\n`);
      for (const { sentence } of failed) io.err.write(`aldis: ${sentence}\n`);
      return isReady ? 0 : 1;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const ended = instance.pid === undefined ? "; its process has ended without being stopped" : "";
      io.err.write(`aldis: ${instance.url} does not answer: ${reason}${ended}\n`);
      return 1;
    }
  },
});
