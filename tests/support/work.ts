/** What one piece of work cost: characters whose form was changed, and the processor time of this process. */
export interface Work {
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
