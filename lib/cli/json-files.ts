import { parseJson } from "../json.ts";
import { CliError, reasonOf } from "./error.ts";
import type { CommandIo } from "./io.ts";

/** 16 MiB: all rules that there may be, each as large as one may be. */
const LARGEST_FILE = 16_777_216;

/**
 * Reads a file, or with `-` standard input.
 *
 * @param what  that is expected in it
 * @throws CliError when it cannot be read, or is no JSON
 */
export async function readJson(from: string, io: CommandIo, what: string): Promise<object> {
  const json = parseJson(from === "-" ? await readAll(io) : await readFile(from));
  if (typeof json !== "object" || json === null) {
    throw new CliError("usage", `${from === "-" ? "standard input" : from}: is not JSON with ${what}`);
  }
  return json;
}

async function readFile(from: string): Promise<string> {
  try {
    return await Bun.file(from).slice(0, LARGEST_FILE).text();
  } catch (cause) {
    throw new CliError("failed", `${from} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

async function readAll({ in: input }: CommandIo): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > LARGEST_FILE) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
