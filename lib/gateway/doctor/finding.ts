/** What was looked at, and what is wrong with it. */
export interface Finding {
  /** `database`, `modem alerts`: what was looked at. */
  subject: string;
  /** What is wrong, and what to do; absent when nothing is. */
  problem?: string;
}
