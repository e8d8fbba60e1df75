/** Limits of one request. */
export interface RequestLimits {
  /** From its first byte to its answer. */
  timeLimitMs: number;
  /** Largest body. */
  bodyLimitBytes: number;
}

/** 30 s and 1 MiB. */
export const REQUEST_LIMITS: RequestLimits = { timeLimitMs: 30_000, bodyLimitBytes: 1_048_576 };
