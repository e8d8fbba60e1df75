import type { StartConfig } from "../config/index.ts";
import {
  type Alarms,
  createAlarms,
  createPolicyDesk,
  createRoutes,
  type PolicyDesk,
  type TelegramBot,
} from "../routing/index.ts";
import type { GatewayContext } from "./context.ts";
import { relayOf } from "./email-relay.ts";
import type { LiveConfig } from "./live-config.ts";
import { settingsNaming } from "./named-in-settings.ts";
import { followNumberRules } from "./number-rules.ts";

/**
 * Makes what opens, escalates and settles alarms, which starts and stops with the gateway.
 *
 * @param options.bot  the gateway's, if it has one
 * @param options.sent  called when messages and jobs may be in their queues
 */
export function startAlarms(
  config: Pick<StartConfig, "country" | "routes" | "timeZone">,
  options: GatewayContext & { live: LiveConfig; bot: TelegramBot | undefined; sent: () => void },
): { alarms: Alarms; policyDesk: PolicyDesk } {
  const { store, events, clock, log, lifecycle, live, bot, sent, onClockStep } = options;
  const relay = relayOf(live);
  const hasMail = () => relay.from() !== undefined;
  const alarms = createAlarms({
    store: store.alarms,
    policies: store.policies,
    book: store.addressBook,
    optOuts: store.optOuts,
    language: () => live.get("alarmLanguage"),
    country: config.country,
    timeZone: config.timeZone,
    rules: followNumberRules(config, live),
    laneOf: createRoutes(config.routes).laneOf,
    hasTelegram: bot !== undefined,
    hasMail,
    webhooks: store.webhooks,
    telegram: bot && { store: store.alarmChats, edit: bot.edit },
    sent,
    alone: store.database === "sqlite",
    clock,
    log,
    events,
  });
  onClockStep(alarms.engine.wake);
  // A command has raised one, or another gateway has: its messages are in the queue, and its next step may be due. Only once all is made:
  // what is subscribed may be called at once.
  lifecycle.onStart(() => {
    const unsubscribe = store.alarms.onChanged(() => {
      sent();
      alarms.engine.wake();
    });
    lifecycle.onClose(unsubscribe);
  });
  // Whoever cannot be reached is not waited for.
  lifecycle.onClose(
    events.subscribe(({ kind }) => {
      if (kind === "message.failed" || kind === "message.expired" || kind === "job.dead") alarms.engine.wake();
    }),
  );
  lifecycle.onClose(() => alarms.engine.stop());
  options.nodes.onOutdated(() => alarms.engine.stop());
  lifecycle.onStart(() => alarms.engine.start());
  return {
    alarms,
    policyDesk: createPolicyDesk({
      store: store.policies,
      events,
      clock,
      reach: {
        hasMail,
        hasTelegram: bot !== undefined,
        isLinked: async (number) => (await store.telegram.findByNumber(number)) !== undefined,
      },
      namedInSettings: (policy) => settingsNaming(policy, { to: live.get("gatewayAlarms"), policies: store.policies }),
    }),
  };
}
