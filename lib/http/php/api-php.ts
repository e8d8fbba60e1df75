import { Elysia } from "elysia";
import type { User } from "../../auth/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { createAccessGuard, type GuardRefusal, NO_ROOM } from "../access/access-guard.ts";
import type { SendingDeps } from "../access/sending-deps.ts";
import type { RequestBody } from "../plumbing/bodies/index.ts";
import type { BodyReading } from "../plumbing/body-pairs.ts";
import { REQUEST_LIMITS } from "../plumbing/request-limits.ts";
import { waitOf } from "../plumbing/submission-answer.ts";
import { API_PHP_GET, API_PHP_POST } from "./api-php-docs.ts";
import {
  accepted,
  MALFORMED_HEX,
  missing,
  type Progress,
  refusedAtDoor,
  TOO_MANY_PAIRS,
  timedOut,
  tooManyMessages,
  unread,
} from "./api-php-outcomes.ts";
import { createPhpEndpoint, type Decide } from "./php-endpoint.ts";
import {
  isComplete,
  isSwitchedOn,
  type PhpParameters,
  readBodyParameters,
  readMode,
  readQuery,
  readText,
} from "./php-parameters.ts";

const PATH = "/api.php";

/**
 * The brevis.one HTTP API: `GET` and `POST /api.php`, whose quirks are all here and in php-parameters.ts. Every refusal is
 * an event with user, recipient and reason; neither password, nor text, nor query string go anywhere.
 */
export function createApiPhp(deps: SendingDeps) {
  const { submission, log, clock } = deps;
  const { timeLimitMs, bodyLimitBytes } = { ...REQUEST_LIMITS, ...deps.limits };
  const guard = createAccessGuard({ ...deps, name: "api.php", permission: "http-api", now: clock.now });

  /** Lets in who says in the query string who they are, so that they may send more than a stranger. */
  async function signInEarly(
    { username: name = "", password = "" }: PhpParameters,
    { address, body, progress }: { address: string; body: RequestBody; progress: Progress },
  ): Promise<Result<EarlyEntry, GuardRefusal> | undefined> {
    if (name === "" || password === "") return undefined;
    progress.step = "authenticating";
    const entry = await guard.authenticate({ name, password, address });
    progress.step = "reading the body";
    if (!entry.ok) return no({ userName: name, ...entry.problem });
    return body.welcome() ? ok({ name, password, user: entry.value }) : no(NO_ROOM);
  }

  const decide: Decide = async (request, { address, body, progress, limit }) => {
    const parameters = readQuery(request.url);
    const known = body.needsUser ? await signInEarly(parameters, { address, body, progress }) : undefined;
    if (known?.ok === false) return refusedAtDoor(known.problem);
    let reading: BodyReading = "read";
    if (!body.isEmpty) {
      const bytes = await body.read(bodyLimitBytes);
      if (typeof bytes === "string") return unread(bytes, body.most(bodyLimitBytes));
      progress.step = "reading the parameters";
      reading = readBodyParameters(parameters, bytes, request.headers.get("content-type"));
    }
    if (parameters.username) progress.userName = parameters.username;
    if (parameters.to) progress.recipient = parameters.to;
    if (reading === "too-many-pairs") return TOO_MANY_PAIRS;
    if (!isComplete(parameters)) return missing(request, parameters, reading);

    progress.step = "authenticating";
    const { username: name, password } = parameters;
    const early = known?.value;
    const isKnown = early !== undefined && early.name === name && early.password === password;
    const entry = isKnown ? ok(early.user) : await guard.authenticate({ name, password, address });
    if (!entry.ok) return refusedAtDoor(entry.problem);
    const user = entry.value;

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
      ...guard.senderOf(user, address),
      limit,
      source: "api.php",
      ...(parameters.regex ? { regex: parameters.regex } : {}),
      ...(parameters.list ? { list: parameters.list } : {}),
    });
    if (result.ok) return accepted(user, result.value.messageIds);
    const retryAfterSeconds = waitOf(result.problem);
    if (retryAfterSeconds !== undefined) return tooManyMessages(user, retryAfterSeconds);
    const notStored = result.problem.some((reason) => reason.kind === "not-stored");
    return { answer: notStored ? "timedOut" : "refused", userName: user.name };
  };
  const serve = createPhpEndpoint({ path: PATH, guard, log, clock, timeLimitMs, decide });

  return new Elysia({ name: "api-php" })
    .onStart(guard.open)
    .get(PATH, ({ request }) => serve(request), { detail: API_PHP_GET })
    .post(PATH, ({ request }) => serve(request), { parse: "none", detail: API_PHP_POST });
}

interface EarlyEntry {
  name: string;
  password: string;
  user: User;
}
