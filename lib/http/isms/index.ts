import { Elysia } from "elysia";
import type { User } from "../../auth/index.ts";
import { type MessageArchive, type OutgoingMessage, outcomeOf } from "../../messages/index.ts";
import type { ModemStatus } from "../../modem/index.ts";
import type { RefusalReason } from "../../routing/index.ts";
import { createAccessGuard, type GuardReason } from "../access/access-guard.ts";
import { shown } from "../access/refusals.ts";
import type { SendingDeps } from "../access/sending-deps.ts";
import { REQUEST_LIMITS } from "../plumbing/request-limits.ts";
import { scrub } from "../plumbing/scrub.ts";
import { waitOf } from "../plumbing/submission-answer.ts";
import { answer } from "../plumbing/texts.ts";
import { createTimeLimit, type TimeLimit } from "../plumbing/time-limit.ts";
import { ERRORS, type IsmsError, STATUS } from "./codes.ts";
import { QUERYMSG, SENDMSG } from "./docs.ts";
import { type IsmsParameters, readParameters, readSending } from "./parameters.ts";

const SOURCE = "isms";
/** No message has it: the groups were called by alarms alone. */
const ONLY_ALARMS = 0;

/** Which messages one request became: numbers of requests and of messages are the same kind. @throws StoreFailure */
interface Sends {
  remember(messageIds: readonly number[]): Promise<void>;
  messagesOf(sendId: number): Promise<number[]>;
}

interface IsmsDeps extends SendingDeps {
  /** `false`: every request is answered 404. */
  enabled: boolean;
  archive: Pick<MessageArchive, "findOutgoing">;
  sends: Sends;
  modems: () => readonly ModemStatus[];
}

/**
 * The HTTP interface of MultiTech's iSMS and SMSFinder: `GET /sendmsg` and `GET /querymsg`, for clients that know only
 * that. Every answer has status 200, failures too: clients take anything else for a device that cannot be reached.
 */
export function createIsms(deps: IsmsDeps) {
  const { submission, archive, sends, log, clock } = deps;
  const { timeLimitMs } = { ...REQUEST_LIMITS, ...deps.limits };
  const withinLimit = createTimeLimit(clock, timeLimitMs);
  const guard = createAccessGuard({ ...deps, name: "isms", permission: "http-api", now: clock.now });

  /** Lets the request in and gives the body of its answer. */
  async function serve(
    request: Request,
    path: string,
    act: (call: { user: User; address: string; parameters: IsmsParameters; limit: TimeLimit }) => Promise<string>,
  ): Promise<Response> {
    if (!deps.enabled) return answer("notFound");
    // Bun hands a HEAD request to the GET route; nothing must be done by it.
    if (request.method !== "GET") return answer("otherMethod", { allow: "GET" });
    const { address, refusal } = guard.checkNetwork(request);
    if (refusal !== undefined) {
      guard.record({ ...refusal, address });
      return body(failed(ERROR_AT_DOOR[refusal.reason]));
    }
    const startedAt = clock.now();
    const parameters = readParameters(request.url);
    const { user: name = "", passwd: password = "" } = parameters;
    async function enter(limit: TimeLimit): Promise<string> {
      if (name === "" || password === "") {
        guard.record({ reason: "credentials-missing", message: "Refused: no user name and password", address });
        return failed("authentication");
      }
      const entry = await guard.authenticate({ name, password, address });
      if (entry.ok) return act({ user: entry.value, address, parameters, limit });
      guard.record({ userName: name, ...entry.problem, address });
      return failed(ERROR_AT_DOOR[entry.problem.reason]);
    }
    try {
      const text = await withinLimit({
        work: enter,
        late: (error) =>
          log.error({ path, error: scrub(String(error), request) }, "request failed after its time limit"),
      });
      log.debug({ method: "GET", path, user: shown(name), ms: clock.now() - startedAt }, "request");
      return body(text === "timed-out" ? failed("busy") : text);
    } catch (error) {
      log.error({ path, error: scrub(String(error), request) }, "request failed");
      return body(failed("system"));
    }
  }

  const send = (request: Request) =>
    serve(request, "/sendmsg", async ({ user, address, parameters, limit }) => {
      const modems = deps.modems().map(({ name }) => name);
      const sending = readSending(parameters, modems);
      if (typeof sending === "string") {
        guard.record({
          reason: "invalid-payload",
          message: `Refused: ${ERRORS[sending].meaning}`,
          userName: user.name,
          address,
        });
        return failed(sending);
      }
      // Who was told that it failed must not have sent it.
      if (limit.passed) return failed("busy");
      const result = await submission.submit({
        ...sending,
        channel: "sms",
        kind: "text",
        flash: false,
        ...guard.senderOf(user, address),
        limit,
        source: SOURCE,
      });
      if (!result.ok) return failed(errorFor(result.problem));
      if (result.value.messageIds.length > 1) await sends.remember(result.value.messageIds);
      return `ID: ${result.value.messageIds[0] ?? ONLY_ALARMS}`;
    });

  const query = (request: Request) =>
    serve(request, "/querymsg", async ({ user, parameters }) => {
      const { apimsgid = "" } = parameters;
      if (apimsgid === "") return failed("parse");
      const id = /^\d{1,15}$/.test(apimsgid) ? Number(apimsgid) : 0;
      const several = await sends.messagesOf(id);
      const messages = await archive.findOutgoing(several.length > 0 ? several : [id]);
      const own = messages.filter(({ source, userId }) => source === SOURCE && userId === user.id);
      return `Status: ${statusOf(own)}`;
    });

  return new Elysia({ name: "isms" })
    .onStart(guard.open)
    .get("/sendmsg", ({ request }) => send(request), { detail: SENDMSG })
    .get("/querymsg", ({ request }) => query(request), { detail: QUERYMSG });
}

const ERROR_AT_DOOR: Record<GuardReason, IsmsError> = {
  "network-not-allowed": "authentication",
  "no-room": "busy",
  "wrong-credentials": "authentication",
  throttled: "authentication",
  "no-permission": "authentication",
  "user-network-not-allowed": "authentication",
  "too-many-requests": "busy",
  "cross-site": "authentication",
  "not-json": "parse",
};

function errorFor(reasons: readonly RefusalReason[]): IsmsError {
  if (reasons.some(({ kind }) => kind === "not-stored")) return "system";
  if (waitOf(reasons) !== undefined) return "busy";
  if (reasons.some(({ kind }) => kind === "text-too-long")) return "too-long";
  return reasons.some(({ kind }) => kind === "no-recipient") ? "no-recipient" : "invalid-recipient";
}

/** What has become of the messages of one request. */
function statusOf(messages: readonly OutgoingMessage[]): number {
  if (messages.length === 0) return STATUS.notFound;
  if (messages.every(({ state, attempts }) => state === "queued" && attempts === 0)) return STATUS.received;
  const outcomes = messages.map(({ state }) => outcomeOf(state));
  if (outcomes.includes("queued")) return STATUS.inProgress;
  if (!outcomes.includes("failed")) return STATUS.done;
  return outcomes.includes("sent") ? STATUS.doneWithError : STATUS.failed;
}

const failed = (error: IsmsError): string => `Err: ${ERRORS[error].number}`;

function body(text: string): Response {
  return new Response(text, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
