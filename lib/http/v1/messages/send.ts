import type { Static } from "@sinclair/typebox";
import type { Clock } from "../../../clock.ts";
import { defined } from "../../../defined.ts";
import { DAYS_AHEAD, DAYS_VALID } from "../../../limits.ts";
import type { Priority } from "../../../messages/index.ts";
import { no, ok, type Result } from "../../../result.ts";
import type { Addressee, Submission, SubmissionRequest } from "../../../routing/index.ts";
import type { AccessGuard } from "../../access/access-guard.ts";
import { type Fault, holds, invalid } from "../../operations/failures.ts";
import { REPLAYED } from "../../operations/idempotency.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { Reply } from "../../operations/reply.ts";
import { readDuration, readTime } from "../times.ts";
import { nothingAccepted, refusedOf } from "./refused.ts";
import { AcceptedMessages, MessagePreview, NewMessages, PreviewPayload, type Recipient } from "./send-models.ts";

const DAY_MS = 86_400_000;
const PRIORITIES: Readonly<Record<"low" | "normal" | "high", Priority>> = { low: 0, normal: 1, high: 2 };

const SEND_MESSAGES = operation({
  method: "POST",
  path: "/api/v1/messages",
  operationId: "sendMessages",
  tag: "Messages",
  summary: "Send a message",
  description:
    "One message for each recipient. The answer comes when all of them are safely stored; sending goes on from there. Recipients that cannot be sent to are named in `refused`; when none is left, the call fails with 422.",
  body: NewMessages,
  bodyExample: {
    to: ["+491701234567", { number: "+491719876543", variables: { host: "db-2" } }],
    text: "Disk full on {host}",
    variables: { host: "db-1" },
    validity: "PT4H",
    reference: "ticket-4711",
  },
  once: true,
  answer: AcceptedMessages,
  status: 202,
  example: {
    messages: [
      { id: 17, to: "+491701234567", state: "queued", parts: 1, alphabet: "gsm7" },
      { id: 18, to: "+491719876543", state: "queued", parts: 1, alphabet: "gsm7" },
    ],
    refused: [],
  },
  failures: [400, 422],
});

const PREVIEW_MESSAGES = operation({
  method: "POST",
  path: "/api/v1/messages/preview",
  operationId: "previewMessages",
  tag: "Messages",
  summary: "What a message would be, and who would get it",
  description:
    "Sends nothing, and records nothing. Without the permission `contacts`, people who were named as contacts or groups are only counted.",
  body: PreviewPayload,
  bodyExample: { to: "+491701234567", text: "Disk full on db-1 😱" },
  answer: MessagePreview,
  example: {
    alphabet: "ucs2",
    parts: 1,
    remaining: 50,
    forcedBy: [{ character: "😱", position: 18 }],
    totalParts: 1,
    recipients: [{ to: "+491701234567", parts: 1, alphabet: "ucs2" }],
    refused: [],
  },
  failures: [400, 422],
});

/** Sending, and what comes before it. */
export const SENDING = {
  operations: [SEND_MESSAGES, PREVIEW_MESSAGES],
  routes: sendingRoutes,
} as const;

function sendingRoutes(deps: {
  submission: Pick<Submission, "submitOnce" | "preview">;
  clock: Pick<Clock, "now">;
  guard: Pick<AccessGuard, "senderOf">;
}): Route[] {
  const { submission, clock, guard } = deps;

  const send = route(SEND_MESSAGES, async ({ body, user, address, limit, once }) => {
    const content = contentOf(body);
    const times = timesOf(body, clock.now());
    if (!content.ok || !times.ok) return invalid([content, times].flatMap((each) => (each.ok ? [] : each.problem)));
    const { priority, modem, pool, reference } = body;
    const seesContacts = holds(user, "contacts");
    const result = await submission.submitOnce({
      ...content.value,
      ...times.value,
      ...guard.senderOf(user, address),
      withoutContacts: !seesContacts,
      limit,
      source: "v1",
      ...defined({ priority: priority && PRIORITIES[priority], modem, pool, reference, once }),
    });
    if (!result.ok) return nothingAccepted(result.problem, seesContacts);
    const { messages, refused, alarms, again } = result.value;
    const answer: Static<typeof AcceptedMessages> = {
      messages: messages.map(({ id, to, ...plan }) => ({ id, to, state: "queued", ...plan })),
      refused: refusedOf(refused, seesContacts),
      ...defined({ alarms: alarms && [...alarms] }),
    };
    return new Reply(answer, again ? { headers: REPLAYED } : {});
  });

  const preview = route(PREVIEW_MESSAGES, async ({ body, user, address }) => {
    const content = contentOf({ ...body, to: body.to ?? [] });
    if (!content.ok) return invalid(content.problem);
    const { despiteOptOut } = guard.senderOf(user, address);
    const seesContacts = holds(user, "contacts");
    const result = await submission.preview({ ...content.value, despiteOptOut, withoutContacts: !seesContacts });
    if (!result.ok) return nothingAccepted(result.problem, seesContacts);
    const { text, recipients, refused, alarms } = result.value;
    const { forcedBy, ...plan } = text;
    return {
      ...plan,
      forcedBy: forcedBy.map(({ character, index }) => ({ character, position: index })),
      totalParts: recipients.reduce((sum, { parts }) => sum + parts, 0),
      recipients: recipients.map(({ to, namedAs, name, ...plan }) => ({
        ...(seesContacts || namedAs === undefined ? { to, ...defined({ name }) } : {}),
        ...plan,
      })),
      refused: refusedOf(refused, seesContacts),
      ...defined({
        alarms: alarms?.map(({ policy, calls }) => (seesContacts ? { policy, calls: [...calls] } : {})),
      }),
    };
  });

  return [send, preview];
}

type Content = Pick<SubmissionRequest, "recipients" | "channel" | "text" | "kind" | "flash" | "variables">;

/** What is sent to whom. The problem: fields that contradict each other. */
function contentOf({
  to,
  text,
  ring = false,
  flash = false,
  channel = "sms",
  variables = {},
}: Omit<Static<typeof PreviewPayload>, "to"> & { to: Recipient | Recipient[] }): Result<Content, Fault[]> {
  const faults: Fault[] = [];
  if (ring && text !== undefined) faults.push({ pointer: "/text", message: "must be absent with ring" });
  if (!ring && text === undefined) faults.push({ pointer: "/text", message: "is missing" });
  if (text === "") faults.push({ pointer: "/text", message: "must not be empty" });
  if (ring && flash) faults.push({ pointer: "/flash", message: "must be false with ring" });
  if (channel !== "sms" && (ring || flash)) {
    faults.push({ pointer: "/channel", message: "must be sms for what goes by SMS only (flash, ring)" });
  }
  if (faults.length > 0) return no(faults);
  return ok({
    recipients: (Array.isArray(to) ? to : [to]).map(addresseeOf),
    channel,
    text: text ?? "",
    kind: ring ? "ring" : "text",
    flash,
    variables,
  });
}

function addresseeOf(recipient: Recipient): Addressee {
  if (typeof recipient === "string") return { target: "number", to: recipient };
  const own = defined({ variables: recipient.variables });
  if ("number" in recipient) return { target: "number", to: recipient.number, ...own };
  if ("contact" in recipient) return { target: "contact", ...referenceOf(recipient.contact), ...own };
  return { target: "group", ...referenceOf(recipient.group), ...own };
}

/** A number is an ID and a text is a name, so that a contact may be called 1. */
const referenceOf = (reference: number | string) =>
  ({ to: String(reference), by: typeof reference === "number" ? "id" : "name" }) as const;

function timesOf(
  { sendAt, expiresAt, validity }: Pick<Static<typeof NewMessages>, "sendAt" | "expiresAt" | "validity">,
  now: number,
): Result<{ sendAt?: number; validityMs?: number }, Fault[]> {
  const faults: Fault[] = [];
  const at = readTime(sendAt ?? "");
  const until = readTime(expiresAt ?? "");
  // What has passed is now.
  const from = Math.max(at ?? now, now);
  if (from - now > DAYS_AHEAD * DAY_MS) {
    faults.push({ pointer: "/sendAt", message: `must be within ${DAYS_AHEAD} days` });
  }
  if (expiresAt !== undefined && validity !== undefined) {
    faults.push({ pointer: "/validity", message: "must be absent with expiresAt" });
  }
  const validityMs = readDuration(validity ?? "") ?? (until === undefined ? undefined : until - from);
  const isPossible = validityMs === undefined || (validityMs > 0 && validityMs <= DAYS_VALID * DAY_MS);
  if (!isPossible) {
    const pointer = validity === undefined ? "/expiresAt" : "/validity";
    faults.push({ pointer, message: `must end after sendAt and now, within ${DAYS_VALID} days` });
  }
  if (faults.length > 0) return no(faults);
  return ok(defined({ sendAt: at === undefined ? undefined : from, validityMs }));
}
