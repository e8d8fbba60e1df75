import { PERMISSIONS, type Permission, type User } from "../../auth/index.ts";
import type { AccessRefusal } from "../access/refusals.ts";

/** Statuses that a call may fail with. */
export type FailureStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** Why a call was not done: its answer, and what the event log says of it. */
export interface Failure {
  failed: FailureStatus;
  /** One sentence for each thing that is wrong; empty where the message says it all. */
  reasons: readonly string[];
  headers?: Record<string, string>;
  /** Absent when it is no refusal, or when what refused it has recorded that already. */
  refusal?: Omit<AccessRefusal, "address">;
  /** Who called, as given, where the controller is the first to know. */
  userName?: string;
}

/** Body of every failure. */
interface FailureBody {
  code: number;
  message: string;
  reasons: string[];
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
  413: "Request too large",
  415: "Unsupported media type",
  422: "Unprocessable entity",
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
    refusal: {
      reason: "no-permission",
      message: `Refused: the user does not hold the permission “${PERMISSIONS[permission]}”`,
    },
  });

/** What was sent cannot be done as it is. */
export const unprocessable = (reasons: readonly string[]): Failure =>
  failure(422, reasons, {
    refusal: { reason: "invalid-payload", message: `Refused: ${reasons[0] ?? "the payload is not valid"}` },
  });

export function failureBody({ failed, reasons }: Failure): FailureBody {
  return { code: failed, message: FAILURE_MESSAGES[failed], reasons: [...reasons] };
}
