import type { DeliveryReport } from "../messages/index.ts";

/** A report, and when it came. */
interface EarlyReport {
  report: DeliveryReport;
  since: number;
}

/** 200: one comes some milliseconds before its part's reference is stored; others are about parts that nobody knows. */
const MOST = 200;
/** As many digits at the end of a number as are the same in all its forms. */
const TAIL_DIGITS = 6;

/** Keeps reports that came before the reference of their part was stored. */
export function createEarlyReports(): {
  put(report: DeliveryReport, since: number): void;
  take(part: Pick<DeliveryReport, "sim" | "reference" | "recipient">): EarlyReport | undefined;
} {
  const kept = new Map<string, EarlyReport>();
  return {
    put(report, since) {
      kept.set(keyOf(report), { report, since });
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    },
    take(part) {
      const found = kept.get(keyOf(part));
      kept.delete(keyOf(part));
      return found;
    },
  };
}

function keyOf({ sim, reference, recipient }: Pick<DeliveryReport, "sim" | "reference" | "recipient">): string {
  return `${sim} ${reference} ${recipient.slice(-TAIL_DIGITS)}`;
}
