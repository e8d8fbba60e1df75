/** The time in which everything has to end, from the moment it begins. One for all parts, so that they do not add up. */
interface Ending {
  begin(): void;
  /** Milliseconds that a part may still take: less than is left, since others close after it. */
  leftMs(): number;
}

/** 10 % of the time to stop, for what closes last: modems' ports, the database. */
const RESERVE = 0.1;

export function createEnding(limitMs: number): Ending {
  let end: number | undefined;
  const begin = () => {
    end ??= performance.now() + limitMs * (1 - RESERVE);
    return end;
  };
  return { begin, leftMs: () => Math.max(0, begin() - performance.now()) };
}
