import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandIo } from "../../lib/cli/index.ts";

/** What a command line left behind. */
export interface CliResult {
  status: number;
  out: string;
  err: string;
}

/** The outside world of one command: standard input is `stdin`, output is kept. */
export function createIo(options: { stdin?: string; env?: Record<string, string>; signal?: AbortSignal } = {}) {
  const written = { out: "", err: "" };
  const io: CommandIo = {
    in: inputOf(options.stdin ?? ""),
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
    env: options.env ?? {},
    signal: options.signal ?? new AbortController().signal,
    onCrash: () => undefined,
  };
  return { io, written };
}

async function* inputOf(text: string) {
  yield new TextEncoder().encode(text);
}

/** Runs one command line to its end. */
export async function runCli(
  run: (args: readonly string[], io: CommandIo) => Promise<number>,
  args: readonly string[],
  options: Parameters<typeof createIo>[0] = {},
): Promise<CliResult> {
  const { io, written } = createIo(options);
  const status = await run(args, io);
  return { status, ...written };
}

/** A fresh directory that the caller removes. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "aldis-"));
}
