import {
  type CheckDesk,
  createCheckDesk,
  createCheckRunner,
  createProbes,
  createTeller,
  type MonitoringAlarms,
} from "../monitoring/index.ts";
import type { GatewayContext } from "./context.ts";
import type { LiveConfig } from "./live-config.ts";
import { namedTargets } from "./named-targets.ts";
import type { OpenBox } from "./stored-modems.ts";

/** What the HTTP interfaces need of monitoring. */
interface Monitoring {
  checkDesk: CheckDesk;
  heartbeats: { beat(key: string): Promise<boolean>; keys(): Promise<ReadonlySet<string>> };
}

/** Makes what runs the checks, which starts and stops with the gateway, and what people do about them. */
export function startMonitoring(
  options: GatewayContext & { box: OpenBox; live: LiveConfig; alarms: MonitoringAlarms },
): Monitoring {
  const { store, events, clock, log, lifecycle, node, live, box, alarms } = options;
  const isNamed = namedTargets(() => live.get("allowTargets"));
  const runner = createCheckRunner({
    store: store.checks,
    run: createProbes({ store: store.checks, open: box, isNamed, clock }),
    teller: createTeller({ alarms, events }),
    clock,
    log,
    node,
    alone: store.database === "sqlite",
  });
  options.onClockStep(runner.clockStepped);
  lifecycle.onClose(() => runner.stop());
  lifecycle.onEnding(() => void runner.stop());
  options.nodes.onOutdated(() => runner.stop());
  lifecycle.onStart(() => runner.start());
  const { wake, latest } = runner;
  return {
    checkDesk: createCheckDesk({ store: store.checks, open: box, alarms, events, clock, wake, isNamed, latest }),
    heartbeats: {
      async beat(key) {
        const isKnown = await store.checks.beat(key, clock.now());
        if (isKnown) wake();
        return isKnown;
      },
      async keys() {
        const checks = await store.checks.list();
        return new Set(checks.flatMap(({ beatKey }) => beatKey ?? []));
      },
    },
  };
}
