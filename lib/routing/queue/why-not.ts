import type { MessageState } from "../../messages/index.ts";
import { NUMBER_PROBLEMS } from "../submission/recipients.ts";
import { MOST_PARTS, WHY_NUMBER, WHY_OPTED_OUT } from "../submission/refusals.ts";
import type { ChangeProblem, ResendProblem } from "./by-person.ts";

/** Why a message was not cancelled, sent again or changed: the rest of a sentence, behind a colon. */
export function whyNot(problem: ResendProblem | ChangeProblem): string {
  switch (problem.kind) {
    case "not-found":
      return "no message has this ID";
    case "number-refused":
      return WHY_NUMBER[problem.why];
    case "opted-out":
      return WHY_OPTED_OUT;
    case "wrong-state":
      return IT_IS[problem.state];
    case "changed-meanwhile":
      return "it was changed meanwhile";
    case "begun":
      return "it was tried before";
    case "invalid-number":
      return NUMBER_PROBLEMS[problem.problem];
    case "text-gone":
      return "its text was deleted, since texts are not kept longer";
    case "text-unreadable":
      return TEXT_UNREADABLE;
    case "text-empty":
      return "the text is empty";
    case "text-too-long":
      return `the text needs more than the ${MOST_PARTS} parts that a message can have`;
    case "ring-without-text":
      return "it is a call, which has no text";
    case "too-many-messages":
      return "more than the user may send in a minute";
    default:
      return problem satisfies never;
  }
}

/** Why a message is not sent whose encrypted text, or PDU, does not open. */
export const TEXT_UNREADABLE =
  "its text cannot be decrypted: its key was given up, or it was changed or moved in the database";

const IT_IS: Readonly<Record<MessageState, string>> = {
  queued: "it is queued",
  sending: "it is being sent right now",
  sent: "it was sent",
  delivered: "it was delivered",
  undelivered: "it was sent but not delivered",
  failed: "it failed",
  unknown: "nobody knows whether it was sent",
  cancelled: "it was cancelled before",
  expired: "it expired",
};
