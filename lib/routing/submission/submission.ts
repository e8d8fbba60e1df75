import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { PARTS_OF_A_REQUEST, REFUSALS_SHOWN } from "../../limits.ts";
import type { Log } from "../../log.ts";
import type {
  AddressBookStore,
  EventRecorder,
  Limit,
  MessageKind,
  NewMessage,
  OutboxStore,
  Priority,
  RefusalDetails,
  RequestedChannel,
} from "../../messages/index.ts";
import { wordOf } from "../../names.ts";
import { no, ok, type Result } from "../../result.ts";
import { maskNumber } from "../../visible.ts";
import { type Addressee, createAddresseeResolver, type ResolvedAddressees } from "./addressees.ts";
import { countParts, isTooLong, mostParts, normaliseText } from "./message-text.ts";
import { ANY_NUMBER, createNumberRules, type NumberSettings } from "./number-rules.ts";
import { createPatternCompiler } from "./patterns.ts";
import { createNumberReader } from "./recipients.ts";
import { describeRefusal, describeRefusals, type RefusalReason } from "./refusals.ts";
import { createWrittenForms } from "./written-forms.ts";

/**
 * Takes messages and their parts from what a user may send in a minute: gives the way to give them back, the time to wait,
 * or that so many never fit.
 */
export type Allowance = (cost: {
  messages: number;
  parts: number;
}) => { giveBack(): void } | { retryAfterSeconds: number } | "never";

/** The interfaces that messages come through. */
type SubmissionSource = "api.php" | "rest" | "isms" | "alerts";

/** One request to send, after its user has been authenticated and authorised. */
export interface SubmissionRequest {
  /** Whom it goes to; each number gets one message, however often it is named. */
  recipients: readonly Addressee[];
  /** A ring goes by a modem, whatever is said here. */
  channel: RequestedChannel;
  /** Empty for a ring. */
  text: string;
  kind: MessageKind;
  flash: boolean;
  /** Matched against each number in its written forms: `+49…`, `0049…`, `49…`, and of the home country `0170…`. */
  regex?: string;
  /** `white` or `black`; a regex alone counts as `white`. */
  list?: string;
  userId?: number;
  userName: string;
  /** What the user may send; every interface has to say. `undefined`: no limit. */
  allowance: Allowance | undefined;
  /** Once it has passed nothing is stored any more. */
  limit?: Limit;
  /** Which interface it came through, see {@link NewMessage.source}. */
  source: SubmissionSource;
  /** Client's address, for the event log. */
  address?: string;
  priority?: Priority;
  pool?: string;
  /** The one modem to take, by its name; stronger than every rule. */
  modem?: string;
  /** Not before, in milliseconds since 1970; now by default. */
  sendAt?: number;
  /** How long after `sendAt` it may still be sent; the setting by default. */
  validityMs?: number;
}

/**
 * `messageIds` in the order of the recipients, each recipient once; `refused` names those left out. The problem is why
 * nothing was accepted.
 */
type SubmissionResult = Result<{ messageIds: number[]; refused: RefusalReason[] }, RefusalReason[]>;

export interface Submission {
  /**
   * Resolves recipients, applies the filter and accepts one message for each. Resolves after the synced commit; every
   * refusal is an event that names user, recipient and reason, never the text. Never rejects.
   */
  submit(request: SubmissionRequest): Promise<SubmissionResult>;
}

/** 100 characters of a recipient as the client gave it, in events: more than any number or name. */
const LONGEST_SHOWN = 100;

/**
 * Makes the one way in for everything that sends.
 *
 * @param options.country  home country of national numbers, ISO 3166-1
 * @param options.validityMs  how long a message may wait, 48 hours by default
 */
export function createSubmission(options: {
  store: Pick<OutboxStore, "accept">;
  book: Pick<AddressBookStore, "findContact" | "findGroup">;
  events: EventRecorder;
  log: Log;
  clock: Pick<Clock, "now">;
  country: string;
  /** Which numbers may be reached; any by default, but those for emergencies. */
  numbers?: NumberSettings;
  /** Whether there is a bot; `true` by default. */
  telegram?: boolean;
  validityMs?: number;
}): Submission {
  const { store, events, log, clock } = options;
  const numbers = createNumberReader({ country: options.country });
  const resolveAddressees = createAddresseeResolver({ numbers, book: options.book });
  const rules = createNumberRules({ country: options.country, ...(options.numbers ?? ANY_NUMBER) });
  const formsOf = createWrittenForms({ country: options.country });
  const patterns = createPatternCompiler();
  const validityMs = options.validityMs ?? 48 * 3_600_000;

  async function resolve(request: SubmissionRequest, now: number): Promise<Result<ResolvedRequest, RefusalReason[]>> {
    const filter = readFilter(request);
    if (!filter.ok) return no([filter.problem]);
    const allows = filter.value;
    // Calls and flash messages go by SMS whatever is asked for.
    const onlyTelegram = request.channel === "telegram" && request.kind !== "ring" && !request.flash;
    if (onlyTelegram && options.telegram === false) return no([{ kind: "no-telegram" }]);

    const resolved = await resolveAddressees(request.recipients, now);
    if (resolved === "too-many") return no([{ kind: "too-many-recipients" }]);
    const { numbers: found, problems, gaps } = resolved;
    const recipients = new Set<string>();
    const refused: RefusalReason[] = problems;
    for (const number of new Set(found)) {
      const why = rules.check(number, request.kind);
      if (why !== "allowed") {
        refused.push({ kind: "number-refused", recipient: number, why });
        continue;
      }
      const list = allows(number);
      if (list === "allowed") recipients.add(number);
      else refused.push({ kind: "refused-by-list", recipient: number, list });
    }
    if (recipients.size > 0) return ok({ recipients: [...recipients], refused, gaps });
    return no(refused.length > 0 ? refused : [{ kind: "no-recipient" }]);
  }

  function readFilter({ regex, list }: SubmissionRequest): Result<Filter, RefusalReason> {
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

  /** One event, and a line of the log since clients are told to look there, for all that was refused of a request. */
  function refuse(request: SubmissionRequest, reasons: readonly RefusalReason[]): void {
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

  /** Somebody may want to mend the schedule before the next alert. */
  function tellGaps(request: SubmissionRequest, gaps: ResolvedAddressees["gaps"]): void {
    for (const { group, told } of gaps) {
      events.record({ kind: "group.nobody-on-call", userName: request.userName, group, told });
    }
  }

  function notStored(request: SubmissionRequest, error: unknown, recipients: readonly string[]): SubmissionResult {
    log.error({ err: error, recipients: recipients.map(maskNumber).slice(0, 10) }, "messages not stored");
    const reasons: RefusalReason[] = [{ kind: "not-stored" }];
    refuse(request, reasons);
    return no(reasons);
  }

  return {
    async submit(request) {
      const now = clock.now();
      const text = request.kind === "ring" ? "" : normaliseText(request.text);
      if (isTooLong(text)) {
        const reasons: RefusalReason[] = [{ kind: "text-too-long" }];
        refuse(request, reasons);
        return no(reasons);
      }
      let resolved: Awaited<ReturnType<typeof resolve>>;
      try {
        resolved = await resolve(request, now);
      } catch (error) {
        return notStored(request, error, []);
      }
      if (!resolved.ok) {
        refuse(request, resolved.problem);
        return resolved;
      }
      const { recipients, refused, gaps } = resolved.value;
      const reserved = reserve(request, text, recipients.length);
      if (!reserved.ok) {
        refuse(request, [reserved.problem]);
        return no([reserved.problem]);
      }
      const sendAt = request.sendAt ?? now;
      const messages = recipients.map(
        (recipient): NewMessage => ({
          recipient,
          text,
          kind: request.kind,
          flash: request.flash,
          channel: request.kind === "ring" ? "sms" : request.channel,
          priority: request.priority ?? 1,
          source: request.source,
          sendAt,
          expiresAt: sendAt + (request.validityMs ?? validityMs),
          ...defined({ pool: request.pool, askedModem: request.modem, userId: request.userId }),
        }),
      );
      let messageIds: number[];
      try {
        messageIds = await store.accept(messages, now, request.limit);
        if (messageIds.length < messages.length) throw new Error("the time limit passed before they could be stored");
      } catch (error) {
        reserved.value.giveBack();
        return notStored(request, error, recipients);
      }
      if (refused.length > 0) refuse(request, refused);
      tellGaps(request, gaps);
      return ok({ messageIds, refused });
    },
  };
}

/** Whom a request goes to, and who of those it names was left out. */
interface ResolvedRequest {
  recipients: string[];
  refused: RefusalReason[];
  gaps: ResolvedAddressees["gaps"];
}

/** Takes what the messages cost from what the request and its user may send. */
function reserve(
  { allowance }: SubmissionRequest,
  text: string,
  messages: number,
): Result<{ giveBack(): void }, RefusalReason> {
  const isLarge = messages * mostParts(text) > PARTS_OF_A_REQUEST;
  if (!isLarge && allowance === undefined) return ok(NOTHING_RESERVED);
  const parts = messages * (countParts(text) ?? 1);
  if (parts > PARTS_OF_A_REQUEST) return no({ kind: "too-many-parts" });
  const taken = allowance?.({ messages, parts }) ?? NOTHING_RESERVED;
  if (taken === "never") return no({ kind: "too-many-messages" });
  return "giveBack" in taken ? ok(taken) : no({ kind: "too-many-messages", ...taken });
}

const NOTHING_RESERVED = { giveBack: () => undefined };

/** Longer than any word of `list`. */
const UNKNOWN_WORD = "…";
type Filter = (number: string) => "allowed" | "white" | "black";

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
