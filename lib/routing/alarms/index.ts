import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type {
  AddressBookStore,
  AlarmChanged,
  AlarmChatStore,
  AlarmStore,
  EventRecorder,
  NewMessage,
  OptOutStore,
  PolicyStore,
  WebhookStore,
} from "../../messages/index.ts";
import type { JobHandler } from "../destinations/handler.ts";
import type { NumberRules } from "../submission/number-rules.ts";
import { createNumberReader } from "../submission/recipients.ts";
import type { AlarmButtons } from "../telegram/alarm-buttons.ts";
import type { TelegramBot } from "../telegram/bot.ts";
import { createReplyReader } from "./answer.ts";
import { createAlarmChats } from "./chats/index.ts";
import { createCompose } from "./compose.ts";
import { type AlarmDesk, createAlarmDesk } from "./desk.ts";
import { type AlarmEngine, createAlarmEngine } from "./engine.ts";
import { alarmEvents } from "./events.ts";
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
  /** For the bot. Absent without `telegram`. */
  buttons?: AlarmButtons;
}

/**
 * Makes all of it.
 *
 * @param options.language  of what alarms say, now
 * @param options.country  home country of national numbers, ISO 3166-1
 * @param options.timeZone  of times in mails; UTC where nothing is reported
 * @param options.rules  which numbers may be reached now
 * @param options.hasTelegram  there is a bot
 * @param options.hasMail  whether a mail server is configured now
 * @param options.telegram  where messages with buttons are kept, and the bot that edits them
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
  timeZone?: string;
  rules: () => NumberRules;
  laneOf: (message: NewMessage) => string;
  hasTelegram: boolean;
  hasMail: () => boolean;
  webhooks: Pick<WebhookStore, "findByName">;
  telegram?: { store: AlarmChatStore; edit: TelegramBot["edit"] } | undefined;
  sent: () => void;
  alone: boolean;
  clock: Clock;
  log: Log;
  events: EventRecorder;
}): Alarms {
  const { clock, events, telegram } = options;
  const texts = () => ALARM_TEXTS[options.language()];
  const writing = { texts, laneOf: options.laneOf, now: clock.now };
  const numbers = createNumberReader({ country: options.country });
  const findPeople = createFindPeople({ ...options, numbers });
  const compose = createCompose(writing);
  function sent(): void {
    options.sent();
    chats?.wake();
  }
  const steps = createAlarmEngine({
    ...options,
    sent,
    findPeople,
    compose,
    reportsOf: createReports({ ...options, findPeople, texts, timeZone: options.timeZone ?? "UTC" }),
  });
  function changed(): void {
    sent();
    steps.wake();
  }
  function tell(changes: readonly AlarmChanged[]): void {
    for (const event of changes.flatMap(alarmEvents)) events.record(event);
    if (changes.length > 0) changed();
  }
  const chats = telegram && createAlarmChats({ ...options, ...telegram, texts, compose, changed: tell });
  const desk = createAlarmDesk({ ...options, findPeople, compose, texts, changed });
  const readReply = createReplyReader(writing);
  return {
    desk,
    engine: chats === undefined ? steps : together(steps, chats),
    jobs: createAlarmJobs(desk),
    replies: createAlarmReplies({ ...options, numbers, readReply, compose, changed: tell }),
    ...defined({ buttons: chats?.buttons }),
  };
}

/** What starts and stops with the engine. Never rejects. */
const together = (steps: AlarmEngine, chats: AlarmEngine): AlarmEngine => ({
  start() {
    steps.start();
    chats.start();
  },
  wake() {
    steps.wake();
    chats.wake();
  },
  async stop() {
    await Promise.all([steps.stop(), chats.stop()]);
  },
});
