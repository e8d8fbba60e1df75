/** How much each transport has been given recently, so that the next message goes to the one that had least. */
export interface RecentUsage {
  /** A transport was given a part. */
  add(transport: string): void;
  /** What transports had, older parts counting less. */
  of(transport: string): number;
}

/** One hour: after that a part counts for a third, so that SIMs share the load over hours, not since the start. */
const FADES_IN_MS = 3_600_000;

/** @param now  milliseconds since 1970 */
export function createRecentUsage(now: () => number): RecentUsage {
  const loads = new Map<string, { parts: number; at: number }>();

  function of(transport: string): number {
    const usage = loads.get(transport);
    if (usage === undefined) return 0;
    return usage.parts * Math.exp(-Math.max(0, now() - usage.at) / FADES_IN_MS);
  }

  return {
    of,
    add: (transport) => void loads.set(transport, { parts: of(transport) + 1, at: now() }),
  };
}
