import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { FORCING_CHARACTERS_SHOWN } from "../../limits.ts";
import type { AddressBookStore } from "../../messages/index.ts";
import { charactersOutsideGsm7, type Language, normaliseText, previewText, type TextPreview } from "../../pdu/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { isTooLong } from "./message-text.ts";
import type { RefusalReason } from "./refusals.ts";
import type { SubmissionRequest } from "./request.ts";
import { reserve } from "./reserve.ts";
import type { RecipientRequest, RequestResolver } from "./resolve.ts";
import { eachText, isTextTooLong, textsOf } from "./texts.ts";

/** A request that may be sent later. */
export type PreviewRequest = RecipientRequest & Pick<SubmissionRequest, "text" | "variables" | "withoutContacts">;

/** What a request would become. */
export interface Preview {
  /** Of the text that takes the most parts; without recipients of the text as it is written. */
  text: Omit<TextPreview, "forcedBy"> & {
    /** What makes it UCS-2: the first {@link FORCING_CHARACTERS_SHOWN}, by their index in UTF-16 units. */
    forcedBy: { character: string; index: number }[];
  };
  /** Who would get a message; `namedAs` and `name` of who was not given as a number. */
  recipients: { to: string; namedAs?: string; name?: string; parts: number; alphabet: "gsm7" | "ucs2" }[];
  refused: RefusalReason[];
  /**
   * What a text to named groups with a policy opens, in place of messages to their members, and whom its first step calls; nobody where
   * that reaches nobody. Absent: none.
   */
  alarms?: readonly { policy: string; calls: readonly string[] }[];
}

/**
 * Makes previews. The problem is why there can be none: what is wrong with the text, or with the request as a whole.
 * Recipients that nothing would be sent to are part of the preview.
 */
export function createPreview(options: {
  resolve: RequestResolver;
  book: Pick<AddressBookStore, "contactsWithNumber">;
  clock: Pick<Clock, "now">;
  languages: readonly Language[];
}) {
  const { resolve, book, clock, languages } = options;

  /** @throws what the address book's store throws */
  return async (request: PreviewRequest): Promise<Result<Preview, RefusalReason[]>> => {
    const text = request.kind === "ring" ? "" : normaliseText(request.text);
    const { variables, withoutContacts } = request;
    if (isTextTooLong(text, variables)) return no([{ kind: "text-too-long" }]);
    const none = { recipients: [], refused: [] };
    if (request.recipients.length === 0) {
      return isTooLong(text) ? no([{ kind: "text-too-long" }]) : ok({ text: describe(text, languages), ...none });
    }
    const resolved = await resolve(request, clock.now());
    const { recipients, refused } = resolved.ok ? resolved.value : { recipients: [], refused: resolved.problem };
    const written = await textsOf({ text, variables, withoutContacts }, recipients, book);
    if (!written.ok) return no([written.problem]);
    const { texts, missing } = written.value;
    const within = await reserve(undefined, texts);
    if (!within.ok) return no([within.problem]);
    const previews = eachText(texts, (each) => previewText(each, { languages }));
    let largest = 0;
    for (const [at, { parts }] of previews.entries()) if (parts > (previews[largest]?.parts ?? 0)) largest = at;
    const whose = new Map(recipients.map(({ number, contact, namedAs }) => [number, { name: contact?.name, namedAs }]));
    return ok({
      text: describe(texts[largest]?.text ?? text, languages),
      recipients: texts.map(({ number }, at) => {
        const { parts = 0, alphabet = "gsm7" } = previews[at] ?? {};
        return { to: number, ...defined({ ...whose.get(number) }), parts, alphabet };
      }),
      refused: [...missing, ...refused],
    });
  };
}

function describe(text: string, languages: readonly Language[]): Preview["text"] {
  const { forcedBy: first, ...plan } = previewText(text, { languages });
  return { ...plan, forcedBy: first === undefined ? [] : charactersOutsideGsm7(text, FORCING_CHARACTERS_SHOWN) };
}
