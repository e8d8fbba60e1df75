/**
 * The locks of PostgreSQL that gateways and commands hold until a transaction ends. Each has a number of its own: two that shared one would wait
 * for each other where nobody expects it. Any number will do that no other program uses on the same database; a number stays over versions,
 * which may run beside each other.
 */
export const LOCKS = {
  schema: 7_203_551,
  jobClaims: 7_203_552,
  alarms: 7_203_553,
  textKeys: 7_203_554,
  /** Those of commands that write to the log of changes. */
  commands: 7_203_555,
  statistics: 7_418_002,
  imports: 7_418_003,
} as const;
