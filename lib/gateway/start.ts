import type { AnyElysia } from "elysia";
import type { Clock } from "../clock.ts";
import type { Resolved } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { GatewayCommand } from "../http/index.ts";
import type { Log } from "../log.ts";
import type { DeviceSystem } from "../modem/index.ts";
import { type AppParts, createAppParts } from "./app-parts.ts";
import { openContext } from "./context.ts";
import { returnMemoryWhenIdle } from "./idle-memory.ts";
import { createLifecycle } from "./lifecycle.ts";
import { type GatewayUrls, openListeners } from "./listeners.ts";
import { followSettings } from "./live-config.ts";
import { createMessaging } from "./messaging.ts";
import { warnOfMissing, warnOfRenamed } from "./named-in-settings.ts";
import { openSecretKey } from "./secret-key.ts";
import { notifyServiceManager } from "./service-manager.ts";
import { setupLink } from "./setup-link.ts";
import { startSnmp } from "./snmp/index.ts";
import { sealStoredSettings } from "./stored-settings.ts";
import type { CertificateFacts } from "./tls.ts";
import { createTracing } from "./tracing.ts";

export type CreateApp = (parts: AppParts) => AnyElysia;

/** A gateway that runs. */
export interface Gateway extends GatewayUrls {
  /** Absolute. */
  directory: string;
  modems: readonly { name: string; spec: string }[];
  /** No modem was configured. */
  simulatedByDefault: boolean;
  /** Modems on USB are found by themselves. */
  looksForModems: boolean;
  /** With HTTPS. */
  certificate?: CertificateFacts;
  /** While there is no user: the link with which a browser makes the first one. */
  setupLink?: string;
  /**
   * Answers requests in progress and lets the part on the wire finish, both within `--stop-timeout`, and closes.
   *
   * @throws the error of a part that cannot be closed, SuppressedError for several
   */
  close(): Promise<void>;
}

/**
 * Puts the parts together and starts them: data, then the key of secrets, what is stored of the settings, the listener, then what sends. What was started is closed again
 * in the opposite order, also when a later step fails.
 *
 * @param options.devices  where serial devices are looked for; this machine when left out
 * @param options.environment  says whether a service manager wants to be notified
 * @param options.shutdown  called when a client tells the gateway to end: its owner is to close it then
 * @throws GatewayError with what a person can do about it
 */
export async function startGateway(
  settings: Resolved,
  options: {
    createApp: CreateApp;
    log: Log;
    clock: Clock;
    environment: Readonly<Record<string, string | undefined>>;
    shutdown: (command: GatewayCommand) => void;
    devices?: DeviceSystem | undefined;
  },
): Promise<Gateway> {
  const { createApp, log, clock, environment, shutdown, devices } = options;
  await using lifecycle = createLifecycle(settings.config.stopTimeout);
  const context = await openContext(settings.config, {
    log,
    clock,
    lifecycle,
    startAgain: () => shutdown("reboot"),
  });
  const box = await openSecretKey(context);
  await sealStoredSettings(context.store.settings, box);
  const followed = await followSettings(settings, { ...context, secretKey: box });
  const { config } = followed;
  const given = settings.given.get("modems");
  const tracing = await createTracing(config, context);
  const messaging = await createMessaging(
    config,
    { ...context, live: followed.live, tracing },
    { given, box, devices },
  );
  const parts = await createAppParts(config, { ...context, ...messaging, tracing, settings: followed, box, shutdown });
  await warnOfMissing(followed.now().config, context);
  lifecycle.onClose(warnOfRenamed(followed, context));
  const urls = await openListeners(createApp(parts), config, { ...context, ...parts });
  const code = (await parts.setup.isNeeded()) ? await parts.setup.offer() : undefined;
  const { commits } = context.store;
  lifecycle.onClose(returnMemoryWhenIdle({ clock, commits, collect: () => Bun.gc(true) }));
  const watched = { modems: parts.modems, counts: parts.counts, check: context.store.check };
  lifecycle.onStart(() => notifyServiceManager({ ...watched, environment, clock, log, lifecycle }));
  const shown = { modems: parts.modems, counts: parts.counts, backups: parts.backupFigures };
  lifecycle.onStart(() => startSnmp(config, { ...context, ...shown }));
  const close = await lifecycle.start();
  return {
    ...urls,
    directory: context.directory,
    modems: messaging.park.list().map(({ modem }) => ({ name: modem.name, spec: modem.status.spec })),
    simulatedByDefault: messaging.stored.simulatedByDefault,
    looksForModems: config.modems.some(({ kind }) => kind === "auto"),
    ...defined({
      certificate: context.tls,
      setupLink: code === undefined ? undefined : setupLink(config.publicUrl?.url ?? urls.adminUrl ?? urls.url, code),
    }),
    close,
  };
}
