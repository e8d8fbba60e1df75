import { join, resolve } from "node:path";
import { systemClock } from "../clock.ts";
import type { Config } from "../config/index.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import { createErasure, type ErasureDesk } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { listKept } from "./backups/kept.ts";
import type { GatewayContext } from "./context.ts";

type OfErasure = Pick<Config, "country" | "backupDir">;

/** 500: as the list of backups shows. */
const MOST_BACKUPS = 500;

/** What removes persons from a gateway that runs. */
export function openErasure(
  config: OfErasure,
  {
    store,
    directory,
    ...context
  }: Pick<GatewayContext, "store" | "directory" | "events" | "clock" | "log" | "lifecycle" | "nodes">,
): ErasureDesk {
  const { desk, stop } = createErasure({
    ...context,
    store: store.erasure,
    files: store.retention,
    backups: () => backupsIn(config, directory, context.log),
    country: config.country,
  });
  context.lifecycle.onEnding(() => void stop());
  context.nodes.onOutdated(stop);
  context.lifecycle.onStart(() => context.lifecycle.onClose(stop));
  return desk;
}

/** The same for a command. */
export const erasureOfCommand = (
  config: OfErasure & Pick<Config, "data">,
  { store, events, log }: { store: Store; events: EventRecorder; log: Log },
): ErasureDesk =>
  createErasure({
    store: store.erasure,
    files: store.retention,
    backups: () => backupsIn(config, resolve(config.data), log),
    events,
    clock: systemClock,
    log,
    country: config.country,
  }).desk;

/** Paths of the backups that this machine has, the newest first. */
function backupsIn({ backupDir }: Pick<Config, "backupDir">, directory: string, log: Log): string[] {
  const upgrades = join(directory, "backups");
  try {
    const kept = listKept({ backups: backupDir ?? upgrades, upgrades });
    return kept.slice(0, MOST_BACKUPS).map(({ path }) => path);
  } catch (error) {
    log.warn({ err: error }, "the folder of backups cannot be read");
    return [];
  }
}
