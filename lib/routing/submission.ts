import type { Clock } from "../clock.ts";
import { type EventLog, type Log, maskNumber } from "../log.ts";
import { previewText } from "../pdu/index.ts";
import { createPatternCompiler } from "./patterns.ts";
import { createNumberReader, type NumberProblem } from "./recipients.ts";
import type { MessageKind, NewMessage, OutboxStore, Priority } from "./types.ts";

/** How `to` is read. */
export type SubmissionMode = "number" | "user" | "group" | "telnumber" | "teluser" | "telgroup";

/** One request to send, after its user has been authenticated and authorised. */
export interface SubmissionRequest {
  /** As the client gave it, a leading blank included. */
  to: string;
  /** See {@link parseMode}. */
  mode: SubmissionMode;
  /** Empty for a ring. */
  text: string;
  kind: MessageKind;
  flash: boolean;
  /** Matched against each number as it was resolved (`+49…`). */
  regex?: string;
  /** `white` or `black`; a regex alone counts as `white`. */
  list?: string;
  userId?: number;
  userName: string;
  /** Which door it came through, see {@link NewMessage.source}. */
  source: string;
  /** Client's address, for the event log. */
  address?: string;
  priority?: Priority;
  pool?: string;
  /** Not before, in milliseconds since 1970; now by default. */
  sendAt?: number;
  /** How long after `sendAt` it may still be sent; the setting by default. */
  validityMs?: number;
}

/** Why nothing, or nothing to this recipient, was accepted. `recipient` as the client gave it. */
export type RefusalReason =
  | { kind: "mode-not-available"; mode: SubmissionMode }
  | { kind: "malformed-regex" }
  | { kind: "unknown-list"; list: string }
  | { kind: "list-without-regex" }
  | { kind: "no-recipient" }
  | { kind: "invalid-number"; recipient: string; problem: NumberProblem }
  | { kind: "refused-by-list"; recipient: string; list: "white" | "black" }
  | { kind: "text-too-long"; parts: number }
  /** The store failed; the same request may be accepted later. */
  | { kind: "not-stored" };

/**
 * `messageIds` in the order of the recipients, each recipient once; `refused` names those left out.
 * When not `ok`, nothing was accepted.
 */
export type SubmissionResult =
  | { ok: true; messageIds: number[]; refused: RefusalReason[] }
  | { ok: false; reasons: RefusalReason[] };

export interface Submission {
  /**
   * Resolves recipients, applies the filter and accepts one message for each. Resolves after the synced commit; every
   * refusal is an event that names user, recipient and reason, never the text. Never rejects.
   */
  submit(request: SubmissionRequest): Promise<SubmissionResult>;
}

/** 255 parts of 67 UTF-16 units: a shorter text always fits. */
const CERTAINLY_FITS = 255 * 67;
const MOST_PARTS = 255;
const MODES: readonly string[] = ["number", "user", "group", "telnumber", "teluser", "telgroup"];

/** Reads the parameter `mode`: absent or unknown is `number`. */
export function parseMode(value: string | undefined): SubmissionMode {
  const mode = value?.trim().toLowerCase() ?? "number";
  return MODES.includes(mode) ? (mode as SubmissionMode) : "number";
}

/**
 * Makes the door for everything that wants to send.
 *
 * @param options.country  home country of national numbers, ISO 3166-1
 * @param options.validityMs  how long a message may wait, 48 hours by default
 * @param options.accepted  called after messages were accepted, to wake the outbox
 */
export function createSubmission(options: {
  store: Pick<OutboxStore, "accept">;
  events: EventLog;
  log: Log;
  clock: Pick<Clock, "now">;
  country: string;
  validityMs?: number;
  accepted?: () => void;
}): Submission {
  const { store, events, log, clock } = options;
  const numbers = createNumberReader({ country: options.country });
  const patterns = createPatternCompiler();
  const validityMs = options.validityMs ?? 48 * 3_600_000;

  function resolve(request: SubmissionRequest): { recipients: string[]; refused: RefusalReason[] } | RefusalReason[] {
    if (request.mode !== "number") return [{ kind: "mode-not-available", mode: request.mode }];
    const allows = readFilter(request);
    if (typeof allows !== "function") return [allows];
    const parts = countPartsOfLongText(request);
    if (parts > MOST_PARTS) return [{ kind: "text-too-long", parts }];

    const recipients = new Set<string>();
    const refused: RefusalReason[] = [];
    for (const { raw, result } of numbers.readList(request.to)) {
      if (!result.ok) {
        refused.push({ kind: "invalid-number", recipient: raw.trim(), problem: result.problem });
        continue;
      }
      const list = allows(result.number);
      if (list === "allowed") recipients.add(result.number);
      else refused.push({ kind: "refused-by-list", recipient: result.number, list });
    }
    if (recipients.size > 0) return { recipients: [...recipients], refused };
    return refused.length > 0 ? refused : [{ kind: "no-recipient" }];
  }

  function readFilter({ regex, list }: SubmissionRequest): Filter | RefusalReason {
    const wanted = list?.trim().toLowerCase() || undefined;
    if (!regex) return wanted === undefined ? () => "allowed" : { kind: "list-without-regex" };
    if (wanted !== undefined && wanted !== "white" && wanted !== "black") return { kind: "unknown-list", list: wanted };
    const pattern = patterns.compile(regex);
    if (pattern === undefined) return { kind: "malformed-regex" };
    if (wanted === "black") return (number) => (pattern.test(number) ? "black" : "allowed");
    return (number) => (pattern.test(number) ? "allowed" : "white");
  }

  function refuse(request: SubmissionRequest, reasons: readonly RefusalReason[]): void {
    for (const reason of reasons) {
      events.record({
        severity: "warning",
        kind: `${request.source}.refused`,
        message: describe(reason),
        userName: request.userName,
        ...(request.address === undefined ? {} : { address: request.address }),
        details: {
          reason: reason.kind,
          recipient: ("recipient" in reason ? reason.recipient : request.to.trim()).slice(0, 100),
        },
      });
    }
  }

  return {
    async submit(request) {
      const resolved = resolve(request);
      if (Array.isArray(resolved)) {
        refuse(request, resolved);
        return { ok: false, reasons: resolved };
      }
      const now = clock.now();
      const text = request.kind === "ring" ? "" : normaliseText(request.text);
      const sendAt = request.sendAt ?? now;
      const messages = resolved.recipients.map(
        (recipient): NewMessage => ({
          recipient,
          text,
          kind: request.kind,
          flash: request.flash,
          channel: "sms",
          priority: request.priority ?? 1,
          source: request.source,
          sendAt,
          expiresAt: sendAt + (request.validityMs ?? validityMs),
          ...(request.pool === undefined ? {} : { pool: request.pool }),
          ...(request.userId === undefined ? {} : { userId: request.userId }),
        }),
      );
      let messageIds: number[];
      try {
        messageIds = await store.accept(messages, now);
      } catch (error) {
        log.error({ err: error, recipients: resolved.recipients.map(maskNumber).slice(0, 10) }, "messages not stored");
        const reasons: RefusalReason[] = [{ kind: "not-stored" }];
        refuse(request, reasons);
        return { ok: false, reasons };
      }
      if (resolved.refused.length > 0) refuse(request, resolved.refused);
      options.accepted?.();
      return { ok: true, messageIds, refused: resolved.refused };
    },
  };
}

type Filter = (number: string) => "allowed" | "white" | "black";

/** One sentence for the event log. */
function describe(reason: RefusalReason): string {
  switch (reason.kind) {
    case "mode-not-available":
      return `Refused: mode ${reason.mode} is not available on this gateway`;
    case "malformed-regex":
      return "Refused: the parameter regex is no regular expression that can be matched in linear time";
    case "unknown-list":
      return "Refused: the parameter list must be white or black";
    case "list-without-regex":
      return "Refused: the parameter list needs the parameter regex";
    case "no-recipient":
      return "Refused: no recipient";
    case "invalid-number":
      return `Not sent to one recipient: no telephone number (${reason.problem})`;
    case "refused-by-list":
      return reason.list === "white"
        ? "Not sent to one recipient: the number does not match the white list"
        : "Not sent to one recipient: the number matches the black list";
    case "text-too-long":
      return `Refused: the text needs ${reason.parts} parts, a message can have ${MOST_PARTS}`;
    case "not-stored":
      return "Refused: the message could not be stored";
    default:
      return reason satisfies never;
  }
}

function countPartsOfLongText({ kind, text }: SubmissionRequest): number {
  return kind === "ring" || text.length <= CERTAINLY_FITS ? 0 : previewText(normaliseText(text)).parts;
}

/**
 * Line ends become `\n`, lone surrogates U+FFFD. NUL goes: no telephone shows it, and PostgreSQL cannot keep it.
 */
function normaliseText(text: string): string {
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const shown = lines.includes("\0") ? lines.replaceAll("\0", "") : lines;
  return shown.isWellFormed() ? shown : shown.toWellFormed();
}
