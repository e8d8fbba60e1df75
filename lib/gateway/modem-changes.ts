import type { Clock } from "../clock.ts";
import type { ModemChanges } from "../http/index.ts";
import type { EventRecorder } from "../messages/index.ts";
import { addressOf } from "../modem/index.ts";
import type { Store } from "../store/index.ts";
import { sameName } from "./modem-follow.ts";
import { readModemSnapshot } from "./modem-snapshot.ts";
import { recordedNode } from "./node.ts";
import { openSecretKey } from "./secret-key.ts";
import { createStoredModems } from "./stored-modems.ts";

/**
 * What changes the stored modems of the gateway on a data directory, which may run meanwhile: it looks for changes every 2 s. What
 * its other modems are is known from what it last told there.
 *
 * @throws StoreFailure
 */
export async function openModemChanges(options: {
  directory: string;
  store: Store;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
}): Promise<ModemChanges> {
  const { directory, store, events, clock } = options;
  const node = recordedNode(directory, { events, database: store.database });
  const stored = await store.modems.list(node);
  const snapshot = readModemSnapshot(directory);
  const running = snapshot?.running === true ? snapshot.modems : [];
  const isOther = (name: string) =>
    running.some((modem) => sameName(modem.name, name)) && !stored.some((modem) => sameName(modem.name, name));
  // One that is there by default makes room.
  const isDefault = (name: string) => running.some((modem) => modem.name === name && modem.spec === "simulated");

  return createStoredModems({
    store: store.modems,
    node,
    box: await openSecretKey({ directory, store, events }),
    events,
    clock,
    given: (name) =>
      isOther(name)
        ? `The modem ${name} is not in the database: change it where the gateway's command line, environment or file gives it.`
        : undefined,
    isTaken: (name) => isOther(name) && !isDefault(name),
    inUse(spec) {
      const device = addressOf(spec);
      const other = running.find(({ name, port }) => !sameName(name, spec.name) && port === device);
      return other && `The modem ${other.name} uses the device ${device} already.`;
    },
  });
}
