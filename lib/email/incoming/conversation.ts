import type { Log } from "../../log.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Submission } from "../../routing/index.ts";
import { MAIL_RECIPIENTS, MAIL_WRONG_RECIPIENTS } from "../limits.ts";
import type { ReplyTokens } from "../outgoing/reply-token.ts";
import { acceptMail, type Envelope, type TextSettings } from "./acceptance.ts";
import { type AcceptedRecipient, findRecipient } from "./delivery.ts";
import type { DoorRefusal, MailDoor } from "./door.ts";
import { isSender, type SenderPattern } from "./senders.ts";
import { type MailRefusal, REFUSALS } from "./sentences.ts";
import type { SmtpClient, SmtpConversation } from "./smtp-package.ts";

/** What the settings say now. */
interface MailSettings extends TextSettings {
  readonly domains: readonly string[];
  readonly user: string | undefined;
  readonly senders: readonly SenderPattern[];
  readonly sendersDenied: readonly SenderPattern[];
  readonly encryption: "offer" | "force";
  readonly perMinute: number;
}

/** What every conversation is made of. */
export interface ConversationParts {
  settings: MailSettings;
  door: MailDoor;
  submission: Pick<Submission, "preview" | "submitOnce">;
  replies: Pick<ReplyTokens, "open">;
  sizeBytes: number;
  /** Users can sign in. */
  hasTls: boolean;
  /** Its mail is accepted without signing in. */
  isAccepted(address: string): boolean;
  /** Takes one mail of this client from what it may send in a minute. */
  takeTurn(address: string): boolean;
  log: Log;
}

interface Transaction extends Envelope {
  /** By the addresses as they were given, in lower case. */
  recipients: Map<string, AcceptedRecipient>;
}

/**
 * Makes what answers one connection: who may send, to whom, and what becomes of a mail. Every refusal is a sentence to the client
 * and an event.
 *
 * @param client.mailEnded  called after each mail: the client has time for another one
 * @param client.end  closes the connection
 */
export function createConversation(
  client: SmtpClient & { mailEnded(): void; end(why: MailRefusal): void },
  parts: ConversationParts,
): SmtpConversation {
  const { settings, door, log } = parts;
  const { address } = client;
  let userId: number | undefined;
  let transaction: Transaction | undefined;
  let wrongRecipients = 0;

  /** Gives it back. */
  function refused(
    refusal: MailRefusal,
    about: { recipient?: string; sender?: string; userName?: string } = {},
  ): MailRefusal {
    const { reason, sentence: message } = refusal;
    if (reason !== undefined) door.record({ reason, message, address, ...about });
    return refusal;
  }

  function failed(error: unknown): MailRefusal {
    log.error({ err: error, address }, "a mail could not be looked at");
    return REFUSALS.failed;
  }

  async function admit(from: string): Promise<Result<Transaction, MailRefusal>> {
    if (settings.encryption === "force" && !client.isSecure) return no(REFUSALS.needsTls);
    if (userId === undefined && !parts.isAccepted(address)) {
      return no(parts.hasTls ? REFUSALS.needsSignIn : REFUSALS.noNetwork);
    }
    if (from === "") return no(REFUSALS.nullSender);
    const { senders, sendersDenied } = settings;
    const isListed = senders.length === 0 || isSender(senders, from);
    if (!isListed || isSender(sendersDenied, from)) return no(REFUSALS.sender);
    if (!parts.takeTurn(address)) return no(REFUSALS.tooManyMails(settings.perMinute));
    const who = userId === undefined ? settings.user && { name: settings.user } : { id: userId };
    const sender = who && (await door.sender(who, address));
    if (sender === undefined || sender === "") return no(REFUSALS.noUser);
    if (!sender.ok) return no(refusalOf(sender.problem, userId === undefined ? 451 : 550));
    return ok({ from, sender: sender.value, recipients: new Map() });
  }

  async function takeRecipient(to: string, { recipients, sender }: Transaction): Promise<MailRefusal | undefined> {
    if (recipients.has(to.toLowerCase())) return undefined;
    if (recipients.size >= MAIL_RECIPIENTS) return REFUSALS.tooManyRecipients;
    const found = await findRecipient(to, { ...parts, sender, domains: settings.domains });
    if (!found.ok) {
      wrongRecipients++;
      if (wrongRecipients > MAIL_WRONG_RECIPIENTS) client.end(REFUSALS.tooManyWrong);
      return found.problem;
    }
    recipients.set(to.toLowerCase(), found.value);
    return undefined;
  }

  return {
    async signIn(name, password) {
      try {
        const result = await door.signIn({ name, password, address });
        if (!result.ok) {
          const { reason, message, retryAfterSeconds } = result.problem;
          door.record({ reason, message, address, userName: name });
          return no({ code: retryAfterSeconds === undefined ? 535 : 454, sentence: message });
        }
        userId = result.value;
        return ok(true);
      } catch (error) {
        return no(failed(error));
      }
    },
    async mailFrom(from) {
      transaction = undefined;
      try {
        const admitted = await admit(from);
        if (!admitted.ok) return refused(admitted.problem, { sender: from });
        transaction = admitted.value;
        return undefined;
      } catch (error) {
        return failed(error);
      }
    },
    async rcptTo(to) {
      if (transaction === undefined) return REFUSALS.failed;
      const { userName } = transaction.sender;
      try {
        const refusal = await takeRecipient(to, transaction);
        return refusal && refused(refusal, { recipient: to, userName });
      } catch (error) {
        return failed(error);
      }
    },
    async data(mail) {
      const current = transaction;
      transaction = undefined;
      if (current === undefined) return no(REFUSALS.failed);
      try {
        const result = await acceptMail(mail, current, { ...parts, address, end: client.end });
        if (!result.ok) refused(result.problem, { userName: current.sender.userName });
        return result;
      } catch (error) {
        return no(failed(error));
      } finally {
        client.mailEnded();
      }
    },
    closed() {
      transaction = undefined;
    },
  };
}

/** @param code  when trying again does not help */
const refusalOf = ({ reason, message, retryAfterSeconds }: DoorRefusal, code: number): MailRefusal => ({
  code: retryAfterSeconds === undefined ? code : 451,
  sentence: message,
  reason,
});
