import type { Tokens, User } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import { isOutage } from "../../messages/index.ts";
import { type AccessGuard, NO_ROOM } from "../access/access-guard.ts";
import { shown } from "../access/refusals.ts";
import type { RequestBody, UnreadBody } from "../plumbing/bodies/index.ts";
import { readPath, readQuery } from "../plumbing/parameters.ts";
import type { RequestLimits } from "../plumbing/request-limits.ts";
import { scrub } from "../plumbing/scrub.ts";
import { createTimeLimit, type TimeLimit } from "../plumbing/time-limit.ts";
import { type Failure, failure, failureBody, lacking, notFound, unprocessable } from "./failures.ts";
import { identify, refused } from "./identify.ts";
import type { Call, Route } from "./operation.ts";
import { check, checkJson, readJsonObject } from "./validate.ts";

/** A database that is started again takes a few seconds. */
const RETRY_SECONDS = "5";

/** What a call needs besides its controller. */
interface ServeDeps {
  guard: AccessGuard;
  tokens: Tokens;
  log: Log;
  clock: Clock;
  limits: RequestLimits;
}

/** What is known about a call while it runs. */
interface Progress {
  step: "letting in" | "reading the body" | "running";
  address: string;
  userName?: string;
}

/** A call that was let in. */
interface Arrived {
  path: Record<string, string>;
  /** What the client sends, not read yet. */
  content: RequestBody;
  progress: Progress;
}

/**
 * Makes what runs every route: who calls, may they, is the request well formed; then the controller; then the answer in
 * compact JSON. Every refusal is an event, without the password and without the text.
 */
export function createServe(deps: ServeDeps) {
  const { guard, log, clock } = deps;
  const { timeLimitMs, bodyLimitBytes } = deps.limits;
  const withinLimit = createTimeLimit(clock, timeLimitMs);

  async function decide(
    { operation, run }: Route,
    request: Request,
    { path, content, progress, limit }: Arrived & { limit: TimeLimit },
  ): Promise<unknown> {
    let user: User | undefined;
    if (operation.open === undefined) {
      const identified = await identify(request, progress.address, deps);
      if (!identified.ok) return identified.problem;
      user = identified.value;
      if (!content.welcome()) return refused(NO_ROOM);
      progress.userName = user.name;
      const { permissions } = user;
      const missing = operation.permissions?.find((permission) => !permissions.includes(permission));
      if (missing !== undefined) return lacking(missing);
    }
    const call: Call<unknown, unknown, unknown> & { user?: User } = {
      parameters: {},
      query: {},
      body: undefined,
      address: progress.address,
      limit,
      ...defined({ user }),
    };
    if (operation.parameters !== undefined) {
      const checked = check(operation.parameters, readPath(operation.parameters, path));
      if (!checked.ok) return notFound("ID");
      call.parameters = checked.value;
    }
    if (operation.query !== undefined) {
      const checked = check(operation.query, readQuery(operation.query, request.url));
      if (!checked.ok) return unprocessable(checked.problem);
      call.query = checked.value;
    }
    if (operation.body !== undefined) {
      progress.step = "reading the body";
      const bytes = await content.read(bodyLimitBytes);
      if (typeof bytes === "string") return unread(bytes, content.most(bodyLimitBytes));
      const body = readJsonObject(bytes);
      if (body === undefined) return malformed();
      const checked = checkJson(operation.body, body);
      if (!checked.ok) return unprocessable(checked.problem);
      call.body = checked.value;
    }
    progress.step = "running";
    if (limit.passed) return timedOut(progress);
    return run(call);
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
      return isOutage(error) ? unavailable() : failure(500, []);
    }
  }

  return async (route: Route, request: Request, path: Record<string, string>): Promise<Response> => {
    const startedAt = clock.now();
    const { address, body: content, refusal: atDoor } = guard.checkNetwork(request);
    const progress: Progress = { step: "letting in", address };
    const outcome = atDoor === undefined ? await within(route, request, { path, content, progress }) : refused(atDoor);
    const response = respond(outcome);
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

/** A controller's answer, an empty one, a failure, or a response that is ready. */
export function respond(outcome: unknown): Response {
  if (outcome instanceof Response) return outcome;
  if (isFailure(outcome)) return json(failureBody(outcome), outcome.failed, outcome.headers);
  // Older clients take anything but 200 for a failure, so an empty answer is no 204.
  return outcome === undefined ? new Response(null, { status: 200 }) : json(outcome, 200);
}

function json(body: unknown, status: number, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}

function isFailure(outcome: unknown): outcome is Failure {
  return typeof outcome === "object" && outcome !== null && "failed" in outcome && "reasons" in outcome;
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

function unavailable(): Failure {
  return failure(503, ["The database cannot be used now: try again."], { headers: { "retry-after": RETRY_SECONDS } });
}

function timedOut({ step }: Progress): Failure {
  const uncertain = step !== "running" ? "" : "; what was asked for may have been done all the same";
  return failure(408, [`The time limit passed${uncertain}.`], {
    headers: { connection: "close" },
    refusal: { reason: "time-limit", message: `The time limit passed${uncertain}` },
  });
}
