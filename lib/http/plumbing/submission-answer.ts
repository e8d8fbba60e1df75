import { MESSAGE_IDS_CHARACTERS } from "../../limits.ts";
import { describeRefusal, type RefusalReason } from "../../routing/index.ts";

/**
 * The header `X-Message-Id` of what was accepted: IDs, separated by commas, as many as fit. When not all do,
 * `X-Message-Count` says how many there are.
 */
export function messageIdHeaders(messageIds: readonly number[]): Record<string, string> {
  let ids = "";
  for (const id of messageIds) {
    const longer = ids === "" ? String(id) : `${ids},${id}`;
    if (longer.length > MESSAGE_IDS_CHARACTERS)
      return { "x-message-id": ids, "x-message-count": String(messageIds.length) };
    ids = longer;
  }
  return { "x-message-id": ids };
}

/** Seconds after which the user may send so much; `undefined` when that is not why it was refused, or never helps. */
export function waitOf(reasons: readonly RefusalReason[]): number | undefined {
  const [first] = reasons;
  return first?.kind === "too-many-messages" ? first.retryAfterSeconds : undefined;
}

/** What the event log says, without what every refusal begins with: `no telephone number (too-short)`. */
export const detailOf = (reason: RefusalReason): string =>
  describeRefusal(reason).replace(/^(?:Refused|Not sent to one recipient): /, "");
