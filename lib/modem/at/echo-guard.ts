/**
 * Watches for an echo from a modem whose echo was switched off: it has started by itself and lost its settings. In text
 * mode a PDU would go out as a text, so none is written behind an echo.
 */
export interface EchoGuard {
  /** Echoes so far. */
  readonly echoes: number;
  /** A command is being written. */
  commandBegins(): void;
  heard(): void;
  /** The command that was begun last has been echoed, and should not have been. */
  readonly isWarned: boolean;
  /** Calls `echoed` at every echo from now on; with `undefined` echoes mean nothing. */
  guard(echoed: (() => void) | undefined): void;
}

/** Makes a guard to which echoes mean nothing yet. */
export function createEchoGuard(): EchoGuard {
  let echoes = 0;
  let before = 0;
  let echoed: (() => void) | undefined;
  return {
    get echoes() {
      return echoes;
    },
    commandBegins() {
      before = echoes;
    },
    heard() {
      echoes += 1;
      echoed?.();
    },
    get isWarned() {
      return echoed !== undefined && echoes > before;
    },
    guard(call) {
      echoed = call;
    },
  };
}
