import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../programs.ts";

const LIMIT_MS = 120_000;

/** Debian's gammu on a modem: runs it with the arguments, to its end. */
export type Gammu = (...args: string[]) => Promise<{ exit: number; output: string }>;

/** Writes its configuration into `folder`. */
export function createGammu(pty: string, folder: string): Gammu {
  const config = join(folder, "gammurc");
  writeFileSync(config, `[gammu]\ndevice = ${pty}\nconnection = at115200\n`);
  return (...args) => runProgram(["gammu", "-c", config, ...args], { timeoutMs: LIMIT_MS });
}
