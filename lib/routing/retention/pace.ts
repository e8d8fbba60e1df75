/** 8 ms of a transaction: about what others wait for each other in any case. */
const TARGET_MS = 8;
/** 16 rows make progress on the slowest card; 512 are the most that one statement names. */
const FEWEST = 16;
const MOST = 512;
/** 4 times as long as a step took nothing is done: a fifth of the time, at most, goes into it. */
const REST = 4;
const LEAST_REST_MS = 20;
/** 1 s: a disk that took 250 ms for one step is left alone for that long, and no longer. */
const MOST_REST_MS = 1_000;

/** How many rows the next step looks at, and how long it is waited before. */
interface Pace {
  readonly rows: number;
  /**
   * @param took.milliseconds  of its queries
   * @param took.allMs  with the wait for others and for the disk
   * @returns how long to rest, in milliseconds
   */
  took(took: { milliseconds: number; allMs: number }): number;
}

/** A pace that finds out how much fits into some milliseconds. */
export function createPace(): Pace {
  let rows = 4 * FEWEST;
  return {
    get rows() {
      return rows;
    },
    took({ milliseconds, allMs }) {
      const fitting = (rows * TARGET_MS) / Math.max(milliseconds, 0.1);
      // One slow step, or a quick one, changes it by half or to twice as much.
      rows = Math.round(Math.min(Math.max(fitting, rows / 2, FEWEST), rows * 2, MOST));
      return Math.min(Math.max(allMs * REST, LEAST_REST_MS), MOST_REST_MS);
    },
  };
}
