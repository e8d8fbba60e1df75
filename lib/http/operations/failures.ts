import { PERMISSIONS, type Permission, type User } from "../../auth/index.ts";
import type { AccessRefusal } from "../access/refusals.ts";

/** Statuses that a call may fail with. */
export type FailureStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 503;

/** Why a call was not done: its answer, and what the event log says of it. */
export interface Failure {
  failed: FailureStatus;
  /** One sentence for each thing that is wrong; empty where the message says it all. */
  reasons: readonly string[];
  /** Which value of the body or of the query is wrong, and how. */
  faults?: readonly Fault[];
  /** What it is, where the status says too little. */
  problem?: "second-factor-required";
  /** What a program needs to know beyond the status, by name; only what its document describes. */
  members?: Readonly<Record<string, unknown>>;
  headers?: Record<string, string>;
  /** Where a browser is sent in place of the answer: to a page that says it to whoever waits there. */
  location?: string;
  /** Absent when it is no refusal, or when what refused it has recorded that already. */
  refusal?: Omit<AccessRefusal, "address">;
  /** Who called, as given, where the controller is the first to know. */
  userName?: string;
}

/** A value that its schema refuses. */
export interface Fault {
  /** RFC 6901, into the body; of a query `/` and the parameter's name; empty for the whole. */
  pointer: string;
  /** What it must be, without the value itself. */
  message: string;
}

/** The message of each status: stable, and nothing in it comes from a client. */
export const FAILURE_MESSAGES: Record<FailureStatus, string> = {
  400: "Bad request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  408: "Request timeout",
  409: "Conflict",
  412: "Precondition failed",
  413: "Request too large",
  415: "Unsupported media type",
  422: "Unprocessable entity",
  428: "Precondition required",
  429: "Too many requests",
  500: "Internal error",
  503: "Service unavailable",
};

export function failure(failed: FailureStatus, reasons: readonly string[], more: Partial<Failure> = {}): Failure {
  return { failed, reasons, ...more };
}

/** There is no such thing. */
export const notFound = (what: string): Failure => failure(404, [`There is no such ${what}.`]);

export const holds = (user: User, permission: Permission): boolean => user.permissions.includes(permission);

/** The user lacks a permission besides that for the API. */
export const lacking = (permission: Permission): Failure =>
  failure(403, [`Your user does not hold the permission “${PERMISSIONS[permission]}”.`], {
    members: { permission },
    refusal: {
      reason: "no-permission",
      message: `Refused: the user does not hold the permission “${PERMISSIONS[permission]}”`,
    },
  });

/** As {@link lacking} is told to a token: its user may well hold the permission. Other failures stay as they are. */
export function asToldToToken(failed: Failure): Failure {
  const { members, refusal } = failed;
  const name = PERMISSIONS[members?.permission as Permission];
  if (name === undefined || refusal?.reason !== "no-permission") return failed;
  const reasons = [
    `This token does not allow “${name}”: it was made without the permission, or its user no longer holds it.`,
  ];
  return { ...failed, reasons, refusal: { ...refusal, message: `Refused: the token does not allow “${name}”` } };
}

/** What was sent cannot be done as it is. */
export const unprocessable = (reasons: readonly string[], more: Partial<Failure> = {}): Failure =>
  failure(422, reasons, {
    refusal: { reason: "invalid-payload", message: `Refused: ${reasons[0] ?? "the payload is not valid"}` },
    ...more,
  });

/** The same key came with another request before. */
export const keyUsed = (): Failure =>
  unprocessable(["This Idempotency-Key was used for another request."], { members: { reason: "key-used" } });

/** As {@link unprocessable}, with the values that are wrong. @param whole  what an empty pointer points at */
export const invalid = (faults: readonly Fault[], whole = "The body"): Failure =>
  unprocessable(
    faults.map((fault) => sentenceOf(fault, whole)),
    { faults },
  );

/** `recipients[0].to: is missing` */
function sentenceOf({ pointer, message }: Fault, whole: string): string {
  const place = pointer
    .slice(1)
    .replace(/\/(\d+)/g, "[$1]")
    .replaceAll("/", ".");
  return place === "" ? `${whole} ${message}` : `${place}: ${message}`;
}

export function isFailure(outcome: unknown): outcome is Failure {
  return typeof outcome === "object" && outcome !== null && "failed" in outcome && "reasons" in outcome;
}
