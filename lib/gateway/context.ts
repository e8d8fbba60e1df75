import type { Clock } from "../clock.ts";
import type { Config } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import type { Events } from "../messages/index.ts";
import { NEWEST_MIGRATION, type Store } from "../store/index.ts";
import { databaseUrl, prepareDataDirectory } from "./data-directory.ts";
import { followDatabaseClock } from "./database-clock.ts";
import { unusableDatabase } from "./error.ts";
import { createStoredEvents, logEvents } from "./events.ts";
import { claimData } from "./instance.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { recordedNode } from "./node.ts";
import { joinNodes, type Nodes } from "./nodes.ts";
import { openData } from "./open-data.ts";
import { keepStreamLog } from "./stream-upkeep.ts";
import { loadTls, recordCertificate, type TlsFiles } from "./tls.ts";

/** What every part of a gateway may use. */
export interface GatewayContext {
  /** Of its data; absolute. */
  directory: string;
  /** The gateway's name among those on one database. */
  node: string;
  /** Those on its database, this one too. */
  nodes: Nodes;
  store: Store;
  events: Events;
  /** The one that all gateways on the database share. */
  clock: Clock;
  /** From now on, `listener` is called whenever the clock was set. */
  onClockStep(listener: () => void): void;
  log: Log;
  lifecycle: Lifecycle;
  /** With HTTPS. */
  tls?: TlsFiles;
}

/**
 * Claims and opens the data, and follows the clock of its database.
 *
 * @param options.clock  this machine's
 * @param options.startAgain  ends the gateway so that it is started again
 * @throws GatewayError with what a person can do about it
 */
export async function openContext(
  config: Pick<Config, "data" | "database" | "textKeyFile" | "tls" | "tlsNames" | "host" | "adminHost">,
  { log, clock: own, lifecycle, startAgain }: { log: Log; clock: Clock; lifecycle: Lifecycle; startAgain: () => void },
): Promise<GatewayContext> {
  const directory = prepareDataDirectory(config, log);
  const claims = claimData(directory, databaseUrl(config, directory), { newest: NEWEST_MIGRATION });
  lifecycle.onClose(() => claims.dispose());
  const hosts = [config.host, ...(config.adminHost === undefined ? [] : [config.adminHost])];
  const tls = await loadTls(config.tls, { directory, hosts, names: config.tlsNames, now: own.now() });
  let { now } = own;
  const store = await openData(config, { directory, log, now: () => now(), gateway: true, distrustsLog: true });
  lifecycle.onClose(() => store.close());
  const events = createStoredEvents(store, log);
  logEvents(events, log);
  const stepListeners: (() => void)[] = [];
  const { clock, stop } = await followDatabaseClock(store, {
    own,
    events,
    log,
    stepped() {
      for (const listener of stepListeners) listener();
    },
  });
  now = clock.now;
  lifecycle.onClose(stop);
  lifecycle.onClose(keepStreamLog({ store, clock, log }));
  if (tls !== undefined) recordCertificate(tls, events);
  const node = recordedNode(directory, { events, database: store.database });
  await beginTexts(store, node);
  const onClockStep = (listener: () => void) => void stepListeners.push(listener);
  const nodes = joinNodes({ store, node, ownNow: own.now, clock, log, events, lifecycle, startAgain });
  return { directory, node, nodes, store, events, clock, onClockStep, log, lifecycle, ...defined({ tls }) };
}

/** Before anything is accepted, received or sent. @throws GatewayError */
async function beginTexts(store: Store, node: string): Promise<void> {
  try {
    await store.textKeys.begin(node);
  } catch (cause) {
    throw unusableDatabase(cause);
  }
}
