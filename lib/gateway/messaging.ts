import { allowedLanguages, type Given, type StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { TelegramWebhook } from "../http/index.ts";
import type { DeviceSystem } from "../modem/index.ts";
import {
  type Alarms,
  createInbox,
  createOutbox,
  createRoutes,
  createSenderFilter,
  createSmsChannel,
  type JobDesk,
  LONE_GATEWAY,
  type OptOutDesk,
  type OptOutReader,
  type Outbox,
  type OutboxSettings,
  type PolicyDesk,
  type WebhookDesk,
} from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { startAlarms } from "./alarms.ts";
import type { GatewayContext } from "./context.ts";
import { createDestinations } from "./destinations.ts";
import type { LiveConfig } from "./live-config.ts";
import { limitModemEvents } from "./modem-event-limit.ts";
import { followModems, type ModemFollow } from "./modem-follow.ts";
import { createModemPark, type ModemPark } from "./modem-park.ts";
import { createModemWatch } from "./modem-watch.ts";
import { createGatewayMqtt, type GatewayMqtt } from "./mqtt.ts";
import { createOptOuts } from "./opt-outs.ts";
import { createPowerHook } from "./power-hook.ts";
import type { OpenBox } from "./stored-modems.ts";
import { createStoredPinMemory } from "./stored-pin-memory.ts";
import { createTelegram } from "./telegram.ts";
import type { Tracing } from "./tracing.ts";

/** What sends and receives. */
export interface Messaging {
  outbox: Outbox;
  /** What people do about jobs for other destinations. */
  jobDesk: JobDesk;
  /** What opens, escalates and settles alarms. */
  alarms: Alarms;
  /** What people do about policies of alarms. */
  policyDesk: PolicyDesk;
  /** What people do about targets of webhooks. */
  webhookDesk: WebhookDesk;
  /** Jobs were added: they are looked at now. */
  wakeJobs(): void;
  /** From now on, `listener` is called with the ID of each message that came in and is whole. */
  onIncoming(listener: (incomingId: number) => void): void;
  mqtt: GatewayMqtt;
  /** What people do about numbers that opted out. */
  optOutDesk: OptOutDesk;
  /** Reads STOP and START. */
  asksOptOut: OptOutReader;
  park: ModemPark;
  stored: ModemFollow;
  /** A bot is configured. */
  hasTelegram: boolean;
  /** Takes updates of the bot; absent when Telegram does not bring them. */
  telegram?: TelegramWebhook;
}

/** 80 % of the time to stop; the rest is for the parts that close after it. */
const PART_ON_WIRE = 0.8;

/**
 * Makes the queue with its channels, the inbox, the bot, the modems and what does jobs. They start and stop with the gateway.
 *
 * @param options.given  what gives the configured modems
 * @param options.devices  where serial devices are looked for; this machine when left out
 * @throws SimulatorError for a simulated modem's unknown profile, or its number when another has it
 */
export async function createMessaging(
  config: StartConfig,
  context: GatewayContext & { live: LiveConfig; tracing: Tracing | undefined },
  { given, box, devices }: { given: Given | undefined; box: OpenBox; devices?: DeviceSystem | undefined },
): Promise<Messaging> {
  const { directory, node, store, events, clock, onClockStep, log, lifecycle, live, tracing } = context;
  const telegram = createTelegram(config, {
    ...context,
    keep: (part) => inbox.keep(part),
    buttons: () => alarms.alarms.buttons,
  });
  const sms = createSmsChannel();
  const outbox = createOutbox({
    ...context,
    store: tracing?.outbox(store.outbox) ?? store.outbox,
    transports: sms,
    ...defined({ telegram: telegram.bot?.transport }),
    routes: createRoutes(config.routes),
    settings: outboxSettings(config, context),
  });
  onClockStep(outbox.wake);
  const modemEvents = limitModemEvents(events, clock);
  lifecycle.onClose(() => modemEvents.close());
  const incomingListeners: ((incomingId: number) => void)[] = [];
  const isTaken = createSenderFilter({ country: config.country });
  const optOuts = createOptOuts(config, context);
  const inbox = createInbox({
    store: store.inbox,
    recordReport: outbox.recordReport,
    clock,
    log,
    events: modemEvents,
    onMessage({ messageId }) {
      for (const listener of incomingListeners) listener(messageId);
    },
    accepts: (sender) => isTaken(sender, live.get("incomingFrom")),
    optOuts: { asks: optOuts.asks, follow: optOuts.desk.follow, confirmed: outbox.wake },
  });
  lifecycle.onClose(() => inbox.stop());
  const watch = createModemWatch(directory, {
    events: modemEvents,
    clock,
    log,
    store,
    node,
    numberOf: (name) => park.list().find(({ spec }) => spec.name === name)?.number,
  });
  lifecycle.onClose(() => watch.close());
  const mqtt = await createGatewayMqtt(config, context, {
    modems: () => park.list().map(({ modem }) => modem.status),
  });
  const park = createModemPark(
    {
      clock,
      log,
      ...(config.modemPower === undefined
        ? {}
        : { cyclePower: createPowerHook(config.modemPower, { environment: process.env }) }),
      pinMemory: createStoredPinMemory(store.settings),
      handlers: {
        received: (pdu) => inbox.received(pdu),
        changed(status) {
          watch.changed(status);
          mqtt.modemChanged(status);
          sms.changed();
        },
        incomingCall: (call) => inbox.callBegan(call),
        callEnded: (call) => inbox.callEnded(call),
        added: sms.add,
        removed({ name }, { isReplaced }) {
          sms.remove(name);
          if (isReplaced) return;
          watch.removed(name);
          mqtt.modemRemoved(name);
        },
        left: outbox.left,
      },
    },
    devices,
  );
  lifecycle.onClose((graceMs) => park.close({ graceMs }));
  const stored = await followModems(park, { ...context, configured: config.modems, given, box });
  lifecycle.onClose(() => telegram.bot?.stop());
  lifecycle.onClose(() => outbox.stop());
  context.nodes.onOutdated(outbox.stop);
  // The part on the wire has the same time as requests in progress; whether it ended is waited for in its turn.
  lifecycle.onEnding(() => void outbox.stop().catch(() => undefined));

  lifecycle.onStart(() => outbox.start());
  lifecycle.onStart(() => inbox.start());
  lifecycle.onStart(() => telegram.bot?.start());
  lifecycle.onStart(() => park.start());
  const alarms = startAlarms(config, {
    ...context,
    bot: telegram.bot,
    sent() {
      outbox.wake();
      destinations.wakeJobs();
    },
  });
  const destinations = await createDestinations(config, {
    ...context,
    box,
    alarmJobs: alarms.alarms.jobs,
    mqttJobs: mqtt.mqtt.jobs,
  });
  return {
    outbox,
    ...destinations,
    ...alarms,
    mqtt,
    onIncoming: (listener) => void incomingListeners.push(listener),
    optOutDesk: optOuts.desk,
    asksOptOut: optOuts.asks,
    park,
    stored,
    hasTelegram: telegram.bot !== undefined,
    ...defined({ telegram: telegram.webhook }),
  };
}

function outboxSettings(
  config: StartConfig,
  { store, live }: { store: Pick<Store, "database">; live: LiveConfig },
): Partial<OutboxSettings> {
  return {
    languages: allowedLanguages(config.languages, config.country),
    get unknownPolicy() {
      return live.get("unknown");
    },
    routePatienceMs: config.fallbackAfter,
    simPatienceMs: config.simPatience,
    budget: config.budget,
    timeZone: config.timeZone,
    ...(store.database === "sqlite" ? LONE_GATEWAY : {}),
    stopGraceMs: config.stopTimeout * PART_ON_WIRE,
  };
}
