import type { AddressBookStore, MessageKind } from "../../messages/index.ts";
import { onFirstUse } from "../../on-first-use.ts";
import { type Language, normaliseText, previewText } from "../../pdu/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { RefusalReason } from "./refusals.ts";
import type { SubmissionRequest } from "./request.ts";
import { reserve } from "./reserve.ts";
import type { RequestResolver, ResolvedRequest } from "./resolve.ts";
import { eachText, isTextTooLong, type RecipientText, sameForAll, textsOf } from "./texts.ts";

/** One message of a request. */
interface SubmittedMessage {
  id: number;
  /** The number. */
  to: string;
  /** As SMS; 0 for a ring. */
  parts: number;
  /** Absent for a ring. */
  alphabet?: "gsm7" | "ucs2";
}

/** What a request became; `refused` names the recipients that were left out. */
export interface Submitted {
  /** In the order of the recipients, each recipient once. */
  messages: SubmittedMessage[];
  refused: RefusalReason[];
  /** Numbers of the alarms that groups with a policy were called by. */
  alarms?: readonly number[];
}

/** A request that only has to be stored. */
export interface Prepared extends Pick<ResolvedRequest, "refused" | "gaps"> {
  texts: readonly RecipientText[];
  /** What it became, by the IDs of its messages. */
  submitted(ids: readonly number[]): Submitted;
  /** To the allowance, when nothing is stored. */
  giveBack(): void;
}

/**
 * Makes what comes before messages are stored: recipients, the text of each, and the allowance of the user. The problem
 * is why nothing may be sent.
 */
export function createPreparation(options: {
  resolve: RequestResolver;
  book: Pick<AddressBookStore, "contactsWithNumber">;
  languages: readonly Language[];
}) {
  const { resolve, book, languages } = options;

  /** @throws what the address book's store throws, and the allowance */
  return async (request: SubmissionRequest, now: number): Promise<Result<Prepared, RefusalReason[]>> => {
    const { variables, withoutContacts, kind } = request;
    const text = kind === "ring" ? "" : normaliseText(request.text);
    if (isTextTooLong(text, variables)) return no([{ kind: "text-too-long" }]);
    const resolved = await resolve(request, now);
    if (!resolved.ok) return resolved;
    const { recipients, refused, gaps } = resolved.value;
    const written =
      variables === undefined
        ? sameForAll(text, recipients)
        : await textsOf({ text, variables, withoutContacts }, recipients, book);
    if (!written.ok) return no([written.problem]);
    const { texts, missing } = written.value;
    if (missing.length > 0) return no([...missing, ...refused]);
    const reserving = reserve(request.allowance, texts);
    const reserved = reserving instanceof Promise ? await reserving : reserving;
    if (!reserved.ok) return no([reserved.problem]);
    const plans = onFirstUse(() => plansOf(texts, { kind, languages }));
    return ok({
      texts,
      refused,
      gaps,
      submitted: (ids) => ({
        messages: plans().map((plan, at) => ({ id: ids[at] ?? 0, to: texts[at]?.number ?? "", ...plan })),
        refused,
      }),
      giveBack: reserved.value.giveBack,
    });
  };
}

function plansOf(
  texts: readonly RecipientText[],
  { kind, languages }: { kind: MessageKind; languages: readonly Language[] },
): Pick<SubmittedMessage, "parts" | "alphabet">[] {
  if (kind === "ring") return texts.map(() => ({ parts: 0 }));
  return eachText(texts, (text) => {
    const { parts, alphabet } = previewText(text, { languages });
    return { parts, alphabet };
  });
}
