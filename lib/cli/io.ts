/** What a command reads from; `process.stdin` is one. */
export interface Input extends AsyncIterable<Uint8Array | string> {
  /** It is a terminal: a person can be asked. */
  isTTY?: boolean | undefined;
  /** Switches echo and line editing of a terminal off and on. */
  setRawMode?(raw: boolean): unknown;
}

/** What a command writes to; `process.stdout` is one. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  /** See `ProcessOutput` of output.ts; what is no stream of a process loses nothing. */
  surviveLoss?(tell: (lines: number) => void): void;
}

/** All that a command sees of the outside world. */
export interface CommandIo {
  /** How a person calls this program from where it was started: `aldis`, or through Bun from its source. */
  program: string;
  in: Input;
  out: Output;
  err: Output;
  env: Record<string, string | undefined>;
  /** Aborts when the command is asked to end. */
  signal: AbortSignal;
  /** Takes over what a hang-up (SIGHUP) does, which ends a command otherwise. */
  onHangup(run: () => void): void;
  /** Takes over how an error is reported that nobody handled, before the process ends. */
  onCrash(report: (error: unknown) => void): void;
}

/** Resolves once the signal has aborted. Never rejects. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
