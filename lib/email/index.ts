/** Email: the SMTP server that makes SMS of mail, and what is sent by a relay. */
export type { MailDoor } from "./incoming/door.ts";
export { replyAddress } from "./incoming/recipient.ts";
export { parseSender, type SenderPattern } from "./incoming/senders.ts";
export { startMailServer } from "./incoming/server.ts";
export { createEmailJobs } from "./outgoing/email-jobs.ts";
export { createRelay } from "./outgoing/relay.ts";
export { createReplyTokens } from "./outgoing/reply-token.ts";
export { sendTestMail } from "./outgoing/test-mail.ts";
