/** What a probe found: `ok` and a few words, or a sentence that says what is wrong. */
export interface Finding {
  ok: boolean;
  text: string;
}

/** One look. Never rejects, and ends by itself within its limit. */
export interface ProbeOptions {
  limitMs: number;
  /** The gateway stops: what was found then counts for nothing. */
  signal: AbortSignal;
}
