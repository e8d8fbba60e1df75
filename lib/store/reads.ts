/** Counts running reads, so that callers can wait until there are none. */
export interface Reads {
  readonly isIdle: boolean;
  /** Resolves when no read is running. Never rejects. */
  idle(): Promise<void>;
  /** Runs one read. @throws what `query` throws */
  run<Result>(query: () => Promise<Result>): Promise<Result>;
}

export function createReads(): Reads {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    get isIdle() {
      return running === 0;
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((done) => void waiting.push(done))),
    async run(query) {
      running++;
      try {
        return await query();
      } finally {
        running--;
        if (running === 0) for (const done of waiting.splice(0)) done();
      }
    },
  };
}
