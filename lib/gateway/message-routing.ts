import type { StartConfig } from "../config/index.ts";
import {
  createMessageRouting,
  createRoutes,
  createRuleDesk,
  type DryRun,
  type RuleDesk,
  type Submission,
} from "../routing/index.ts";
import type { GatewayContext } from "./context.ts";
import { namedTargets } from "./destinations.ts";
import type { LiveConfig } from "./live-config.ts";
import type { Messaging } from "./messaging.ts";
import type { ModemPark } from "./modem-park.ts";
import type { OpenBox } from "./stored-modems.ts";

/** Makes what routes incoming messages, which starts and stops with the gateway. Gives what people do about rules. */
export function startMessageRouting(
  config: Pick<StartConfig, "country" | "timeZone" | "routes">,
  options: GatewayContext & Messaging & { submission: Submission; box: OpenBox; live: LiveConfig },
): { ruleDesk: RuleDesk; dryRun: DryRun } {
  const { store, events, clock, log, lifecycle, outbox, park } = options;
  const { router, dryRun } = createMessageRouting({
    rules: store.rules,
    store: store.routing,
    webhooks: store.webhooks,
    book: store.addressBook,
    submission: options.submission,
    replies: options.alarms.replies,
    ownNumbers: () => ownNumbersOf(park),
    country: config.country,
    timeZone: config.timeZone,
    laneOf: createRoutes(config.routes).laneOf,
    sent: outbox.wake,
    added: options.wakeJobs,
    alone: store.database === "sqlite",
    clock,
    log,
    events,
  });
  options.onIncoming(router.arrived);
  lifecycle.onClose(() => router.stop());
  lifecycle.onStart(() => router.start());
  const isNamed = namedTargets(options.live);
  return { ruleDesk: createRuleDesk({ store: store.rules, open: options.box, events, clock, isNamed }), dryRun };
}

const ownNumbersOf = (park: Pick<ModemPark, "list">) =>
  new Map(park.list().flatMap(({ modem, number }) => (number === undefined ? [] : [[modem.name, number] as const])));
