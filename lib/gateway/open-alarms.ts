import type { Clock } from "../clock.ts";
import { type Config, SETTINGS, STORED_SETTINGS } from "../config/index.ts";
import { createLog } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import {
  type AlarmDesk,
  createAlarms,
  createNumberRules,
  createPolicyDesk,
  createRoutes,
  type PolicyDesk,
} from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { settingsNaming } from "./named-in-settings.ts";

/** Alarms and policies of a database, for a command: a running gateway does what falls due. */
export function openAlarms(
  config: Pick<
    Config,
    "country" | "numbersAllowed" | "numbersBlocked" | "emergencyAllowed" | "routes" | "alarmLanguage" | "telegramToken"
  > &
    Partial<Pick<Config, "mailHost" | "mailFrom" | "gatewayAlarms">>,
  { store, events, clock }: { store: Store; events: EventRecorder; clock: Clock },
): { alarmDesk: AlarmDesk; policyDesk: PolicyDesk } {
  const { country } = config;
  const rules = createNumberRules({
    country,
    allowed: config.numbersAllowed,
    blocked: config.numbersBlocked,
    emergency: config.emergencyAllowed,
  });
  const { desk } = createAlarms({
    store: store.alarms,
    policies: store.policies,
    book: store.addressBook,
    optOuts: store.optOuts,
    language: () => config.alarmLanguage,
    country,
    rules: () => rules,
    laneOf: createRoutes(config.routes).laneOf,
    hasTelegram: config.telegramToken !== undefined,
    // A running gateway knows it better.
    hasMail: () => true,
    webhooks: store.webhooks,
    sent: () => undefined,
    alone: true,
    clock,
    log: createLog({ level: "silent", format: "json" }),
    events,
  });
  return {
    alarmDesk: desk,
    policyDesk: createPolicyDesk({
      store: store.policies,
      events,
      clock,
      // What the database keeps, the store knows.
      namedInSettings: (policy) => settingsNaming(policy, { to: config.gatewayAlarms, policies: store.policies }),
      reach: {
        hasMail: async () => {
          const stored = await store.settings.list(STORED_SETTINGS);
          const has = (key: "mailHost" | "mailFrom") =>
            config[key] !== undefined || stored.has(`${STORED_SETTINGS}${SETTINGS[key].flag}`);
          return has("mailHost") && has("mailFrom");
        },
        hasTelegram: config.telegramToken !== undefined,
        isLinked: async (number) => (await store.telegram.findByNumber(number)) !== undefined,
      },
    }),
  };
}
