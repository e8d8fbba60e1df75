export {
  type AddressBook,
  type BookProblem,
  type BookResult,
  type ContactEdit,
  createAddressBook,
} from "./address-book/book.ts";
export { LARGEST_FILE } from "./address-book/csv/reading.ts";
export type { ContactDraft } from "./address-book/fields.ts";
export {
  type ContactFiles,
  createContactFiles,
  type ImportOptions,
} from "./address-book/import.ts";
export type { ImportedRow, ImportReport } from "./address-book/import-plan.ts";
export { onCall } from "./address-book/on-call.ts";
export { addressProblem, fetchFile, shownAddress } from "./address-book/remote-file.ts";
export {
  createScheduledImport,
  cronProblem,
  type ImportSchedule,
  readImportSchedule,
  type ScheduledImport,
} from "./address-book/scheduled-import.ts";
export { createSmsChannel, type SmsChannel } from "./channels/sms.ts";
export { createBotApi } from "./channels/telegram.ts";
export type {
  Failure,
  FailureClass,
  PartOutcome,
  RingOutcome,
  RingResult,
  Transport as Line,
  TransportSource as LineSource,
} from "./channels/transport.ts";
export { contentOf, type IncomingContent, type IncomingKind } from "./inbox/content.ts";
export { createInbox, type Inbox, type InboxStored } from "./inbox/inbox.ts";
export { cancelMessage, type ResendProblem, resendMessage } from "./queue/by-person.ts";
export { createMessageCounts, FAILURES_ACKNOWLEDGED, type MessageCounts } from "./queue/message-counts.ts";
export { createOutbox, type Outbox } from "./queue/outbox.ts";
export { DEFAULT_OUTBOX_SETTINGS, type OutboxSettings } from "./queue/settings.ts";
export { BUDGET_PERIODS, type Budget, type BudgetPeriod } from "./selection/calendar.ts";
export { createRoutes, parseRoute, type Route, type Routes } from "./selection/routes.ts";
export type { Addressee, AddresseeTarget } from "./submission/addressees.ts";
export {
  ANY_NUMBER,
  createNumberRules,
  type NumberRange,
  type NumberRefusal,
  type NumberRules,
  type NumberSettings,
  parseNumberRange,
} from "./submission/number-rules.ts";
export {
  createPatternCompiler,
  type Pattern,
  type PatternCompiler,
  type PatternProblem,
} from "./submission/patterns.ts";
export { isCountry } from "./submission/phone-numbers.ts";
export {
  createNumberReader,
  NUMBER_PROBLEMS,
  type NumberProblem,
  type NumberReader,
  type NumberResult,
} from "./submission/recipients.ts";
export { describeRefusal, type RefusalReason, WHY_NUMBER } from "./submission/refusals.ts";
export {
  type Allowance,
  createSubmission,
  type Submission,
  type SubmissionRequest,
  type SubmissionResult,
} from "./submission/submission.ts";
export { createTelegramBot, type TelegramBot } from "./telegram/bot.ts";
