export { type AddressBook, type BookProblem, type BookResult, createAddressBook } from "./address-book/book.ts";
export { columnsNotTaken } from "./address-book/csv/layout.ts";
export { LARGEST_FILE } from "./address-book/csv/reading.ts";
export { writeCsv } from "./address-book/csv/writing.ts";
export { dutiesOf, gapsOf } from "./address-book/duties.ts";
export { type ContactDraft, readContact } from "./address-book/fields.ts";
export { type ContactFiles, createContactFiles } from "./address-book/import.ts";
export type { ImportReport } from "./address-book/import-plan.ts";
export { findGroupBy } from "./address-book/lookup.ts";
export { onCall } from "./address-book/on-call.ts";
export type { ContactImport } from "./address-book/plan-shelf.ts";
export { addressProblem, fetchFile, shownAddress } from "./address-book/remote-file.ts";
export {
  createScheduledImport,
  type ImportSchedule,
  readImportSchedule,
  type ScheduledImport,
} from "./address-book/scheduled-import.ts";
export type { AlarmAct } from "./alarms/acts.ts";
export type { ActProblem, AlarmDesk } from "./alarms/desk.ts";
export { createCallingSubmission } from "./alarms/doors.ts";
export { drillWaits } from "./alarms/drill.ts";
export { type Alarms, createAlarms } from "./alarms/index.ts";
export { parsePolicy } from "./alarms/parse.ts";
export { createPolicyDesk, type PolicyDesk, type PolicyFailure } from "./alarms/policy-desk.ts";
export { importPolicies } from "./alarms/policy-import.ts";
export { ALARM_LANGUAGES } from "./alarms/texts.ts";
export { createSmsChannel } from "./channels/sms.ts";
export { createBotApi } from "./channels/telegram.ts";
export type {
  PartOutcome,
  RingOutcome,
  Transport,
  TransportSource,
} from "./channels/transport.ts";
export { damageOf, PART_OF_DAMAGED } from "./damaged.ts";
export { createJobDesk, type JobDesk } from "./destinations/desk.ts";
export type { JobHandler } from "./destinations/handler.ts";
export {
  createHttpClient,
  type HttpAnswer,
  type HttpClient,
  type OutgoingRequest,
} from "./destinations/http/client.ts";
export { type IsNamedTarget, targetProblem, urlProblem } from "./destinations/http/guard.ts";
export { createIsmsPushes } from "./destinations/http/isms-push.ts";
export { createHttpRequests } from "./destinations/http/request-handler.ts";
export { createResolve, type ResolvedAddress, type ResolveTarget } from "./destinations/http/resolve.ts";
export { createJobRunner } from "./destinations/runner.ts";
export { createErasure, type ErasureDesk, type ErasureProblem } from "./erasure/index.ts";
export { contentOf } from "./inbox/content.ts";
export { latestByNumber } from "./inbox/conversations.ts";
export { createInbox } from "./inbox/inbox.ts";
export { createOtherSide } from "./inbox/other-side.ts";
export { createSenderFilter, parseSenderRules, type SenderRules } from "./inbox/senders.ts";
export { createMissingNames, type MissingName, type MissingNames } from "./missing-names.ts";
export { createOptOutDesk, type OptOutDesk } from "./opt-outs/desk.ts";
export { createOptedOut, type OptedOut } from "./opt-outs/not-reached.ts";
export { createOptOutReader, type OptOutReader, type OptOutSettings } from "./opt-outs/reader.ts";
export { OPT_IN_WORDS, OPT_OUT_WORDS, wordKey } from "./opt-outs/words.ts";
export { type ChangeProblem, createMessageDesk, type MessageDesk, type ResendProblem } from "./queue/by-person.ts";
export { type Loop, startLoop } from "./queue/loop.ts";
export { createMessageCounts, FAILURES_ACKNOWLEDGED, type MessageCounts } from "./queue/message-counts.ts";
export { createOutbox, type Outbox } from "./queue/outbox.ts";
export { LONE_GATEWAY, type OutboxSettings } from "./queue/settings.ts";
export { storyOfWait, waitOf } from "./queue/why-it-waits.ts";
export { whyNot } from "./queue/why-not.ts";
export {
  createRetention,
  type KindState,
  type LastRun,
  type RetentionDesk,
  type RetentionState,
} from "./retention/index.ts";
export type { RetentionRules } from "./retention/rules.ts";
export type { RemovedRows } from "./retention/run.ts";
export {
  contentOf as ruleContentOf,
  type OpenSeal,
  type RuleFailure,
  type RuleSeal,
  secretsOf as ruleSecretsOf,
  withSameSecrets as ruleWithSameSecrets,
} from "./router/content.ts";
export type { DryDelivery, DryMessage, DryRule, DryRun } from "./router/dry-run.ts";
export { createMessageRouting } from "./router/index.ts";
export { createJobSecrets } from "./router/job-secrets.ts";
export { createRuleDesk, type RuleDesk } from "./router/rule-desk.ts";
export { compileRule, evaluate } from "./rules/evaluate.ts";
export { parseRule } from "./rules/parse.ts";
export { patternOf, readPattern } from "./rules/patterns.ts";
export {
  anyText,
  checkMask,
  fault,
  isObject,
  isTooLarge,
  itemsOf,
  nameText,
  optionalFlag,
  optionalOneOf,
  type Place,
  someText,
  within,
} from "./rules/reading.ts";
export type { SpentBudget } from "./selection/budgets.ts";
export { BUDGET_PERIODS, type Budget, type BudgetPeriod } from "./selection/calendar.ts";
export { createRoutes, parseRoute, type Route } from "./selection/routes.ts";
export {
  readStatistics,
  resetStatistics,
  STATISTICS_PERIODS,
  type StatisticsItem,
  USUAL_SPAN_MS,
} from "./statistics.ts";
export type { Addressee, AddresseeTarget } from "./submission/addressees.ts";
export { startKeyExpiry } from "./submission/key-expiry.ts";
export {
  ANY_NUMBER,
  createNumberRules,
  type NumberRange,
  type NumberRules,
  type NumberSettings,
  parseNumberRange,
} from "./submission/number-rules.ts";
export { createPatternCompiler, type Pattern, type PatternProblem } from "./submission/patterns.ts";
export { isCountry } from "./submission/phone-numbers.ts";
export { createNumberReader, NUMBER_PROBLEMS, type NumberReader } from "./submission/recipients.ts";
export {
  describeRefusal,
  describeRefusals,
  type RefusalReason,
  WHY_NUMBER,
  WHY_OPTED_OUT,
  withoutContacts,
} from "./submission/refusals.ts";
export type { Allowance, SubmissionRequest, Trouble } from "./submission/request.ts";
export { createSubmission, type Submission } from "./submission/submission.ts";
export { createTemplates, type TemplateFault, type Templates, variablesOf } from "./submission/templates.ts";
export { createTelegramBot, type TelegramBot } from "./telegram/bot.ts";
export type { BotApiFailureKind } from "./telegram/bot-api.ts";
export { isTimeZone, wallClock } from "./wall-clock.ts";
export { createWebhookDesk, type WebhookDesk, type WebhookFault } from "./webhooks/desk.ts";
export { faultOf as webhookFault } from "./webhooks/fields.ts";
export { createWebhookPosts } from "./webhooks/handler.ts";
export { incomingWebhookEvent } from "./webhooks/incoming.ts";
export { sealedFor } from "./webhooks/sealing.ts";
export { createWebhookSecret } from "./webhooks/signature.ts";
