import type { User } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { PAIRS_OF_A_BODY } from "../../limits.ts";
import { type GuardReason, type GuardRefusal, NO_ROOM } from "../access/access-guard.ts";
import type { AccessRefusal } from "../access/refusals.ts";
import type { UnreadBody } from "../plumbing/bodies/index.ts";
import type { BodyReading } from "../plumbing/body-pairs.ts";
import { messageIdHeaders } from "../plumbing/submission-answer.ts";
import type { AnswerName } from "../plumbing/texts.ts";
import type { ParameterName, PhpParameters } from "./php-parameters.ts";

/** How a request to `/api.php` ended: its answer, and what the log says of it. */
export interface Outcome {
  answer: AnswerName;
  headers?: Record<string, string>;
  userName?: string;
  /** Absent when it was accepted, or when what refused it has recorded that already. */
  refusal?: Omit<AccessRefusal, "address">;
}

/** What is known about a request while it runs. */
export interface Progress {
  step: "reading the body" | "reading the parameters" | "authenticating" | "storing" | "obeying";
  /** As the client gave them. */
  userName?: string;
  recipient?: string;
}

export function accepted(user: User, messageIds: readonly number[]): Outcome {
  return { answer: "accepted", headers: messageIdHeaders(messageIds), userName: user.name };
}

/** The submission has recorded it. */
export function tooManyMessages(user: User, retryAfterSeconds: number): Outcome {
  return { answer: "tooManyRequests", headers: { "retry-after": String(retryAfterSeconds) }, userName: user.name };
}

/** @param needed  names of parameters that must be there and not empty */
export function missing(
  request: Request,
  parameters: PhpParameters,
  reading: BodyReading,
  needed: readonly ParameterName[] = ["username", "password", "to", "text"],
): Outcome {
  const names = needed.filter((name) => !parameters[name]).join(", ");
  const why =
    reading === "read" ? (hidesBody(request) ? "; the body of a GET request cannot be read here" : "") : `; ${reading}`;
  return {
    answer: "parameterMissing",
    refusal: { reason: "parameter-missing", message: `Refused: missing or empty parameters: ${names}${why}` },
  };
}

/** Bun gives GET requests without their bodies. */
function hidesBody({ method, headers, body }: Request): boolean {
  if (method !== "GET" || body !== null) return false;
  return Number(headers.get("content-length") ?? 0) > 0 || headers.has("transfer-encoding");
}

/** What a body is answered with that was not read. */
export function unread(why: UnreadBody, limitBytes: number): Outcome {
  if (why === "no-room") return refusedAtDoor(NO_ROOM);
  if (why === "gone") return CLIENT_GONE;
  return {
    answer: "tooLarge",
    refusal: { reason: "request-too-large", message: `Refused: the body is larger than ${limitBytes} bytes` },
  };
}

/** Which answer of the documented table a refusal by the access guard gets; 429 and 503 are not in it. */
const ANSWER_AT_DOOR: Record<GuardReason, AnswerName> = {
  "network-not-allowed": "noPermission",
  "no-room": "tryAgain",
  "wrong-credentials": "wrongCredentials",
  throttled: "wrongCredentials",
  "no-permission": "noPermission",
  "user-network-not-allowed": "noPermission",
  "too-many-requests": "tooManyRequests",
  "cross-site": "noPermission",
  "not-json": "refused",
};

export function refusedAtDoor(refusal: GuardRefusal): Outcome {
  const { reason, retryAfterSeconds, userName } = refusal;
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  return {
    answer: ANSWER_AT_DOOR[reason],
    headers,
    ...defined({ userName }),
    refusal,
  };
}

/** The same answer as a message that could not be stored: the client may try again. */
export function timedOut(progress: Progress): Outcome {
  const uncertain = progress.step === "storing" ? "; the message may have been accepted all the same" : "";
  return {
    answer: "timedOut",
    headers: { connection: "close" },
    refusal: { reason: "time-limit", message: `The time limit passed while ${progress.step}${uncertain}` },
  };
}

export function failed(progress: Progress): Outcome {
  return {
    answer: "timedOut",
    refusal: { reason: "failed", message: `Refused: an internal failure while ${progress.step}, see the log` },
  };
}

export const MALFORMED_HEX: Outcome = {
  answer: "refused",
  refusal: {
    reason: "malformed-hex",
    message: "Refused: with hexmode the text must be hexadecimal, two digits a byte",
  },
};

export const TOO_MANY_PAIRS: Outcome = {
  answer: "refused",
  refusal: { reason: "malformed-body", message: `Refused: the body has more than ${PAIRS_OF_A_BODY} parameters` },
};

export const METHOD_NOT_ALLOWED: Outcome = {
  answer: "methodNotAllowed",
  headers: { allow: "GET, POST" },
  refusal: { reason: "method-not-allowed", message: "Refused: neither GET nor POST" },
};

const CLIENT_GONE: Outcome = {
  answer: "timedOut",
  refusal: { reason: "client-gone", message: "The client went away before its request had arrived" },
};
