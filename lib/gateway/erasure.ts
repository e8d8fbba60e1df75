import { join, resolve } from "node:path";
import { systemClock } from "../clock.ts";
import type { Config } from "../config/index.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import { createErasure, type ErasureDesk } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { listKept } from "./backups/kept.ts";
import { listOldDatabases } from "./backups/old-databases.ts";
import type { GatewayContext } from "./context.ts";
import { databaseUrl } from "./data-directory.ts";

type OfErasure = Pick<Config, "country" | "backupDir" | "database">;

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
    backups: () => copiesOn(config, directory, context.log),
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
    backups: () => copiesOn(config, resolve(config.data), log),
    events,
    clock: systemClock,
    log,
    country: config.country,
  }).desk;

/** Paths of the copies of the database that this machine has: old databases, then backups, the newest first. */
function copiesOn(config: Pick<Config, "backupDir" | "database">, directory: string, log: Log): string[] {
  const upgrades = join(directory, "backups");
  const folders = { backups: config.backupDir ?? upgrades, upgrades };
  const looks = [
    () => listOldDatabases(databaseUrl(config, directory)),
    () => listKept(folders).map(({ path }) => path),
  ];
  const found = looks.flatMap((look) => {
    try {
      return look();
    } catch (error) {
      log.warn({ err: error }, "a folder with copies of the database cannot be read");
      return [];
    }
  });
  return found.slice(0, MOST_BACKUPS);
}
