import { textOfHtml } from "./html-text.ts";
import type { EncodedText, FilteredMail } from "./mail-filter.ts";
import { newTextOf } from "./new-text.ts";

/** What of a mail becomes an SMS. */
export interface MailContent {
  /** On one line. */
  subject: string;
  /** What its writer wrote, without history and signature. */
  text: string;
}

/**
 * Decodes a mail that was filtered, so that what is decoded is small. A plain text counts before HTML, as RFC 2046 §5.1.4 says.
 *
 * @throws Error when mailparser cannot be loaded or cannot read it
 */
export async function readMail({ fields, texts }: FilteredMail): Promise<MailContent> {
  const subject = await decode(`Subject: ${fields.get("subject") ?? ""}\r\n`);
  const line = (subject.subject ?? "").replace(/\s+/g, " ").trim();
  const isReply = fields.has("in-reply-to") || fields.has("references") || REPLY.test(line);
  const plain = (await decodeAll(texts, "plain")).join("\n").trim();
  const body = plain === "" ? (await decodeAll(texts, "html")).map(textOfHtml).join("\n") : plain;
  return { subject: line, text: newTextOf(body, { isReply }) };
}

/** How the subject of an answer or of a mail that was passed on begins: not every program says what it answers. */
const REPLY = /^(?:re|aw|antw|sv|vs|rif|fw|fwd|wg|tr|rv|doorst)\s?:/i;

async function decodeAll(texts: readonly EncodedText[], type: EncodedText["type"]): Promise<string[]> {
  const decoded: string[] = [];
  for (const text of texts) {
    if (text.type !== type) continue;
    const mail = await decode(text.fields, text.body);
    decoded.push((type === "html" ? mail.html || "" : mail.text) ?? "");
  }
  return decoded;
}

/** A mail of one text has no parts, so whatever the sender wrote cannot make the parser go deeper. */
async function decode(header: string, body: Buffer = Buffer.alloc(0)) {
  const { simpleParser } = await import("mailparser");
  const mail = Buffer.concat([Buffer.from(`MIME-Version: 1.0\r\n${header}\r\n`, "latin1"), body]);
  return simpleParser(mail, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
}
