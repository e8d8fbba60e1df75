import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type {
  AddressBookStore,
  AlarmStore,
  EventRecorder,
  NewMessage,
  OptOutStore,
  PolicyStore,
} from "../../messages/index.ts";
import type { JobHandler } from "../destinations/handler.ts";
import type { NumberRules } from "../submission/number-rules.ts";
import { createNumberReader } from "../submission/recipients.ts";
import { createReplyReader } from "./answer.ts";
import { createCompose } from "./compose.ts";
import { type AlarmDesk, createAlarmDesk } from "./desk.ts";
import { type AlarmEngine, createAlarmEngine } from "./engine.ts";
import { createAlarmJobs } from "./job-handler.ts";
import { createFindPeople } from "./people.ts";
import { type AlarmReplies, createAlarmReplies } from "./replies.ts";
import { createReports } from "./reports.ts";
import { ALARM_TEXTS, type AlarmLanguage } from "./texts.ts";

/** What opens, escalates and settles alarms. */
export interface Alarms {
  desk: AlarmDesk;
  engine: AlarmEngine;
  /** Opens the alarms of rules. */
  jobs: JobHandler;
  /** For the router. */
  replies: AlarmReplies;
}

/**
 * Makes all of it.
 *
 * @param options.language  of what alarms say, now
 * @param options.country  home country of national numbers, ISO 3166-1
 * @param options.rules  which numbers may be reached now
 * @param options.hasTelegram  there is a bot
 * @param options.sent  called when messages and jobs may be in their queues
 * @param options.alone  no other gateway works on the database
 */
export function createAlarms(options: {
  store: AlarmStore;
  policies: Pick<PolicyStore, "findByName">;
  book: Pick<AddressBookStore, "findContact" | "findGroup">;
  optOuts: Pick<OptOutStore, "among">;
  language: () => AlarmLanguage;
  country: string;
  rules: () => NumberRules;
  laneOf: (message: NewMessage) => string;
  hasTelegram: boolean;
  sent: () => void;
  alone: boolean;
  clock: Clock;
  log: Log;
  events: EventRecorder;
}): Alarms {
  const { clock, sent } = options;
  const texts = () => ALARM_TEXTS[options.language()];
  const writing = { texts, laneOf: options.laneOf, now: clock.now };
  const numbers = createNumberReader({ country: options.country });
  const findPeople = createFindPeople({ ...options, numbers });
  const compose = createCompose(writing);
  const engine = createAlarmEngine({
    ...options,
    findPeople,
    compose,
    reportsOf: createReports({ findPeople, texts }),
  });
  const desk = createAlarmDesk({
    ...options,
    findPeople,
    compose,
    texts,
    changed() {
      sent();
      engine.wake();
    },
  });
  const readReply = createReplyReader(writing);
  const replies = createAlarmReplies({ ...options, numbers, readReply, compose, wake: engine.wake });
  return { desk, engine, jobs: createAlarmJobs(desk), replies };
}
