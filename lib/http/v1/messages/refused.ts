import { type Static, Type } from "@sinclair/typebox";
import { NUMBER_PROBLEMS, type RefusalReason, withoutContacts } from "../../../routing/index.ts";
import { type Failure, failure } from "../../operations/failures.ts";
import { named, oneOf } from "../../plumbing/schemas.ts";
import { detailOf as recordedDetailOf, waitOf } from "../../plumbing/submission-answer.ts";

/** Whether an answer names this reason. One that is new does not compile until it is here. */
const NAMED = {
  "invalid-number": true,
  "no-such-contact": true,
  "no-such-group": true,
  "contact-without-number": true,
  "alarm-later": true,
  "empty-group": true,
  "nobody-on-call": true,
  "members-without-number": true,
  "no-recipient": true,
  "number-refused": true,
  "opted-out": true,
  "no-telegram": true,
  "text-too-long": true,
  "variable-missing": true,
  "key-used": true,
  "too-many-recipients": true,
  "too-many-parts": true,
  "too-many-messages": true,
  "not-stored": false,
  "malformed-regex": false,
  "regex-too-large": false,
  "unknown-list": false,
  "list-without-regex": false,
  "refused-by-list": false,
  "contact-without-email": false,
} satisfies Record<RefusalReason["kind"], boolean>;

type Reason = RefusalReason["kind"];
const REASONS = (Object.keys(NAMED) as Reason[]).filter((reason) => NAMED[reason]);

/** A recipient that nothing is sent to. */
export const Refused = named(
  "Refused",
  Type.Object(
    {
      to: Type.Optional(
        Type.String({
          description:
            "As it was given, or the number or name; always as it was given without the permission `contacts`. Absent when it is about the whole request.",
        }),
      ),
      reason: oneOf(REASONS as [Reason, ...Reason[]]),
      detail: Type.String(),
    },
    { additionalProperties: false },
  ),
);

/** As the event log says it; of what is no telephone number, with how to name others. */
function detailOf(reason: RefusalReason): string {
  if (reason.kind === "members-without-number" && reason.unnamed !== undefined) {
    return `members of the group without a usable telephone number: ${reason.unnamed}`;
  }
  if (reason.kind === "no-such-contact" || reason.kind === "no-such-group") {
    const what = reason.kind === "no-such-contact" ? "contact" : "group";
    return `no ${what} with this ID or name: an ID is a number in JSON, and a text is a name`;
  }
  if (reason.kind !== "invalid-number") return recordedDetailOf(reason);
  const problem = NUMBER_PROBLEMS[reason.problem];
  return reason.problem === "not-a-number"
    ? `${problem}; name a contact or group as {"contact": …} or {"group": …}`
    : problem;
}

/** As answers name what was refused, to somebody who may see contacts or not. */
export const refusedOf = (reasons: readonly RefusalReason[], seesContacts: boolean): Static<typeof Refused>[] =>
  reasons.map((given) => {
    const reason = seesContacts ? given : withoutContacts(given);
    return {
      ...("recipient" in reason ? { to: reason.recipient } : {}),
      reason: reason.kind,
      detail: detailOf(reason),
    };
  });

/** The answer when nothing was accepted. The submission has recorded why. */
export function nothingAccepted(reasons: readonly RefusalReason[], seesContacts: boolean): Failure {
  const retryAfterSeconds = waitOf(reasons);
  if (retryAfterSeconds !== undefined) {
    const headers = { "retry-after": String(retryAfterSeconds) };
    return failure(429, [`Too many messages: try again in ${retryAfterSeconds} seconds.`], { headers });
  }
  const unstored = reasons.find((reason) => reason.kind === "not-stored");
  if (unstored !== undefined) {
    if (unstored.lasting !== undefined) return failure(503, [unstored.lasting]);
    return failure(503, ["The message could not be stored: try again."], { headers: { "retry-after": "5" } });
  }
  const refused = refusedOf(reasons, seesContacts);
  return failure(
    422,
    refused.slice(0, 1).map(({ detail }) => sentenceOf(detail)),
    { members: { ...(reasons.some(({ kind }) => kind === "key-used") ? { reason: "key-used" } : {}), refused } },
  );
}

const sentenceOf = (detail: string): string => `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
