import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import {
  type AddressBookStore,
  type EventRecorder,
  lastingOf,
  type NewMessage,
  type Once,
  type OnceStore,
  type OptOutStore,
  type OutboxStore,
} from "../../messages/index.ts";
import type { Language } from "../../pdu/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { maskNumber } from "../../visible.ts";
import type { NumberRules } from "./number-rules.ts";
import { createPreparation, type Prepared, type Submitted } from "./prepare.ts";
import { createPreview, type Preview, type PreviewRequest } from "./preview.ts";
import { recordRefusals } from "./refusal-events.ts";
import type { RefusalReason } from "./refusals.ts";
import type { SubmissionRequest } from "./request.ts";
import { createRequestResolver } from "./resolve.ts";
import type { RecipientText } from "./texts.ts";
import { createTurnsByName } from "./turns-by-name.ts";

/** The only way in for everything that sends. */
export interface Submission {
  /**
   * Resolves recipients, applies the filter and accepts one message for each; `messageIds` are in the order of the
   * recipients. Resolves after the synced commit; every refusal is an event that names user, recipient and reason,
   * never the text. The problem is why nothing was accepted. Never rejects.
   */
  submit(
    request: Omit<SubmissionRequest, "once">,
  ): Promise<Result<{ messageIds: number[]; refused: RefusalReason[] }, RefusalReason[]>>;
  /**
   * As `submit`, and tells what each message takes. With a key (`once`) the request is done once: whoever repeats it gets
   * what it became the first time (`again`), whatever has changed since, and it takes nothing from the allowance. Never
   * rejects.
   */
  submitOnce(request: SubmissionRequest): Promise<Result<Submitted & { again: boolean }, RefusalReason[]>>;
  /**
   * Everything that `submit` does before it stores: for whoever stores the messages in a transaction of their own. Records
   * nothing. The problem is why nothing may be sent. @throws what the store throws
   */
  prepare(
    request: Omit<SubmissionRequest, "once">,
  ): Promise<Result<{ messages: NewMessage[]; refused: RefusalReason[] }, RefusalReason[]>>;
  /** What a request would become. Sends nothing, records nothing. @throws what the store throws */
  preview(request: PreviewRequest): Promise<Result<Preview, RefusalReason[]>>;
}

/**
 * Makes the one way in for everything that sends.
 *
 * @param options.country  home country of national numbers, ISO 3166-1
 * @param options.validityMs  how long a message may wait, 48 hours by default
 */
export function createSubmission(options: {
  store: Pick<OutboxStore, "accept" | "acceptOnce">;
  once: Pick<OnceStore, "find">;
  book: Pick<AddressBookStore, "findContact" | "findGroup" | "contactsWithNumber">;
  optOuts: Pick<OptOutStore, "among">;
  events: EventRecorder;
  log: Log;
  clock: Pick<Clock, "now">;
  country: string;
  /** Which numbers may be reached now; any by default, but those for emergencies. */
  rules?: () => NumberRules;
  /** Whether there is a bot; `true` by default. */
  telegram?: boolean;
  /** National language tables that texts are sent with; none by default. */
  languages?: readonly Language[];
  validityMs?: number;
}): Submission {
  const { store, once, book, events, log, clock, languages = [] } = options;
  const resolve = createRequestResolver(options);
  const prepare = createPreparation({ resolve, book, languages });
  const validityMs = options.validityMs ?? 48 * 3_600_000;
  const inTurn = createTurnsByName();

  function refuse(request: SubmissionRequest, reasons: RefusalReason[]) {
    recordRefusals(request, reasons, { log, events });
    return no(reasons);
  }

  function notStored(request: SubmissionRequest, error: unknown, texts: readonly RecipientText[]) {
    const recipients = texts.slice(0, 10).map(({ number }) => maskNumber(number));
    log.error({ err: error, recipients }, "messages not stored");
    return refuse(request, [{ kind: "not-stored", ...defined({ lasting: lastingOf(error) }) }]);
  }

  async function put(request: SubmissionRequest, prepared: Prepared, now: number): Promise<Once<number[]>> {
    const messages = prepared.texts.map((each) => messageOf(request, each, { now, validityMs }));
    const { once: key, limit } = request;
    const answerOf = (ids: readonly number[]) => JSON.stringify(prepared.submitted(ids));
    const outcome: Once<number[]> =
      key === undefined
        ? { kind: "done", value: await store.accept(messages, now, limit) }
        : await store.acceptOnce(messages, now, { once: { key, answerOf }, limit });
    if (outcome.kind === "done" && outcome.value.length < messages.length) {
      throw new Error("the time limit passed before they could be stored");
    }
    return outcome;
  }

  /** Never rejects. */
  async function accept(
    request: SubmissionRequest,
  ): Promise<Result<{ outcome: Once<number[]>; prepared: Prepared }, RefusalReason[]>> {
    const now = clock.now();
    let result: Result<Prepared, RefusalReason[]>;
    try {
      result = await prepare(request, now);
    } catch (error) {
      return notStored(request, error, []);
    }
    if (!result.ok) return refuse(request, result.problem);
    const prepared = result.value;
    let outcome: Once<number[]>;
    try {
      outcome = await put(request, prepared, now);
    } catch (error) {
      prepared.giveBack();
      return notStored(request, error, prepared.texts);
    }
    if (outcome.kind === "done") record(request, prepared);
    else prepared.giveBack();
    return ok({ outcome, prepared });
  }

  function record(request: SubmissionRequest, { refused, gaps }: Prepared): void {
    if (refused.length > 0) recordRefusals(request, refused, { log, events });
    // Somebody may want to mend the schedule before the next alert.
    for (const { group, told } of gaps) {
      events.record({ kind: "group.nobody-on-call", userName: request.userName, group, told });
    }
  }

  function repeated(request: SubmissionRequest, outcome: Exclude<Once<never>, { kind: "done" }>) {
    if (outcome.kind === "other-request") return refuse(request, [{ kind: "key-used" }]);
    return ok({ ...(JSON.parse(outcome.answer) as Submitted), again: true });
  }

  async function submitOnce(request: SubmissionRequest): ReturnType<Submission["submitOnce"]> {
    let earlier: Awaited<ReturnType<OnceStore["find"]>>;
    try {
      earlier = request.once && (await once.find(request.once, clock.now()));
    } catch (error) {
      return notStored(request, error, []);
    }
    if (earlier !== undefined) return repeated(request, earlier);
    const result = await accept(request);
    if (!result.ok) return result;
    const { outcome, prepared } = result.value;
    // Another gateway was quicker.
    if (outcome.kind !== "done") return repeated(request, outcome);
    return ok({ ...prepared.submitted(outcome.value), again: false });
  }

  return {
    async submit(request) {
      const result = await accept(request);
      if (!result.ok) return result;
      const { outcome, prepared } = result.value;
      return ok({ messageIds: outcome.kind === "done" ? outcome.value : [], refused: prepared.refused });
    },
    submitOnce(request) {
      const { once: key } = request;
      // Whoever repeats a request that is under way waits for it: it must not be refused for what that one takes.
      return key === undefined
        ? submitOnce(request)
        : inTurn(`${key.userId} ${key.keyHash}`, () => submitOnce(request));
    },
    prepare: createPrepare(prepare, { clock, validityMs }),
    preview: createPreview({ resolve, book, clock, languages }),
  };
}

function createPrepare(
  prepare: ReturnType<typeof createPreparation>,
  { clock, validityMs }: { clock: Pick<Clock, "now">; validityMs: number },
): Submission["prepare"] {
  return async (request) => {
    const now = clock.now();
    const prepared = await prepare(request, now);
    if (!prepared.ok) return prepared;
    const { texts, refused } = prepared.value;
    return ok({ messages: texts.map((each) => messageOf(request, each, { now, validityMs })), refused });
  };
}

function messageOf(
  request: SubmissionRequest,
  { number, text }: RecipientText,
  { now, validityMs }: { now: number; validityMs: number },
): NewMessage {
  const sendAt = request.sendAt ?? now;
  const { pool, modem: askedModem, userId, reference } = request;
  return {
    recipient: number,
    text,
    kind: request.kind,
    flash: request.flash,
    channel: request.kind === "ring" ? "sms" : request.channel,
    priority: request.priority ?? 1,
    source: request.source,
    sendAt,
    expiresAt: sendAt + (request.validityMs ?? validityMs),
    ...defined({ pool, askedModem, userId, reference }),
    ...(request.despiteOptOut ? { despiteOptOut: true } : {}),
  };
}
