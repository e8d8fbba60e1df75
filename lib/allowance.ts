/** So much at once, and so much a second after that. */
export interface AllowanceSize {
  burst: number;
  perSecond: number;
}

/** What is left of an allowance. */
export interface Allowance {
  /** Takes `amount` (1 when left out) when there is so much; `false` when there is not. */
  take(amount?: number): boolean;
}

/** @param now  milliseconds; a clock that is set back stops the refill for a moment, and takes nothing away */
export function createAllowance({ burst, perSecond }: AllowanceSize, now: () => number): Allowance {
  let left = burst;
  let refilledAt = now();
  return {
    take(amount = 1) {
      const at = now();
      left = Math.min(burst, left + (Math.max(0, at - refilledAt) / 1000) * perSecond);
      refilledAt = at;
      if (left < amount) return false;
      left -= amount;
      return true;
    },
  };
}
