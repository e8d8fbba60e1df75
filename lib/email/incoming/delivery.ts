import { createHash } from "node:crypto";
import { no, ok, type Result } from "../../result.ts";
import { type Addressee, describeRefusal, type RefusalReason, type Submission } from "../../routing/index.ts";
import type { ReplyTokens } from "../outgoing/reply-token.ts";
import type { MailSender } from "./door.ts";
import { readRecipient } from "./recipient.ts";
import { type MailRefusal, REFUSALS } from "./sentences.ts";

/** A recipient that was answered with 250. */
export interface AcceptedRecipient {
  addressee: Addressee;
  /** Whom it reached when it was asked; of a group that opens an alarm nobody. */
  numbers: readonly string[];
  /** It answers a mail that was made of an SMS. */
  isReply: boolean;
}

/** A mail of which everything is known. */
interface Mail {
  /** Of the envelope. */
  from: string;
  sender: MailSender;
  recipients: readonly AcceptedRecipient[];
  /** Of the SMS. */
  text: string;
  messageId: string | undefined;
}

/** Finds whom an address of an envelope means, and whether anything may be sent there now. @throws what the store throws */
export async function findRecipient(
  address: string,
  options: {
    domains: readonly string[];
    sender: Pick<MailSender, "despiteOptOut">;
    submission: Pick<Submission, "preview">;
    replies: Pick<ReplyTokens, "open">;
  },
): Promise<Result<AcceptedRecipient, MailRefusal>> {
  const { domains, sender, submission, replies } = options;
  const meant = readRecipient(address, domains);
  switch (meant.kind) {
    case "other-domain":
      return no(REFUSALS.otherDomain(domains));
    case "unreadable":
      return no(REFUSALS.unreadable);
    case "reply": {
      const number = replies.open(meant.token);
      if (!number.ok) return no(number.problem === "expired" ? REFUSALS.replyExpired : REFUSALS.replyForged);
      return firstReachable([{ target: "number", to: number.value }], { sender, submission, isReply: true });
    }
    case "addressee":
      return firstReachable(meant.candidates, { sender, submission, isReply: false });
    default:
      return meant satisfies never;
  }
}

async function firstReachable(
  candidates: readonly Addressee[],
  options: { sender: Pick<MailSender, "despiteOptOut">; submission: Pick<Submission, "preview">; isReply: boolean },
): Promise<Result<AcceptedRecipient, MailRefusal>> {
  const { sender, submission, isReply } = options;
  for (const addressee of candidates) {
    const seen = await submission.preview({
      ...SMS,
      despiteOptOut: sender.despiteOptOut,
      recipients: [addressee],
      text: "x",
    });
    const refusals = seen.ok ? seen.value.refused : seen.problem;
    const numbers = seen.ok ? seen.value.recipients.map(({ to }) => to) : [];
    // Its policy finds out whom it calls, and reports it when nobody can be reached.
    if (seen.ok && seen.value.alarms !== undefined) return ok({ addressee, numbers: [], isReply });
    if (numbers.length > 0) return ok({ addressee, numbers, isReply });
    if (refusals.some(({ kind }) => kind === "no-such-contact" || kind === "no-such-group")) continue;
    const [first] = refusals;
    return no({
      code: 550,
      sentence: first === undefined ? REFUSALS.unreadable.sentence : describeRefusal(first),
      reason: first?.kind ?? "invalid-payload",
    });
  }
  return no(REFUSALS.unknownName);
}

const SMS = { channel: "auto", kind: "text", flash: false } as const;

/**
 * Stores the messages of a mail, and resolves after the synced commit. Each recipient's are stored once, however often the client
 * repeats a mail whose answer got lost: for 24 hours, by `Message-ID`, sender, recipient and text. A number that two recipients
 * reach gets one message. A group with a policy opens an alarm, whoever else gets the mail. Never rejects.
 */
export async function deliver(
  mail: Mail,
  { submission }: { submission: Pick<Submission, "submitOnce"> },
): Promise<Result<string, MailRefusal>> {
  const stored: number[] = [];
  const alarms: number[] = [];
  const refused: RefusalReason[] = [];
  const reached = new Set<string>();
  for (const recipient of mail.recipients) {
    const { numbers } = recipient;
    if (numbers.length > 0 && numbers.every((number) => reached.has(number))) continue;
    const result = await submission.submitOnce({
      ...SMS,
      ...mail.sender,
      recipients: [recipient.addressee],
      except: new Set(reached),
      text: mail.text,
      source: "email",
      ...onceFor(mail, recipient),
    });
    for (const number of numbers) reached.add(number);
    if (result.ok) {
      for (const { id, to } of result.value.messages) {
        stored.push(id);
        reached.add(to);
      }
      alarms.push(...(result.value.alarms ?? []));
    } else refused.push(...result.problem);
  }
  const later = refused.find(isTemporary);
  if (later !== undefined) return no({ code: 451, sentence: describeRefusal(later) });
  const done = [
    ...(stored.length > 0 ? [`stored as ${stored.length === 1 ? "message" : "messages"} ${shownIds(stored)}`] : []),
    ...(alarms.length > 0 ? [`opened as ${alarms.length === 1 ? "alarm" : "alarms"} ${shownIds(alarms)}`] : []),
  ].join(", ");
  if (done !== "") return ok(`${done.charAt(0).toUpperCase()}${done.slice(1)}`);
  const [first] = refused;
  return no(first === undefined ? REFUSALS.unreadable : { code: 554, sentence: describeRefusal(first) });
}

/** 10: a group's would not fit into the line of an answer. */
const IDS_SHOWN = 10;
const shownIds = (ids: readonly number[]) =>
  ids.length <= IDS_SHOWN ? ids.join(", ") : `${ids.slice(0, IDS_SHOWN).join(", ")} and ${ids.length - IDS_SHOWN} more`;

const isTemporary = (reason: RefusalReason) =>
  reason.kind === "not-stored" || (reason.kind === "too-many-messages" && reason.retryAfterSeconds !== undefined);

function onceFor({ messageId, from, sender: { userId }, text }: Mail, { addressee }: AcceptedRecipient) {
  if (messageId === undefined || messageId === "" || userId === undefined) return {};
  // Devices that give every mail the same ID still send different texts.
  const what = JSON.stringify([
    "email",
    messageId,
    from.toLowerCase(),
    addressee.target,
    addressee.to.toLowerCase(),
    text,
  ]);
  const keyHash = createHash("sha256").update(what).digest("base64url");
  return { once: { userId, keyHash, requestHash: keyHash } };
}
