/** A number that the broker said, or the name that the system or TLS gave an error. */
export const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined)?.code;

/** Of an answer to the connection itself: brokers say so little on purpose. */
const SIGN_IN = "it does not take the user and password (--mqtt-user, --mqtt-password)";

/** What brokers say with a number (MQTT 5 §2.4, 3.1.1 §3.2.2.3), where it can be mended here. */
export const REASONS: Readonly<Record<number, string>> = {
  1: "it speaks another version of MQTT",
  2: "it does not take the client ID (--mqtt-client-id)",
  3: "it is not available",
  4: SIGN_IN,
  5: SIGN_IN,
  132: "it speaks another version of MQTT",
  133: "it does not take the client ID (--mqtt-client-id)",
  134: SIGN_IN,
  135: "the user may not do this",
  136: "it is not available",
  137: "it is busy",
  138: "the client is banned",
  139: "it shuts down",
  141: "it heard nothing from the gateway in time",
  142: "another client has connected under the same client ID (--mqtt-client-id)",
  144: "it does not take the topic",
  149: "the message is too large for it",
  151: "its quota is used up",
  153: "it does not take the payload",
};

/** What the broker said about a request. */
export function sentenceOf(error: Error): string {
  const code = codeOf(error);
  if (code === 135 && error.message.startsWith("Connection refused")) return SIGN_IN;
  return typeof code === "number" ? (REASONS[code] ?? `${error.message} (code ${code})`) : error.message;
}

const CERTIFICATE = /CERT|SELF_SIGNED|ISSUER|ALTNAME|VERIFY/;
/** It takes too long. */
export const TIMED_OUT = "it does not answer in time";

const SYSTEM: Readonly<Record<string, string>> = {
  ECONNREFUSED: "no connection: is it there, and is the port right?",
  ECONNRESET: "it has cut the connection",
  EHOSTUNREACH: "no connection: its network cannot be reached",
  ENETUNREACH: "no connection: its network cannot be reached",
  ENOTFOUND: "its name cannot be resolved",
  EAI_AGAIN: "its name cannot be resolved now",
  ETIMEDOUT: TIMED_OUT,
  ABORT_ERR: TIMED_OUT,
};

/** Why a connection cannot be made, or has ended. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof Error)) return "it does not answer";
  const code = codeOf(error);
  if (typeof code === "number") return sentenceOf(error);
  if (error.name === "TimeoutError" || /connack timeout/.test(error.message)) return TIMED_OUT;
  if (typeof code !== "string") return error.message;
  const certificate = "its certificate is not trusted (--mqtt-ca, --mqtt-certificate)";
  return SYSTEM[code] ?? (CERTIFICATE.test(code) ? `${certificate}: ${error.message}` : error.message);
}
