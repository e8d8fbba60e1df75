import type { Log } from "../log.ts";
import type { EventRecorder, Outdated } from "../messages/index.ts";
import type { Store } from "../store/index.ts";

/** How a node makes room for a newer version on its database. */
interface StandDown {
  /** Whether it has to, as the database says now. */
  follow(now: Outdated | undefined): void;
  /** Why, as a sentence; absent while it works. */
  readonly reason: string | undefined;
  /** It does nothing any more. */
  readonly isDone: boolean;
  onOutdated(stop: () => Promise<unknown>): void;
  /** Resolves when what was begun has ended. Never rejects. */
  settled(): Promise<void>;
}

/**
 * What is in hand ends, nothing new is begun, and then nothing is written any more. A node that has stopped for an upgrade that did not
 * take place starts again.
 *
 * @param options.done  called when the node has stopped
 */
export function createStandDown(options: {
  store: Pick<Store, "closeToWrites">;
  log: Log;
  events: EventRecorder;
  startAgain: () => void;
  done: () => void;
}): StandDown {
  const { store, log, events } = options;
  const stops: (() => Promise<unknown>)[] = [];
  let found: Outdated | undefined;
  let standing: Promise<void> | undefined;
  let isDone = false;
  const reason = () => found && sentenceOf(found);

  async function standDown(): Promise<void> {
    await Promise.allSettled(stops.map((stop) => stop()));
    isDone = true;
    store.closeToWrites(reason() ?? "");
    log.warn("the node has stopped working until it is upgraded");
    options.done();
  }

  return {
    follow(now) {
      if (now === undefined) {
        if (!isDone) return;
        log.warn({ version: found?.version }, "the upgrade did not take place: the node starts again");
        options.startAgain();
        return;
      }
      const isNews = found === undefined;
      found = { version: found?.version ?? "", ...now };
      if (!isNews) return;
      const { version = "" } = found;
      log.warn({ version }, "a newer version upgrades the database: the node stops working");
      events.record({ kind: "node.outdated", version });
      standing = standDown();
    },
    get reason() {
      return reason();
    },
    get isDone() {
      return isDone;
    },
    onOutdated: (stop) => void stops.push(stop),
    settled: () => standing ?? Promise.resolve(),
  };
}

function sentenceOf({ isDone, version = "" }: Outdated): string {
  const which = version === "" ? "a newer version" : `version ${version}`;
  return isDone
    ? `The database was upgraded to ${which}: this node does nothing until it is upgraded, too.`
    : `The database is being upgraded to ${which}: this node stops, and does nothing until it is upgraded, too.`;
}
