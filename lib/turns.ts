/** 2 ms: others get their turn of the event loop as often, however long the work is. */
const TURN_MS = 2;

/** Lets others have the event loop when it is their turn: to be awaited between steps. The promises never reject. */
export function createTurns(now: () => number = () => performance.now()): () => Promise<void> {
  let turnedAt = now();
  return async () => {
    if (now() - turnedAt < TURN_MS) return;
    await new Promise((turn) => setImmediate(turn));
    turnedAt = now();
  };
}
