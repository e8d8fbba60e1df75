import type { StartConfig } from "../config/index.ts";
import {
  createHttpClient,
  createHttpRequests,
  createIsmsPushes,
  createJobDesk,
  createJobRunner,
  createJobSecrets,
  createWebhookDesk,
  createWebhookPosts,
  type JobDesk,
  type JobHandler,
  type WebhookDesk,
} from "../routing/index.ts";
import type { GatewayContext } from "./context.ts";
import { createEmailDestination } from "./email-relay.ts";
import type { LiveConfig } from "./live-config.ts";
import { namedTargets } from "./named-targets.ts";
import type { OpenBox } from "./stored-modems.ts";

/** 5 s at most for requests in hand when the gateway stops: they are repeated after the next start. */
const STOP_GRACE_MS = 5_000;
/** Half of the time to stop. */
const SHARE_OF_STOP = 0.5;

/**
 * Makes what does the jobs: a handler for each kind, and their runner, which starts and stops with the gateway. Gives the desks, and the
 * runner's wake.
 *
 * @param context.alarmJobs  opens the alarms of rules
 * @throws StoreFailure
 */
export async function createDestinations(
  config: Pick<StartConfig, "timeZone" | "stopTimeout" | "smtp" | "country">,
  context: GatewayContext & { live: LiveConfig; box: OpenBox; alarmJobs: JobHandler; mqttJobs: JobHandler },
): Promise<{ jobDesk: JobDesk; webhookDesk: WebhookDesk; wakeJobs: () => void }> {
  const { store, events, clock, log, node, lifecycle, onClockStep, live, box } = context;
  const isNamed = namedTargets(() => live.get("allowTargets"));
  const client = createHttpClient({ clock, isNamed });
  const secrets = createJobSecrets({ store: store.rules, open: box });
  const handlers: JobHandler[] = [
    createHttpRequests({ client, clock, secretHeaderOf: secrets.header }),
    createIsmsPushes({ client, clock, timeZone: config.timeZone, passwordOf: secrets.password }),
    createWebhookPosts({ client, store: store.webhooks, seals: box, clock }),
    await createEmailDestination(config, context),
    context.alarmJobs,
    context.mqttJobs,
  ];
  const runner = createJobRunner({
    store: store.jobs,
    handlers,
    clock,
    log,
    events,
    node,
    alone: store.database === "sqlite",
    stopGraceMs: Math.min(STOP_GRACE_MS, config.stopTimeout * SHARE_OF_STOP),
  });
  onClockStep(runner.wake);
  lifecycle.onClose(() => runner.stop());
  lifecycle.onEnding(() => void runner.stop());
  context.nodes.onOutdated(() => runner.stop());
  lifecycle.onStart(() => runner.start());
  const { wake } = runner;
  return {
    jobDesk: createJobDesk({ store: store.jobs, events, clock, wake }),
    webhookDesk: createWebhookDesk({
      store: store.webhooks,
      jobs: store.jobs,
      seals: box,
      events,
      clock,
      wake,
      isNamed,
    }),
    wakeJobs: wake,
  };
}
