import { defined } from "../../defined.ts";
import type { AddressBookStore, OptOutStore } from "../../messages/index.ts";
import { wordOf } from "../../names.ts";
import { onFirstUse } from "../../on-first-use.ts";
import { no, ok, type Result } from "../../result.ts";
import { createAddresseeResolver, type Recipient, type ResolvedAddressees } from "./addressees.ts";
import { ANY_NUMBER, createNumberRules, type NumberRules } from "./number-rules.ts";
import { createPatternCompiler } from "./patterns.ts";
import { createNumberReader } from "./recipients.ts";
import type { RefusalReason } from "./refusals.ts";
import type { SubmissionRequest } from "./request.ts";
import { createWrittenForms } from "./written-forms.ts";

/** What decides whom a request goes to. */
export type RecipientRequest = Pick<
  SubmissionRequest,
  "recipients" | "channel" | "kind" | "flash" | "regex" | "list" | "except" | "despiteOptOut"
>;

/** Whom a request goes to, each number once, and who of those it names is left out. */
export interface ResolvedRequest {
  recipients: Recipient[];
  refused: RefusalReason[];
  gaps: ResolvedAddressees["gaps"];
}

/** The problem: why nobody is left. @throws what the stores throw */
export type RequestResolver = (
  request: RecipientRequest,
  now: number,
) => Promise<Result<ResolvedRequest, RefusalReason[]>>;

/**
 * Makes what finds the recipients of a request: addressees, then number rules, then the request's own filter, then who has
 * opted out.
 */
export function createRequestResolver(options: {
  book: Pick<AddressBookStore, "findContact" | "findGroup">;
  optOuts: Pick<OptOutStore, "among">;
  country: string;
  /** Which numbers may be reached now; any by default, but those for emergencies. */
  rules?: () => NumberRules;
  telegram?: boolean;
}): RequestResolver {
  const resolveAddressees = createAddresseeResolver({
    numbers: createNumberReader({ country: options.country }),
    book: options.book,
  });
  const rules = options.rules ?? onFirstUse(() => createNumberRules({ country: options.country, ...ANY_NUMBER }));
  const formsOf = createWrittenForms({ country: options.country });
  const patterns = createPatternCompiler();

  function readFilter({ regex, list }: RecipientRequest): Result<Filter, RefusalReason> {
    const wanted = list === undefined ? undefined : (wordOf(list) ?? UNKNOWN_WORD) || undefined;
    if (!regex) return wanted === undefined ? ok(() => "allowed") : no({ kind: "list-without-regex" });
    if (wanted !== undefined && wanted !== "white" && wanted !== "black")
      return no({ kind: "unknown-list", list: wanted });
    const pattern = patterns.compile(regex);
    if (pattern === "malformed") return no({ kind: "malformed-regex" });
    if (pattern === "too-large") return no({ kind: "regex-too-large" });
    const matches = (number: string) => formsOf(number).some((form) => pattern.test(form));
    if (wanted === "black") return ok((number) => (matches(number) ? "black" : "allowed"));
    return ok((number) => (matches(number) ? "allowed" : "white"));
  }

  async function withoutOptedOut(recipients: Recipient[], refused: RefusalReason[]): Promise<Recipient[]> {
    const optedOut = await options.optOuts.among(recipients.map(({ number }) => number));
    if (optedOut.size === 0) return recipients;
    for (const { number, namedAs } of recipients) {
      if (optedOut.has(number)) refused.push({ kind: "opted-out", recipient: number, ...defined({ namedAs }) });
    }
    return recipients.filter(({ number }) => !optedOut.has(number));
  }

  return async (request, now) => {
    const filter = readFilter(request);
    if (!filter.ok) return no([filter.problem]);
    const allows = filter.value;
    // Calls and flash messages go by SMS whatever is asked for.
    const onlyTelegram = request.channel === "telegram" && request.kind !== "ring" && !request.flash;
    if (onlyTelegram && options.telegram === false) return no([{ kind: "no-telegram" }]);

    const resolved = await resolveAddressees(request.recipients, now);
    if (resolved === "too-many") return no([{ kind: "too-many-recipients" }]);
    const { found, problems, gaps } = resolved;
    const seen = new Set<string>();
    const recipients: Recipient[] = [];
    const refused: RefusalReason[] = problems;
    for (const recipient of found) {
      const { number, namedAs } = recipient;
      if (seen.has(number) || request.except?.has(number)) continue;
      seen.add(number);
      const why = rules().check(number, request.kind);
      if (why !== "allowed") {
        refused.push({ kind: "number-refused", recipient: number, why, ...defined({ namedAs }) });
        continue;
      }
      const list = allows(number);
      if (list === "allowed") recipients.push(recipient);
      else refused.push({ kind: "refused-by-list", recipient: number, list });
    }
    const left = request.despiteOptOut ? recipients : await withoutOptedOut(recipients, refused);
    if (left.length > 0) return ok({ recipients: left, refused, gaps });
    return no(refused.length > 0 ? refused : [{ kind: "no-recipient" }]);
  };
}

/** Longer than any word of `list`. */
const UNKNOWN_WORD = "…";
type Filter = (number: string) => "allowed" | "white" | "black";
