import { isFull, todo } from "../gateway/index.ts";

/** `usage`: called wrongly, exit status 2. `failed`: called well, but it could not be done, exit status 1. */
type CliErrorKind = "usage" | "failed";

/**
 * What the system refused about a file, such as one of another user's (EACCES), as a sentence; undefined for any other
 * error.
 */
export function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error && "syscall" in error)) return undefined;
  if ("path" in error) return `${error.path} cannot be used: ${whyNotWritten(error)}`;
  // What is written to an open file is refused without its name.
  return isFull(error) ? `a file cannot be written: ${whyNotWritten(error)}` : undefined;
}

/** As {@link reasonOf}; of a full disk also what to do. */
export const whyNotWritten = (error: unknown): string =>
  `${reasonOf(error)}${isFull(error) ? todo("free 64 MiB or more on its disk") : ""}`;

/** `no such file or directory (ENOENT)`: the words come first, for whoever does not know the code; what is said of other errors as it is. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!("syscall" in error)) return error.message;
  const reason = error.message.split(`, ${error.syscall}`, 1)[0] ?? "";
  const [, code, words] = /^(E[A-Z]+): (.+)$/.exec(reason) ?? [];
  return code === undefined ? reason : `${words} (${code})`;
}

/** What ends a command; its message is for the person who called it and is shown as it is. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly kind: CliErrorKind;

  constructor(kind: CliErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
