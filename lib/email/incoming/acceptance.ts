import type { Log } from "../../log.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Submission } from "../../routing/index.ts";
import { loopIn } from "./automatic.ts";
import { type AcceptedRecipient, deliver } from "./delivery.ts";
import type { MailSender } from "./door.ts";
import { createMailFilter, type FilteredMail } from "./mail-filter.ts";
import { readMail } from "./read-mail.ts";
import { type MailRefusal, REFUSALS } from "./sentences.ts";
import { type SmsTextChoice, smsTextOf } from "./sms-text.ts";
import type { SmtpData } from "./smtp-package.ts";

/** What the settings say about the text of an SMS. */
export interface TextSettings {
  readonly text: SmsTextChoice;
  readonly longest: number;
}

/** From whom and to whom a mail is. */
export interface Envelope {
  from: string;
  sender: MailSender;
  recipients: ReadonlyMap<string, AcceptedRecipient>;
}

interface AcceptanceParts {
  settings: TextSettings;
  submission: Pick<Submission, "submitOnce">;
  sizeBytes: number;
  log: Log;
  /** The client's. */
  address: string;
  /** Closes the connection. */
  end(why: MailRefusal): void;
}

/** Four times the largest mail is read to its end, so that the client reads the answer; then the connection ends. */
const DRAINED = 4;

/**
 * Takes a mail as it arrives, and resolves with what is said with 250 once its messages are stored.
 *
 * @throws Error when what becomes of it cannot be decided now
 */
export async function acceptMail(
  mail: SmtpData,
  { from, sender, recipients }: Envelope,
  parts: AcceptanceParts,
): Promise<Result<string, MailRefusal>> {
  const received = await receive(mail, parts);
  if (!received.ok) return received;
  const accepted = [...recipients.values()];
  const loop = loopIn(received.value, { isReply: accepted.some(({ isReply }) => isReply) });
  if (loop !== undefined) return no(WHY_LOOP[loop]);
  const text = await textOf(received.value, { ...parts, isReply: accepted.every(({ isReply }) => isReply) });
  if (!text.ok) return text;
  const messageId = received.value.fields.get("message-id");
  return deliver({ from, sender, recipients: accepted, text: text.value, messageId }, parts);
}

const WHY_LOOP = {
  automatic: REFUSALS.automatic,
  "made-of-sms": REFUSALS.madeOfSms,
  "made-of-alarm": REFUSALS.madeOfAlarm,
} as const;

/** What is left of the mail once attachments are dropped. Never rejects. */
async function receive(
  mail: SmtpData,
  { sizeBytes, end }: AcceptanceParts,
): Promise<Result<FilteredMail, MailRefusal>> {
  const filter = createMailFilter();
  let bytes = 0;
  const isWhole = await mail.readTo((chunk) => {
    bytes += chunk.length;
    if (bytes <= sizeBytes) filter.push(chunk);
    else if (bytes > sizeBytes * DRAINED) end(REFUSALS.tooLarge(sizeBytes));
  });
  if (!isWhole) return no(REFUSALS.cut);
  if (bytes > sizeBytes) return no(REFUSALS.tooLarge(sizeBytes));
  const filtered = filter.end();
  return filtered.ok ? filtered : no(REFUSALS.tooMuch(filtered.problem));
}

/** An answer has its subject from the mail that it answers, which the other side never saw. Never rejects. */
async function textOf(
  mail: FilteredMail,
  { settings: { text: choice, longest }, log, address, isReply }: AcceptanceParts & { isReply: boolean },
): Promise<Result<string, MailRefusal>> {
  try {
    const content = await readMail(mail);
    const body = isReply ? smsTextOf(content, "body", longest) : "";
    const text = body || smsTextOf(content, choice, longest);
    return text === "" ? no(REFUSALS.empty) : ok(text);
  } catch (error) {
    log.warn({ err: error, address }, "a mail cannot be read");
    return no(REFUSALS.unreadableMail);
  }
}
