/** How much each line has been given of late, so that the next message goes to the one that had least. */
export interface Load {
  /** A line was given a part. */
  add(line: string): void;
  /** What lines had, older parts counting less. */
  of(line: string): number;
}

/** After so long a part counts for a third. */
const FADES_IN_MS = 3_600_000;

/** @param now  milliseconds since 1970 */
export function createLoad(now: () => number): Load {
  const loads = new Map<string, { parts: number; at: number }>();

  function of(line: string): number {
    const load = loads.get(line);
    if (load === undefined) return 0;
    return load.parts * Math.exp(-Math.max(0, now() - load.at) / FADES_IN_MS);
  }

  return {
    of,
    add: (line) => void loads.set(line, { parts: of(line) + 1, at: now() }),
  };
}
