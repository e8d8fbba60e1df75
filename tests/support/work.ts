/** What one piece of work cost: characters whose form was changed, and the processor time of this process. */
interface Work {
  /** Given to `normalize`, `toLowerCase`, `toUpperCase`, their locale forms and `localeCompare`. */
  foldedCharacters: number;
  processorMs: number;
}

const FOLDS = [
  "normalize",
  "toLowerCase",
  "toUpperCase",
  "toLocaleLowerCase",
  "toLocaleUpperCase",
  "localeCompare",
] as const;
/** NFC of a longer run of combining marks takes minutes: it is counted and not done, so that a test fails at once. */
const LONGEST_DONE = 10_000;

/** Does something in this process and measures what it cost, servers in this process included. */
export async function measureWork<T>(work: () => Promise<T>): Promise<Work & { result: T }> {
  let foldedCharacters = 0;
  const originals = FOLDS.map((name) => Object.getOwnPropertyDescriptor(String.prototype, name) as PropertyDescriptor);
  for (const [index, name] of FOLDS.entries()) {
    const original = originals[index]?.value as (this: string, ...rest: unknown[]) => unknown;
    Object.defineProperty(String.prototype, name, {
      configurable: true,
      writable: true,
      value(this: string, ...rest: unknown[]) {
        foldedCharacters += this.length;
        return this.length > LONGEST_DONE ? String(this) : original.apply(this, rest);
      },
    });
  }
  try {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    return { result, foldedCharacters, processorMs: (user + system) / 1_000 };
  } finally {
    for (const [index, name] of FOLDS.entries())
      Object.defineProperty(String.prototype, name, originals[index] as PropertyDescriptor);
  }
}

/**
 * Processor time that grows with the length of what is read: within `littleMs`, or at most twice as fast as the length. Each
 * time is the least of three, since a busy machine and a collection of garbage only add to it.
 *
 * @param send  with so large a share of the whole, 0 to 1
 * @returns the growth from a quarter of the length to all of it, 4 when it is in proportion; 0 when it costs little
 */
export async function costGrowth(send: (share: number) => Promise<unknown>, littleMs: number): Promise<number> {
  const whole = await leastCost(() => send(1), littleMs);
  return whole <= littleMs ? 0 : whole / (await leastCost(() => send(1 / 4), 0));
}

/** The least processor time of up to three times, or the first that is within `enoughMs`. */
export async function leastCost(work: () => Promise<unknown>, enoughMs: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3 && least > enoughMs; time++) {
    least = Math.min(least, (await measureWork(work)).processorMs);
  }
  return least;
}
