import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type {
  AddressBookStore,
  EventRecorder,
  NewMessage,
  RoutingStore,
  RuleStore,
  WebhookStore,
} from "../../messages/index.ts";
import type { AlarmReplies } from "../alarms/replies.ts";
import type { OptOutReader } from "../opt-outs/reader.ts";
import { createNumberReader } from "../submission/recipients.ts";
import type { Submission } from "../submission/submission.ts";
import { createConsider } from "./consider.ts";
import { createDryRun, type DryRun } from "./dry-run.ts";
import { createFacts, type OwnNumbers } from "./facts.ts";
import { createRouter, type Router } from "./router.ts";
import { createRuleSet } from "./rule-set.ts";

/**
 * Makes what shows incoming messages to rules, and the dry run, which is the same but for what it writes.
 *
 * @param options.replies  reads messages of people whom alarms have called; left out where nobody is
 * @param options.asksOptOut  reads STOP and START, which no automatic answer follows; left out where the words mean nothing
 * @param options.ownNumbers  of the gateway's modems, as far as they are known
 * @param options.laneOf  of a message in the queue
 * @param options.sent  called when messages are in the queue
 * @param options.added  called when jobs are there
 * @param options.alone  no other gateway works on the database
 */
export function createMessageRouting(options: {
  rules: Pick<RuleStore, "generation" | "list">;
  store: RoutingStore;
  webhooks: Pick<WebhookStore, "targets">;
  book: Pick<AddressBookStore, "contactsWithNumber" | "findContact" | "findGroup">;
  submission: Pick<Submission, "prepare">;
  replies?: AlarmReplies;
  asksOptOut?: OptOutReader | undefined;
  ownNumbers: OwnNumbers;
  country: string;
  timeZone: string;
  laneOf: (message: NewMessage) => string;
  sent: () => void;
  added: () => void;
  alone: boolean;
  clock: Clock;
  log: Log;
  events: EventRecorder;
}): { router: Router; dryRun: DryRun } {
  const { store, clock, log, events } = options;
  const { now } = clock;
  const numbers = createNumberReader({ country: options.country });
  const facts = createFacts({ ...options, numbers });
  const rules = createRuleSet({ store: options.rules, events });
  const consider = createConsider({ ...options, facts, now });
  return {
    router: createRouter({ ...options, store, rules, consider, clock, log, events }),
    dryRun: createDryRun({ ...options, rules, consider, store, now }),
  };
}
