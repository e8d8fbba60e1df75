import type { StartConfig } from "../config/index.ts";
import { defined } from "../defined.ts";
import {
  createMessageRouting,
  createRoutes,
  createRuleDesk,
  type DryRun,
  type RuleDesk,
  type Submission,
} from "../routing/index.ts";
import type { GatewayContext } from "./context.ts";
import type { LiveConfig } from "./live-config.ts";
import type { Messaging } from "./messaging.ts";
import { namedTargets } from "./named-targets.ts";
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
    asksOptOut: options.asksOptOut,
    ownNumbers: () =>
      ownNumbersOf(park.list().map(({ modem, number }) => ({ name: modem.name, ...defined({ number }) }))),
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
  options.nodes.onOutdated(() => router.stop());
  lifecycle.onStart(() => router.start());
  const isNamed = namedTargets(() => options.live.get("allowTargets"));
  return { ruleDesk: createRuleDesk({ store: store.rules, open: options.box, events, clock, isNamed }), dryRun };
}

/** Own numbers by the modem's name, as far as they are known. */
export const ownNumbersOf = (modems: readonly { name: string; number?: string }[]): ReadonlyMap<string, string> =>
  new Map(modems.flatMap(({ name, number }) => (number === undefined ? [] : [[name, number] as const])));
