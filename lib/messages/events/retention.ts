import { info, type Wordings } from "./wording.ts";

export interface RetentionEvents {
  /** Rows, or texts of messages, were deleted because they are kept no longer. */
  "retention.done": { details: { rows: number; texts: number; freedOctets: number; milliseconds: number } };
}

export const RETENTION_WORDINGS: Wordings<RetentionEvents> = {
  "retention.done": info(
    ({ details: { rows, texts, freedOctets } }) =>
      `Old data deleted: ${rows} rows and ${texts} texts; ${(freedOctets / 1_048_576).toFixed(1)} MiB freed`,
  ),
};
