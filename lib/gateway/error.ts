/** Why the gateway, or a command on its data, cannot start; the message says what a person can do about it. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
}

/** A database that cannot be opened, or kept to this process. */
export function unusableDatabase(cause: unknown): GatewayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = ADVICE.find(([pattern]) => pattern.test(reason))?.[1];
  return new GatewayError(`the database cannot be used: ${reason}${advice === undefined ? "" : todo(advice)}`, {
    cause,
  });
}

/** The end of a sentence about a disk. */
export const todo = (advice: string) => `. What to do: ${advice} (docs/small-machine.md)`;

/** What helps where the disk or the file is the reason, by what SQLite and the system say. The first that fits counts. */
const ADVICE: readonly [pattern: RegExp, advice: string][] = [
  [/disk is full|\b(?:SQLITE_FULL|ENOSPC|EDQUOT)\b/, "free 64 MiB or more on its disk"],
  [
    /\b(?:SQLITE_READONLY|EROFS)/,
    "look with dmesg whether the system has made its disk read-only, and copy the data to another one; otherwise give the file to the user that the gateway runs as (chown)",
  ],
  [
    /\b(?:SQLITE_IOERR|EIO\b)/,
    "look into dmesg, since its disk does not read or write any more, and copy the data to another one",
  ],
  [
    /\bSQLITE_(?:CORRUPT|NOTADB)/,
    "look into dmesg for a disk that fails, stop the gateway, and copy the data directory before anything else; then restore the newest backup (aldis restore)",
  ],
];
