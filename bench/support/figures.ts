/** The value below which `share` of `values` are; NaN without any. */
export function shareOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

/** `p50 1.2 ms   p99 3.4 ms   max 5.6 ms`, of times in ms. */
export function timesOf(values: readonly number[]): string {
  const cell = (share: number) => `${shareOf(values, share).toFixed(1).padStart(6)} ms`;
  return `p50 ${cell(0.5)}   p99 ${cell(0.99)}   max ${cell(1)}`;
}
