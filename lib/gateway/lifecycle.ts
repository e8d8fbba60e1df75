/** When the parts of a gateway start and stop. Each part registers its own steps where it is made. */
export interface Lifecycle {
  /** Once the gateway listens; steps run in the order of their registration. */
  onStart(step: () => unknown): void;
  /** As soon as the gateway begins to end, before its listeners close: for what needs that time. Must not throw; nobody waits. */
  onEnding(step: () => void): void;
  /**
   * When the gateway ends or its start fails; steps run in the opposite order, each after the one before has completed.
   *
   * @param step.leftMs  how long it may take: less than is left of the time to stop, since others close after it
   */
  onClose(step: (leftMs: number) => unknown): void;
}

/** The lifecycle as its owner has it: disposing closes everything, unless the gateway has started. */
interface OwnedLifecycle extends Lifecycle, AsyncDisposable {
  /**
   * Takes the steps of the start. Gives what closes the gateway, which throws the error of a step, SuppressedError for
   * several. @throws the error of the first step that fails
   */
  start(): Promise<() => Promise<void>>;
}

/** 10 % of the time to stop, for what closes last: modems' ports, the database. */
const RESERVE = 0.1;

/** @param limitMs  the time in which everything has to end. One for all parts, so that they do not add up */
export function createLifecycle(limitMs: number): OwnedLifecycle {
  const closing = new AsyncDisposableStack();
  const starts: (() => unknown)[] = [];
  const endings: (() => void)[] = [];
  let end: number | undefined;

  function leftMs(): number {
    if (end === undefined) {
      end = performance.now() + limitMs * (1 - RESERVE);
      for (const step of endings) step();
    }
    return Math.max(0, end - performance.now());
  }

  return {
    onStart: (step) => void starts.push(step),
    onEnding: (step) => void endings.push(step),
    onClose(step) {
      closing.defer(async () => {
        await step(leftMs());
      });
    },
    async start() {
      for (const step of starts) await step();
      const running = closing.move();
      return () => running.disposeAsync();
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
