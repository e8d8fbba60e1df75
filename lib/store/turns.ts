/** 2 ms: others get their turn of the event loop as often, however long a transaction is. */
const TURN_MS = 2;

/** Lets others have the event loop when it is their turn. The promises never reject. */
export function createTurns(now: () => number): () => Promise<void> {
  let turnedAt = now();
  return async () => {
    if (now() - turnedAt < TURN_MS) return;
    await new Promise((turn) => setImmediate(turn));
    turnedAt = now();
  };
}
