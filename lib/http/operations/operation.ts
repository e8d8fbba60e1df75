import type { Static, TObject, TSchema } from "@sinclair/typebox";
import type { Permission } from "../../auth/index.ts";
import type { FileType } from "../../foreign-request.ts";
import type { OnceKey } from "../../messages/index.ts";
import type { Caller } from "../access/caller.ts";
import type { CookiePlace } from "../access/session-cookie.ts";
import type { TimeLimit } from "../plumbing/time-limit.ts";
import type { Failure, FailureStatus } from "./failures.ts";
import type { Reply } from "./reply.ts";

/** One operation as the OpenAPI document tells it; its schemas are its types. */
export interface Operation<
  Path extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema | undefined = TSchema | undefined,
  Answer extends TSchema | undefined = TSchema | undefined,
> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With parameters in braces. */
  path: `/api/${string}`;
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  /** Needs nobody to sign in. */
  open?: true;
  /** An open page calls it on its own, so it does not keep a session alive. */
  inBackground?: true;
  /** A page asks it before it knows whether somebody is signed in: a call that brings nothing to sign in with is no event. */
  isFirstLook?: true;
  /** Open to who has to set up a second factor first. */
  beforeSecondFactor?: true;
  /** Signs a browser in: it is only where browsers are served. */
  forBrowsers?: true;
  /** Those that every call of it needs besides that of the API. */
  permissions?: readonly Permission[];
  parameters?: Path;
  query?: Query;
  body?: Body;
  /** Absent: the answer is empty. */
  answer?: Answer;
  /** 200 by default; 303 sends a browser elsewhere. */
  status?: 201 | 202 | 303;
  /** Takes an `Idempotency-Key`, see {@link Call.once}. */
  once?: true;
  /** JSON by default. */
  answerType?: string;
  /** Of the body; JSON by default. */
  bodyType?: string;
  /** The body is a file of this type and of this many bytes at most: it comes to the controller as it is. */
  file?: { type: FileType; limitBytes: number };
  /** What an answer looks like; absent for an empty one. */
  example?: unknown;
  bodyExample?: unknown;
  /** Statuses besides those that every call can fail with. */
  failures?: readonly FailureStatus[];
}

type Of<Schema> = Schema extends TSchema ? Static<Schema> : undefined;

/** A call of an operation, read and checked. */
export interface Call<Path, Query, Body> {
  /** For what its headers and body are not enough. Its body is not to be read. */
  request: Request;
  parameters: Path;
  query: Query;
  body: Body;
  headers: Headers;
  /** Client's; empty when unknown. */
  address: string;
  /** How the client's browser reaches the gateway. */
  place: CookiePlace;
  /** Once it has passed, nothing may be done any more. */
  limit: TimeLimit;
  /** What the client marked the call with: the same is done once. Absent without the header, and where none is taken. */
  once?: OnceKey;
}

/** A call by somebody who has signed in and holds the permission. */
interface UserCall<Path, Query, Body> extends Call<Path, Query, Body>, Caller {}

/** An operation and what does it. */
export interface Route {
  operation: Operation;
  /** @throws what its controller throws; an outage of the database is answered with 503, every other error with 500 */
  run(call: Call<unknown, unknown, unknown> & Partial<Caller>): Promise<unknown>;
}

/** Declares an operation; keeps its types. */
export function operation<
  Path extends TObject = TObject<Record<never, never>>,
  Query extends TObject = TObject<Record<never, never>>,
  Body extends TSchema | undefined = undefined,
  Answer extends TSchema | undefined = undefined,
>(described: Operation<Path, Query, Body, Answer>): Operation<Path, Query, Body, Answer> {
  return described;
}

/**
 * Gives an operation what does it. It resolves with the answer, with a {@link Failure}, or with a response that is ready:
 * for what is not JSON.
 */
export function route<
  Path extends TObject,
  Query extends TObject,
  Body extends TSchema | undefined,
  Answer extends TSchema | undefined,
>(
  described: Operation<Path, Query, Body, Answer>,
  run: (
    call: UserCall<Static<Path>, Static<Query>, Of<Body>>,
  ) => Promise<Of<Answer> | Reply<Of<Answer>> | Failure | Response>,
): Route {
  return { operation: described, run };
}

/** As {@link route}, for an operation that anybody may call. */
export function openRoute<
  Path extends TObject,
  Query extends TObject,
  Body extends TSchema | undefined,
  Answer extends TSchema | undefined,
>(
  described: Operation<Path, Query, Body, Answer> & { open: true },
  run: (
    call: Call<Static<Path>, Static<Query>, Of<Body>>,
  ) => Promise<Of<Answer> | Reply<Of<Answer>> | Failure | Response>,
): Route {
  return { operation: described, run };
}
