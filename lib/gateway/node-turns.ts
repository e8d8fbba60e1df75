import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Singleton, Turn } from "../messages/index.ts";

/** What this node wants to do for all, and what of it is its turn. */
interface NodeTurns {
  wanted(): Singleton[];
  /** The database has said what is held; it was asked at `asked`. */
  held(names: readonly string[], asked: number): void;
  turn(name: Singleton): Turn;
}

/**
 * Makes the turns of a node.
 *
 * @param options.beat  asks the database now; rejects with a StoreFailure
 * @param options.soon  has it asked soon
 */
export function createNodeTurns({
  leaseMs,
  beat,
  soon,
  clock,
  log,
}: {
  leaseMs: number;
  beat: () => Promise<void>;
  soon: () => void;
  clock: Pick<Clock, "now">;
  log: Log;
}): NodeTurns {
  const wanted = new Set<Singleton>();
  const listeners: { name: Singleton; listener: () => void }[] = [];
  let heldUntil: ReadonlyMap<string, number> = new Map();
  const isOurs = (name: Singleton) => clock.now() < (heldUntil.get(name) ?? 0);
  return {
    wanted: () => [...wanted],
    held(names, asked) {
      const before = heldUntil;
      heldUntil = new Map(names.map((name) => [name, asked + leaseMs]));
      for (const { name, listener } of listeners) if (before.has(name) !== heldUntil.has(name)) listener();
    },
    turn: (name) => ({
      get isOurs() {
        return isOurs(name);
      },
      async confirm() {
        await beat();
        return isOurs(name);
      },
      want(isWanted) {
        if (wanted.has(name) === isWanted) return;
        if (isWanted) wanted.add(name);
        else wanted.delete(name);
        soon();
      },
      onChange: (listener) => void listeners.push({ name, listener }),
      async release() {
        if (!wanted.delete(name)) return;
        await beat().catch((error: unknown) => log.warn({ err: error, name }, "it was not given back; it expires"));
      },
    }),
  };
}
