/** What happens to a message: the door of this layer. */
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
  describeCounts,
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
export * from "./address-book/types.ts";
export type { Addressee, AddresseeTarget } from "./addressees.ts";
export type { Budget } from "./budgets.ts";
export { BUDGET_PERIODS, type BudgetPeriod } from "./calendar.ts";
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
export { contentOf, type IncomingContent, type IncomingKind } from "./content.ts";
export { createInbox, type Inbox, type InboxStored } from "./inbox.ts";
export * from "./inbox-types.ts";
export { joinReceived } from "./joining.ts";
export { ANY_LANE, askedLane, laneOfTargets, simLane, type Target } from "./lanes.ts";
export { createMessageCounts, FAILURES_ACKNOWLEDGED, type MessageCounts, NO_MESSAGES } from "./message-counts.ts";
export {
  type AnyMessage,
  type MessageArchive,
  type MessageFilter,
  type MessageOutcome,
  OUTCOME_STATES,
  outcomeOf,
} from "./messages.ts";
export {
  ANY_NUMBER,
  createNumberRules,
  type NumberRange,
  type NumberRefusal,
  type NumberRules,
  type NumberSettings,
  parseNumberRange,
} from "./number-rules.ts";
export { isOutage } from "./outage.ts";
export { createOutbox, type Outbox } from "./outbox.ts";
export { createPatternCompiler, type Pattern, type PatternCompiler, type PatternProblem } from "./patterns.ts";
export {
  createNumberReader,
  NUMBER_PROBLEMS,
  type NumberProblem,
  type NumberReader,
  type NumberResult,
} from "./recipients.ts";
export { describeRefusal, type RefusalReason, WHY_NUMBER } from "./refusals.ts";
export { createRoutes, parseRoute, type Route, type Routes } from "./routes.ts";
export { DEFAULT_OUTBOX_SETTINGS, type OutboxSettings } from "./settings.ts";
export {
  type Allowance,
  createSubmission,
  type Submission,
  type SubmissionRequest,
  type SubmissionResult,
} from "./submission.ts";
export { createTelegramBot, type TelegramBot } from "./telegram/bot.ts";
export type { TelegramLink, TelegramStore } from "./telegram/types.ts";
export * from "./types.ts";
