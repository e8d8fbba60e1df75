import { Elysia } from "elysia";
import type { Authenticator } from "../auth/index.ts";
import type { Clock } from "../clock.ts";
import type { EventLog, Log } from "../log.ts";
import type { Submission } from "../routing/index.ts";
import type { Access } from "./access.ts";
import { API_PHP_GET, API_PHP_POST } from "./api-php-docs.ts";
import {
  accepted,
  CLIENT_GONE,
  failed,
  MALFORMED_HEX,
  METHOD_NOT_ALLOWED,
  missing,
  type Outcome,
  type Progress,
  refusedAtDoor,
  timedOut,
  tooLarge,
} from "./api-php-outcomes.ts";
import { hasBody } from "./body.ts";
import { createDoor } from "./door.ts";
import { isComplete, isSwitchedOn, readBodyParameters, readMode, readQuery, readText } from "./parameters.ts";
import { type Refusal, shown } from "./refusals.ts";
import { scrub } from "./scrub.ts";
import { ANSWERS, answer } from "./texts.ts";
import { type TimeLimit, withinLimit } from "./time-limit.ts";

const PATH = "/api.php";

/** Limits of one request. */
export interface RequestLimits {
  /** From its first byte to its answer. */
  timeLimitMs: number;
  /** Largest body. */
  bodyLimitBytes: number;
}

/** 30 s and 1 MiB. */
export const REQUEST_LIMITS: RequestLimits = { timeLimitMs: 30_000, bodyLimitBytes: 1_048_576 };

/**
 * The brevis.one HTTP API: `GET` and `POST /api.php`, whose quirks are all here and in parameters.ts. Every refusal is
 * an event with user, recipient and reason; neither password, nor text, nor query string go anywhere.
 */
export function createApiPhp(deps: {
  authenticator: Authenticator;
  access: Access;
  submission: Pick<Submission, "submit">;
  events: EventLog;
  log: Log;
  clock: Clock;
  limits?: Partial<RequestLimits>;
}) {
  const { submission, log, clock } = deps;
  const { timeLimitMs, bodyLimitBytes } = { ...REQUEST_LIMITS, ...deps.limits };
  const door = createDoor({ ...deps, name: "api.php", permission: "http-api", now: clock.now });

  async function serve(request: Request): Promise<Response> {
    const startedAt = clock.now();
    const { address, refusal } = door.enter(request);
    const progress: Progress = { step: "reading the body" };
    const outcome = refusal === undefined ? await run(request, address, progress) : refusedAtDoor(refusal);
    const name = outcome.userName ?? progress.userName;
    const line = {
      method: request.method,
      path: PATH,
      status: ANSWERS[outcome.answer].status,
      ms: clock.now() - startedAt,
      ...(name === undefined ? {} : { user: shown(name) }),
    };
    if (outcome.refusal !== undefined && recordRefusal({ ...outcome.refusal, address }, progress)) {
      log.info({ ...line, reason: outcome.refusal.reason }, "request refused");
    } else {
      log.debug(line, "request");
    }
    return answer(outcome.answer, outcome.headers);
  }

  function recordRefusal(refusal: Refusal, { userName, recipient }: Progress): boolean {
    return door.record({
      ...(userName === undefined ? {} : { userName }),
      ...(recipient === undefined ? {} : { recipient }),
      ...refusal,
    });
  }

  async function run(request: Request, address: string, progress: Progress): Promise<Outcome> {
    // Bun hands a HEAD request to the GET route; a message must not be sent by it.
    if (request.method !== "GET" && request.method !== "POST") return METHOD_NOT_ALLOWED;
    try {
      const outcome = await withinLimit(clock, timeLimitMs, {
        work: (limit) => decide(request, address, { progress, limit }),
        late: (error) =>
          log.error({ path: PATH, error: scrub(String(error), request) }, "request failed after its time limit"),
      });
      return outcome === "timed-out" ? timedOut(progress) : outcome;
    } catch (error) {
      if (progress.step === "reading the body") return CLIENT_GONE;
      log.error({ path: PATH, step: progress.step, error: scrub(String(error), request) }, "request failed");
      return failed(progress);
    }
  }

  async function decide(
    request: Request,
    address: string,
    { progress, limit }: { progress: Progress; limit: TimeLimit },
  ): Promise<Outcome> {
    const parameters = readQuery(request.url);
    const reading = hasBody(request) ? await readBodyParameters(parameters, request, bodyLimitBytes) : "read";
    if (reading === "too-large") return tooLarge(bodyLimitBytes);
    if (parameters.username) progress.userName = parameters.username;
    if (parameters.to) progress.recipient = parameters.to;
    if (!isComplete(parameters)) return missing(request, parameters, reading);

    progress.step = "authenticating";
    const { username: name, password } = parameters;
    const entry = await door.signIn({ name, password, address });
    if (entry.refusal !== undefined) return refusedAtDoor(entry.refusal);
    const { user } = entry;

    progress.step = "storing";
    const isRing = isSwitchedOn(parameters.ring);
    const text = isRing ? "" : readText(parameters);
    if (text === undefined) return MALFORMED_HEX;
    // Who was told that it failed must not have sent it.
    if (limit.passed) return timedOut(progress);
    const { target, channel } = readMode(parameters);
    const result = await submission.submit({
      recipients: [{ target, to: parameters.to }],
      channel,
      text,
      kind: isRing ? "ring" : "text",
      flash: isSwitchedOn(parameters.flash),
      userId: user.id,
      userName: user.name,
      source: "api.php",
      ...(address === "" ? {} : { address }),
      ...(parameters.regex ? { regex: parameters.regex } : {}),
      ...(parameters.list ? { list: parameters.list } : {}),
    });
    if (result.ok) return accepted(user, result.messageIds);
    const notStored = result.reasons.some((reason) => reason.kind === "not-stored");
    return { answer: notStored ? "timedOut" : "refused", userName: user.name };
  }

  return new Elysia({ name: "api-php" })
    .onStart(door.open)
    .get(PATH, ({ request }) => serve(request), { detail: API_PHP_GET })
    .post(PATH, ({ request }) => serve(request), { parse: "none", detail: API_PHP_POST });
}
