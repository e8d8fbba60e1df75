/**
 * The errors that the W3C Web Serial API names, as the DOMExceptions that callers of `navigator.serial` know:
 * "NetworkError" for a device that cannot be reached or is lost, "InvalidStateError" for a call at the wrong time.
 */

/** The device cannot be opened, does not do what was asked, or is gone. */
export function networkError(message: string): DOMException {
  return new DOMException(message, "NetworkError");
}

/** The call does not fit the port's state, e.g. open on an open port. */
export function invalidState(message: string): DOMException {
  return new DOMException(message, "InvalidStateError");
}

/** The reason of a rejected system or library call, for a message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
