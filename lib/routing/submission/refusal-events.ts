import { defined } from "../../defined.ts";
import { REFUSALS_SHOWN } from "../../limits.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, RefusalDetails } from "../../messages/index.ts";
import { maskNumber } from "../../visible.ts";
import { describeRefusal, describeRefusals, type RefusalReason } from "./refusals.ts";
import type { SubmissionRequest } from "./request.ts";

/** 100 characters of a recipient as the client gave it, in events: more than any number or name. */
const LONGEST_SHOWN = 100;

/** One event, and a line of the log since clients are told to look there, for all that was refused of a request. */
export function recordRefusals(
  request: SubmissionRequest,
  reasons: readonly RefusalReason[],
  { log, events }: { log: Log; events: EventRecorder },
): void {
  const [first] = reasons;
  if (first === undefined) return;
  const transport = {
    source: request.source,
    user: request.userName,
    to: shownInLog(recipientOf(first, request)),
    reason: first.kind,
    ...defined({ address: request.address }),
    ...(reasons.length > 1 ? { more: reasons.length - 1 } : {}),
  };
  log.info(transport, describeRefusal(first));
  events.record({
    kind: `${request.source}.refused`,
    explanation: describeRefusals(reasons),
    userName: request.userName,
    address: request.address,
    details: {
      reason: first.kind,
      recipient: recipientOf(first, request),
      ...moreDetails(reasons, request),
    },
  });
}

/** The first of many, with its successors' number and a few of them. */
function moreDetails(
  reasons: readonly RefusalReason[],
  request: SubmissionRequest,
): Pick<RefusalDetails, "refusals" | "others"> {
  if (reasons.length === 1) return {};
  const others = reasons.slice(1, REFUSALS_SHOWN).map((each) => `${recipientOf(each, request)} (${each.kind})`);
  return { refusals: reasons.length, others: others.join(", ") };
}

function recipientOf(reason: RefusalReason, { recipients }: SubmissionRequest): string {
  const recipient =
    "recipient" in reason ? reason.recipient : recipients.map(({ to }) => to.slice(0, LONGEST_SHOWN).trim()).join(",");
  return recipient.slice(0, LONGEST_SHOWN);
}

/** Names as they are, most digits of numbers not, however they are written. */
const shownInLog = (recipient: string) =>
  /\d(?:[^\p{L}\d]*\d){4}/u.test(recipient) ? maskNumber(recipient) : recipient;
