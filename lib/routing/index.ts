/** What happens to a message: the door of this layer. */
export * from "./address-book/types.ts";
export { createSmsChannel, type SmsChannel } from "./channels/sms.ts";
export { createInbox, type Inbox, type InboxStored } from "./inbox.ts";
export type { Failure, FailureClass, Line, LineSource, PartOutcome, RingOutcome, RingResult } from "./lines.ts";
export { createOutbox, type Outbox } from "./outbox.ts";
export { createPatternCompiler, type Pattern, type PatternCompiler } from "./patterns.ts";
export { createNumberReader, type NumberProblem, type NumberReader, type NumberResult } from "./recipients.ts";
export { DEFAULT_OUTBOX_SETTINGS, type OutboxSettings } from "./settings.ts";
export {
  createSubmission,
  parseMode,
  type RefusalReason,
  type Submission,
  type SubmissionMode,
  type SubmissionRequest,
  type SubmissionResult,
} from "./submission.ts";
export type { TelegramLink, TelegramStore } from "./telegram/types.ts";
export * from "./types.ts";
