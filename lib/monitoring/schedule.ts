/** The golden ratio: the fractions of its multiples lie as far apart as they can, however many there are. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * When a check runs next: at its own place in the interval, so that checks that were made together spread over it. Pure.
 *
 * @param check.id  gives its place
 * @param after  milliseconds since 1970; the time lies after it, by one interval at most
 */
export function nextRunAt({ id, everyMs }: { id: number; everyMs: number }, after: number): number {
  const place = Math.floor(((id * GOLDEN_RATIO) % 1) * everyMs);
  const rounds = Math.floor((after - place) / everyMs) + 1;
  return place + rounds * everyMs;
}

/** 50 ms between checks that are late together, as after a start: 200 of them take ten seconds. */
const LATE_APART_MS = 50;

/** How long each of the claimed checks waits for its start: until it is due; those that are late one after another. Pure. */
export function waitsOf(dueAt: readonly number[], now: number): number[] {
  let late = 0;
  return dueAt.map((at) => (at > now ? at - now : late++ * LATE_APART_MS));
}
