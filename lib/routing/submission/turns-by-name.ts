/** Runs one after another what has the same name, in the order asked for; what has another name does not wait. */
type TurnsByName = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Rejects with what `work` rejects with, and goes on with the next. */
export function createTurnsByName(): TurnsByName {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const running = (last.get(name) ?? Promise.resolve()).then(work);
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    last.set(name, settled);
    try {
      return await running;
    } finally {
      if (last.get(name) === settled) last.delete(name);
    }
  };
}
