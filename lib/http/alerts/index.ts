import { Elysia } from "elysia";
import type { Tokens } from "../../auth/index.ts";
import type { AlarmDesk } from "../../routing/index.ts";
import { createAccessGuard, NO_ROOM } from "../access/access-guard.ts";
import { searchOf } from "../access/address.ts";
import { enterByHeader, type Sender } from "../access/authorization.ts";
import { jwtReader } from "../access/header-sign-in.ts";
import type { AccessRefusal } from "../access/refusals.ts";
import type { SendingDeps } from "../access/sending-deps.ts";
import { readMode, readQuery } from "../php/php-parameters.ts";
import { REQUEST_LIMITS } from "../plumbing/request-limits.ts";
import { scrub } from "../plumbing/scrub.ts";
import { messageIdHeaders, waitOf } from "../plumbing/submission-answer.ts";
import { decodeJson } from "../plumbing/text-decoding.ts";
import { answer } from "../plumbing/texts.ts";
import { createTimeLimit, type TimeLimit } from "../plumbing/time-limit.ts";
import { type AskedPolicy, raiseAlerts, troubleOf } from "./alarm.ts";
import { ALERTS_POST } from "./docs.ts";
import { readAlertGroup } from "./payload.ts";
import { describeAlerts } from "./text.ts";

const PATH = "/api/v1/alerts";
const SOURCE = "alerts";
/** When to try again after something that passes by itself, in seconds. */
const RETRY_SECONDS = "10";

/**
 * `POST` or `PUT /api/v1/alerts?to=…&mode=…`: webhooks of Prometheus Alertmanager and Grafana. One notification is one message; with
 * `policy=…`, or to a group that names a policy, each group of alerts is an alarm, which ends when no alert of it fires.
 *
 * Alertmanager tries again after 5xx and after nothing else: 503 is for what is only temporary (a database that is locked, a
 * user's requests a minute), 4xx for what a person has to change.
 */
export function createAlerts(
  deps: SendingDeps & { tokens: Pick<Tokens, "read">; alarmDesk: Pick<AlarmDesk, "raise" | "resolve"> },
) {
  const { submission, log, clock } = deps;
  const { timeLimitMs, bodyLimitBytes } = { ...REQUEST_LIMITS, ...deps.limits };
  const withinLimit = createTimeLimit(clock, timeLimitMs);
  const guard = createAccessGuard({
    ...deps,
    name: "rest",
    kind: `${SOURCE}.refused`,
    permission: "http-api",
    now: clock.now,
  });

  async function serve(request: Request): Promise<Response> {
    const entry = await enterByHeader(guard, request, { readBearer: jwtReader(deps.tokens), whenTooMany: "tryAgain" });
    if (!entry.ok) return entry.problem;
    return entry.value.body.close(await serveUser(request, entry.value));
  }

  async function serveUser(request: Request, { user, address, body }: Sender): Promise<Response> {
    const refuse = (refusal: OwnRefusal) => guard.record({ ...refusal, address, userName: user.name });
    try {
      const response = await withinLimit({
        work: (limit) => send(request, { user, address, body, limit, refuse }),
        late: (error) =>
          log.error({ path: PATH, error: scrub(String(error), request) }, "request failed after its limit"),
      });
      if (response !== "timed-out") return response;
      refuse({
        reason: "time-limit",
        message: "The time limit passed; the message may have been accepted all the same",
      });
    } catch (error) {
      log.error({ path: PATH, error: scrub(String(error), request) }, "request failed");
      refuse({ reason: "failed", message: "Refused: an internal failure, see the log" });
    }
    return answer("tryAgain", { "retry-after": RETRY_SECONDS, connection: "close" });
  }

  async function send(
    request: Request,
    { user, address, body, limit, refuse }: Sender & { limit: TimeLimit; refuse: (refusal: OwnRefusal) => unknown },
  ): Promise<Response> {
    const parameters = readQuery(request.url);
    const asked = askedPolicy(request);
    const { to } = parameters;
    if (!to && asked === undefined) {
      refuse({ reason: "parameter-missing", message: "Refused: missing or empty parameter: to" });
      return answer("parameterMissing");
    }
    const bytes = await body.read(bodyLimitBytes);
    if (bytes === "too-large") {
      refuse({ reason: "request-too-large", message: `Refused: the body is larger than ${bodyLimitBytes} bytes` });
      return answer("tooLarge");
    }
    if (typeof bytes === "string") {
      refuse(bytes === "no-room" ? NO_ROOM : CLIENT_GONE);
      return answer("tryAgain", { "retry-after": RETRY_SECONDS });
    }
    const group = readAlertGroup(decodeJson(bytes));
    if (group === undefined) {
      refuse({
        reason: "malformed-body",
        message: "Refused: the body is not a notification from Alertmanager or Grafana",
      });
      return answer("noAlerts");
    }
    // Who was told that it failed must not have sent it.
    if (limit.passed) return answer("tryAgain");
    const source = { door: SOURCE, name: user.name, userId: user.id } as const;
    if (asked !== undefined) {
      const problem = await raiseAlerts(group, { desk: deps.alarmDesk, asked, source });
      if (problem === undefined) return answer("accepted");
      refuse(WHY_NO_ALARM[problem]);
      return problem === "no-such-policy" ? answer("noPolicy") : answer("tryAgain", { "retry-after": RETRY_SECONDS });
    }
    const { target, channel } = readMode(parameters);
    const result = await submission.submit({
      recipients: [{ target, to: to ?? "" }],
      channel,
      text: describeAlerts(group),
      trouble: troubleOf(group),
      kind: "text",
      flash: false,
      ...guard.senderOf(user, address),
      limit,
      source: SOURCE,
    });
    if (result.ok) return answer("accepted", messageIdHeaders(result.value.messageIds));
    const retryAfterSeconds = waitOf(result.problem);
    if (retryAfterSeconds !== undefined) return answer("tryAgain", { "retry-after": String(retryAfterSeconds) });
    const notStored = result.problem.some((reason) => reason.kind === "not-stored");
    return notStored ? answer("tryAgain", { "retry-after": RETRY_SECONDS }) : answer("refused");
  }

  return (
    new Elysia({ name: "alerts" })
      .onStart(guard.open)
      .post(PATH, ({ request }) => serve(request), { parse: "none", detail: ALERTS_POST })
      // Grafana's webhooks may be set to PUT.
      .put(PATH, ({ request }) => serve(request), { parse: "none", detail: { hide: true } })
  );
}

/** Of the query: `policy=night`, `policyLabel=team`, or both. */
function askedPolicy(request: Request): AskedPolicy | undefined {
  const query = new URLSearchParams(searchOf(request));
  const policy = query.get("policy") || undefined;
  const label = query.get("policyLabel") || undefined;
  return policy === undefined && label === undefined ? undefined : { policy, label };
}

const WHY_NO_ALARM = {
  "no-such-policy": {
    reason: "invalid-payload",
    message: "Refused: there is no policy of the name that was asked for",
  },
  "too-many-open": { reason: "failed", message: "Refused: too many alarms are open" },
} as const satisfies Record<string, OwnRefusal>;

const CLIENT_GONE: OwnRefusal = {
  reason: "client-gone",
  message: "The client went away before its request had arrived",
};

type OwnRefusal = Omit<AccessRefusal, "address" | "userName">;
