import { createSharedGuesses, type KnownAddresses, type Others } from "../auth/index.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { startLoop } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** 5 s: so soon a user may sign in at another gateway from where they did at one, while others guess their password. */
const LEARN_EVERY_MS = 5_000;
/** One minute, by which the clocks of two gateways surely differ less, and a write takes less. */
const OVERLAP_MS = 60_000;
/** 5 min: what attackers leave, from one forgetting to the next, is some 10 MB at most. */
const FORGET_EVERY_MS = 300_000;

/**
 * What this gateway counts together with others: wrong passwords, and requests of users with a limit; and what it learns of them: from where
 * users sign in. A lone one asks nobody. `undefined`: there are never others, on SQLite.
 */
export function followCounts({
  store,
  others,
  known,
  secret,
  lifecycle,
  clock,
  log,
}: {
  store: Pick<Store, "counts" | "knownAddresses">;
  others: Others;
  known: KnownAddresses;
  /** Of this installation. */
  secret: Uint8Array;
  lifecycle: Lifecycle;
  clock: Clock;
  log: Log;
}) {
  const { counts, knownAddresses } = store;
  if (counts === undefined) return undefined;
  let learnedAt = clock.now();

  async function learn(): Promise<number> {
    if (!others.areThere) return LEARN_EVERY_MS;
    const at = clock.now();
    known.learn(await knownAddresses.list(learnedAt - OVERLAP_MS));
    learnedAt = at;
    return LEARN_EVERY_MS;
  }

  async function forget(): Promise<number> {
    await counts?.forgetOld();
    return FORGET_EVERY_MS;
  }

  lifecycle.onStart(() => {
    const learning = startLoop(learn, { clock, log, name: "addresses of users", firstMs: LEARN_EVERY_MS });
    const forgetting = startLoop(forget, { clock, log, name: "old counts", firstMs: FORGET_EVERY_MS });
    lifecycle.onClose(() => Promise.all([learning.stop(), forgetting.stop()]));
  });
  return {
    guesses: createSharedGuesses({ store: counts, others, secret, log }),
    requests: { store: counts, others, log },
  };
}
