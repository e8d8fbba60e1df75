/** `usage`: called wrongly, exit status 2. `failed`: called well, but it could not be done, exit status 1. */
type CliErrorKind = "usage" | "failed";

/** What ends a command; its message is for the person who called it and is shown as it is. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly kind: CliErrorKind;

  constructor(kind: CliErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
