import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import { type AccessRefusal, shown } from "../access/refusals.ts";
import type { RequestBody } from "../plumbing/bodies/index.ts";
import { scrub } from "../plumbing/scrub.ts";
import { ANSWERS, answer } from "../plumbing/texts.ts";
import { createTimeLimit, type TimeLimit } from "../plumbing/time-limit.ts";
import {
  failed,
  METHOD_NOT_ALLOWED,
  type Outcome,
  type Progress,
  refusedAtDoor,
  timedOut,
} from "./api-php-outcomes.ts";

/**
 * Decides about one request that has been let in: what becomes of it, step by step into `progress`.
 *
 * @param context.limit  ask it before a step that cannot be taken back
 */
export type Decide = (
  request: Request,
  context: { address: string; body: RequestBody; progress: Progress; limit: TimeLimit },
) => Promise<Outcome>;

/**
 * Makes what answers one of the older interfaces, whose parameters are names and values: access guard, time limit, one line of
 * the log, and an event for every refusal. Neither password, nor text, nor query string go anywhere.
 */
export function createPhpEndpoint(options: {
  path: string;
  guard: AccessGuard;
  log: Log;
  clock: Clock;
  timeLimitMs: number;
  decide: Decide;
}): (request: Request) => Promise<Response> {
  const { path, guard, log, clock, timeLimitMs, decide } = options;
  const withinLimit = createTimeLimit(clock, timeLimitMs);

  function recordRefusal(refusal: AccessRefusal, { userName, recipient }: Progress): boolean {
    return guard.record({
      ...defined({ userName, recipient }),
      ...refusal,
    });
  }

  async function run(
    request: Request,
    { address, body, progress }: { address: string; body: RequestBody; progress: Progress },
  ): Promise<Outcome> {
    // Bun hands a HEAD request to the GET route; nothing must be done by it.
    if (request.method !== "GET" && request.method !== "POST") return METHOD_NOT_ALLOWED;
    try {
      const outcome = await withinLimit({
        work: (limit) => decide(request, { address, body, progress, limit }),
        late: (error) =>
          log.error({ path, error: scrub(String(error), request) }, "request failed after its time limit"),
      });
      return outcome === "timed-out" ? timedOut(progress) : outcome;
    } catch (error) {
      log.error({ path, step: progress.step, error: scrub(String(error), request) }, "request failed");
      return failed(progress);
    }
  }

  return async (request) => {
    const startedAt = clock.now();
    const { address, body, refusal } = guard.checkNetwork(request);
    const progress: Progress = { step: "reading the body" };
    const outcome = refusal === undefined ? await run(request, { address, body, progress }) : refusedAtDoor(refusal);
    const isRecorded = outcome.refusal !== undefined && recordRefusal({ ...outcome.refusal, address }, progress);
    if (isRecorded || log.isLevelEnabled("debug")) {
      const name = outcome.userName ?? progress.userName;
      const line = {
        method: request.method,
        path,
        status: ANSWERS[outcome.answer].status,
        ms: clock.now() - startedAt,
        ...(name === undefined ? {} : { user: shown(name) }),
      };
      if (isRecorded) log.info({ ...line, reason: outcome.refusal?.reason }, "request refused");
      else log.debug(line, "request");
    }
    return body.close(answer(outcome.answer, outcome.headers));
  };
}
