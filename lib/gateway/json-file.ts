import { readFileSync } from "node:fs";
import { parseJson } from "../json.ts";
import { replaceFile } from "./replace-file.ts";

/** Writes a value into a file of the data directory, see {@link replaceFile}. @throws what the file system throws */
export function writeJsonFile(file: string, value: unknown): void {
  replaceFile(file, `${JSON.stringify(value)}\n`);
}

/**
 * What a file holds, or `undefined`: there is none, or it is not JSON.
 *
 * @throws what the file system throws about a file that is there
 */
export function readJsonFile(file: string): unknown {
  try {
    return parseJson(readFileSync(file, "utf8"));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw cause;
  }
}
