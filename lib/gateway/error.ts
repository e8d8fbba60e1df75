/** Why the gateway, or a command on its data, cannot start; the message says what a person can do about it. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
}

/** A database that cannot be opened, or kept to this process. */
export function unusableDatabase(cause: unknown): GatewayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new GatewayError(`the database cannot be used: ${reason}`, { cause });
}
