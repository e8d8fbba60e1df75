/** Counts the reads that run, so that somebody can wait until none does. */
export interface Reads {
  readonly isIdle: boolean;
  /** Resolves when no read runs. */
  idle(): Promise<void>;
  /** Runs one. */
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
