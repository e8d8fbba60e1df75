import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Singleton } from "../messages/index.ts";
import type { OnceAt } from "../set-times.ts";
import type { Store } from "../store/index.ts";
import type { Nodes } from "./nodes.ts";

/** 3 s between looks whether the work of another node is done. */
const LOOK_EVERY_MS = 3_000;
/** 15 min: longer than a backup or an import takes, so that another node does what one that dies had begun. */
const PATIENCE_MS = 15 * 60_000;

/**
 * What one of several nodes does at set times: the one whose turn it is. The others wait until it has said that it is done; when it dies
 * meanwhile, the next one does it again. `undefined` for a gateway that is alone.
 */
export function createOnceAt(
  name: Extract<Singleton, "backup" | "contacts-import">,
  parts: { nodes: Nodes; store: Pick<Store, "settings">; clock: Clock; log: Log },
): OnceAt | undefined {
  const { nodes, store, clock, log } = parts;
  if (!nodes.isShared) return undefined;
  const turn = nodes.turn(name);
  const key = `done.${name}`;
  return {
    want: turn.want,
    async once({ due, signal }, work) {
      const giveUpAt = clock.now() + PATIENCE_MS;
      while (!signal.aborted && clock.now() < giveUpAt) {
        try {
          const done = await store.settings.get(key);
          if (typeof done === "number" && done >= due) return;
          if (await turn.confirm()) {
            await work();
            // Broken off, it is the next node's.
            if (!signal.aborted) await store.settings.set({ [key]: due });
            return;
          }
        } catch (error) {
          log.warn({ err: error, name }, "whose turn it is cannot be asked now; trying again");
        }
        await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
      }
    },
    release: turn.release,
  };
}
