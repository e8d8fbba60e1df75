/** Why the gateway, or a command on its data, cannot start; the message says what a person can do about it. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
}
