import { readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { replaceExport } from "../gateway/index.ts";
import { parseJson } from "../json.ts";
import { whyNotExported } from "../messages/index.ts";
import { CliError, whyNotWritten } from "./error.ts";
import type { CommandIo } from "./io.ts";

/** 16 MiB: no export is larger, so a larger file is not one. */
const LARGEST_EXPORT = 16_777_216;

/** What is written, and over what. */
interface Export {
  text: string;
  /** For the line that says what was written, such as `3 rules`. */
  what: string;
  /** Whether the text of a file that is there already is an earlier export of the kind, which may be replaced. */
  isEarlier(text: string): boolean;
}

/**
 * Writes an export to a file, whole or not at all and for its owner alone, and says on standard error what was written; without a
 * file, or with `-`, it goes to standard output. An earlier export is replaced, anything else is left alone.
 *
 * @throws CliError when it cannot be written
 */
export function writeExport(file: string | undefined, { text, what, isEarlier }: Export, io: CommandIo): void {
  if (file === undefined || file === "-") {
    io.out.write(text);
    return;
  }
  try {
    write(file, { text, isEarlier });
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError("failed", `${file} cannot be written: ${whyNotWritten(cause)}`, { cause });
  }
  io.err.write(`wrote ${what} to ${file}\n`);
}

/** @throws CliError while one of these is damaged: the file would have an empty one in its place */
export function refuseDamaged(...what: Parameters<typeof whyNotExported>): void {
  const why = whyNotExported(...what);
  if (why !== undefined) throw new CliError("failed", why);
}

function write(file: string, { text, isEarlier }: Pick<Export, "text" | "isEarlier">): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    replaceExport(file, text);
  } else if (found.isDirectory()) {
    throw new CliError("failed", `${file} is a folder: name a file in it`);
  } else if (!found.isFile()) {
    // Such as /dev/stdout, which nothing may replace.
    writeFileSync(file, text);
  } else if (found.size === 0 || (found.size <= LARGEST_EXPORT && isEarlier(readFileSync(file, "utf8")))) {
    // Of a link, the file that it leads to.
    replaceExport(realpathSync(file), text);
  } else {
    throw new CliError(
      "failed",
      `${file} is not an earlier export, and was left as it is: name another file, or move it away`,
    );
  }
}

/** For {@link writeExport}: JSON with a list under this name, or a list alone, as an import takes it. */
export const hasList = (name: string) => (text: string) => {
  const json = parseJson(text);
  if (typeof json !== "object" || json === null) return false;
  return Array.isArray(json) || Array.isArray((json as Record<string, unknown>)[name]);
};

/** `1 rule`, `2 rules`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
