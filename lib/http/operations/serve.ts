import { type TObject, type TSchema, Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import { isOutage, lastingOf } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { type AccessGuard, NO_ROOM } from "../access/access-guard.ts";
import type { Caller } from "../access/caller.ts";
import { shown } from "../access/refusals.ts";
import type { RequestBody, UnreadBody } from "../plumbing/bodies/index.ts";
import { readPath } from "../plumbing/parameters.ts";
import type { RequestLimits } from "../plumbing/request-limits.ts";
import { scrub } from "../plumbing/scrub.ts";
import { createTimeLimit, type TimeLimit } from "../plumbing/time-limit.ts";
import { asToldToToken, type Failure, type Fault, failure, invalid, isFailure, lacking, notFound } from "./failures.ts";
import { readOnceKey } from "./idempotency.ts";
import type { Call, Operation, Route } from "./operation.ts";
import { refused } from "./refused.ts";
import { check, readJsonObject } from "./validate.ts";

const NOTHING = new Uint8Array();
const NO_QUERY = Type.Object({});

/** A database that is started again takes a few seconds. */
const RETRY_SECONDS = "5";

/** How one API lets callers in, what it takes, and how it answers. */
export interface Manner {
  /** @throws what the user store throws */
  identify(request: Request, address: string, operation: Operation): Promise<Result<Caller, Failure>>;
  readQuery(schema: TObject, url: string): Result<unknown, Fault[]>;
  checkBody(schema: TSchema, body: Record<string, unknown>): Result<unknown, Fault[]>;
  /** @param outcome  a controller's answer, a reply, a failure, or a response that is ready */
  respond(outcome: unknown, operation: Operation): Response;
}

/** What a call needs besides its controller. */
interface ServeDeps {
  guard: AccessGuard;
  manner: Manner;
  log: Log;
  clock: Clock;
  limits: RequestLimits;
}

/** What is known about a call while it runs. */
interface Progress {
  step: "letting in" | "reading the body" | "running";
  address: string;
  userName?: string;
  /** By a named token, which may allow less than its user holds. */
  byToken?: true;
}

/** A call that was let in. */
interface Arrived {
  path: Record<string, string>;
  /** What the client sends, not read yet. */
  content: RequestBody;
  progress: Progress;
}

/**
 * Makes what runs every route of an API: who calls, may they, is the request well formed; then the controller; then the
 * answer. Every refusal is an event, without the password and without the text.
 */
export function createServe(deps: ServeDeps) {
  const { guard, manner, log, clock } = deps;
  const { timeLimitMs, bodyLimitBytes } = deps.limits;
  const withinLimit = createTimeLimit(clock, timeLimitMs);

  async function decide(
    { operation, run }: Route,
    request: Request,
    { path, content, progress, limit }: Arrived & { limit: TimeLimit },
  ): Promise<unknown> {
    let caller: Caller | undefined;
    if (operation.open === undefined) {
      const identified = await manner.identify(request, progress.address, operation);
      if (!identified.ok) return identified.problem;
      caller = identified.value;
      const { user } = caller;
      if (!content.welcome(operation.file?.limitBytes)) return refused(NO_ROOM);
      progress.userName = user.name;
      if (caller.by.kind === "token") progress.byToken = true;
      const { permissions } = user;
      const missing = operation.permissions?.find((permission) => !permissions.includes(permission));
      if (missing !== undefined) return lacking(missing);
    }
    const call: Call<unknown, unknown, unknown> & Partial<Caller> = {
      request,
      parameters: {},
      query: {},
      body: undefined,
      headers: request.headers,
      address: progress.address,
      place: guard.placeOf(request),
      limit,
      ...defined({ ...caller }),
    };
    if (operation.parameters !== undefined) {
      const checked = check(operation.parameters, readPath(operation.parameters, path));
      if (!checked.ok) return notFound("ID");
      call.parameters = checked.value;
    }
    const query = manner.readQuery(operation.query ?? NO_QUERY, request.url);
    if (!query.ok) return invalid(query.problem, "The query");
    call.query = query.value;
    let bytes: Uint8Array = NOTHING;
    if (operation.body !== undefined) {
      progress.step = "reading the body";
      const limitBytes = operation.file?.limitBytes ?? bodyLimitBytes;
      const read = await content.read(limitBytes);
      if (typeof read === "string") return unread(read, content.most(limitBytes));
      bytes = read;
      const body = operation.file === undefined ? readBody(operation.body, bytes) : ok(bytes);
      if (!body.ok) return body.problem;
      call.body = body.value;
    }
    if (operation.once && caller !== undefined) {
      const once = readOnceKey(request, { userId: caller.user.id, bytes });
      if (!once.ok) return once.problem;
      if (once.value !== undefined) call.once = once.value;
    }
    progress.step = "running";
    if (limit.passed) return timedOut(progress);
    return run(call);
  }

  function readBody(schema: TSchema, bytes: Uint8Array): Result<unknown, Failure> {
    const body = readJsonObject(bytes);
    if (body === undefined) return no(malformed());
    const checked = manner.checkBody(schema, body);
    return checked.ok ? checked : no(invalid(checked.problem));
  }

  async function within(route: Route, request: Request, arrived: Arrived) {
    const { progress } = arrived;
    try {
      const outcome = await withinLimit({
        work: (limit) => decide(route, request, { ...arrived, limit }),
        late: (error) => log.warn({ path: route.operation.path, error: String(error) }, "request failed too late"),
      });
      return outcome === "timed-out" ? timedOut(progress) : outcome;
    } catch (error) {
      log.error({ path: route.operation.path, error: scrub(String(error), request) }, "request failed");
      return isOutage(error) ? unavailable(error) : failure(500, []);
    }
  }

  return async (route: Route, request: Request, path: Record<string, string>): Promise<Response> => {
    const startedAt = clock.now();
    const { file } = route.operation;
    const { address, body: content, refusal: atDoor } = guard.checkNetwork(request, file?.type);
    const progress: Progress = { step: "letting in", address };
    const decided =
      atDoor === undefined ? await within(route, request, { path, content, progress }) : refused(atDoor, file?.type);
    const outcome = progress.byToken && isFailure(decided) ? asToldToToken(decided) : decided;
    const response = manner.respond(outcome, route.operation);
    const failed = isFailure(outcome) ? outcome : undefined;
    const { userName = failed?.userName } = progress;
    const line = {
      method: request.method,
      path: route.operation.path,
      status: response.status,
      ms: clock.now() - startedAt,
      ...(userName === undefined ? {} : { user: shown(userName) }),
    };
    const refusal = failed?.refusal;
    if (refusal !== undefined && guard.record({ ...(userName && { userName }), ...refusal, address })) {
      log.info({ ...line, reason: refusal.reason }, "request refused");
    } else log.debug(line, "request");
    return content.close(response);
  };
}

function malformed(): Failure {
  return failure(400, ["The body is not a JSON object."], {
    refusal: { reason: "invalid-payload", message: "Refused: the body is not a JSON object" },
  });
}

function unread(why: UnreadBody, limitBytes: number): Failure {
  if (why === "no-room") return refused(NO_ROOM);
  if (why === "gone") {
    return failure(400, [], {
      refusal: { reason: "client-gone", message: "The client went away before its request had arrived" },
    });
  }
  return failure(413, [`The body is larger than ${limitBytes} bytes.`], {
    refusal: { reason: "request-too-large", message: `Refused: the body is larger than ${limitBytes} bytes` },
  });
}

function unavailable(error: unknown): Failure {
  const lasting = lastingOf(error);
  if (lasting !== undefined) return failure(503, [lasting]);
  return failure(503, ["The database cannot be used now: try again."], { headers: { "retry-after": RETRY_SECONDS } });
}

function timedOut({ step }: Progress): Failure {
  const uncertain = step !== "running" ? "" : "; what was asked for may have been done all the same";
  return failure(408, [`The time limit passed${uncertain}.`], {
    headers: { connection: "close" },
    refusal: { reason: "time-limit", message: `The time limit passed${uncertain}` },
  });
}
