import type { Clock } from "../../clock.ts";
import type { CameAt, Reached, RetentionKind, RetentionStore, Stretch } from "../../messages/index.ts";

/** 5,000 rows are passed by one query: some milliseconds. */
const PASSED_ROWS = 5_000;
/** 5 ms between such queries, for others. */
const REST_MS = 5;

const HOUR_MS = 3_600_000;

interface Options {
  store: Pick<RetentionStore, "hours" | "inHour">;
  clock: Pick<Clock, "sleep">;
}

/**
 * The oldest of the newest `most` rows, by when they came: IDs do not grow with time where messages were imported. The whole table is
 * counted by the hour, and then the rows of one hour are compared.
 *
 * @returns `undefined`: there are no more
 * @throws StoreFailure
 */
export async function oldestOfNewest(options: Options, kind: RetentionKind, most: number): Promise<CameAt | undefined> {
  const { store, clock } = options;
  const counts = new Map<number, number>();
  await passAll(clock, async (stretch) => {
    const step = await store.hours(kind, stretch);
    for (const { hour, rows } of step.hours) counts.set(hour, (counts.get(hour) ?? 0) + rows);
    return step;
  });
  let left = most;
  for (const [hour, rows] of [...counts].sort(([one], [other]) => other - one)) {
    if (rows > left)
      return left === 0 ? { came: (hour + 1) * HOUR_MS, id: 0 } : oldestInHour(options, { kind, hour, left });
    left -= rows;
  }
  return undefined;
}

async function oldestInHour(
  { store, clock }: Options,
  { kind, hour, left }: { kind: RetentionKind; hour: number; left: number },
): Promise<CameAt | undefined> {
  const all: CameAt[] = [];
  await passAll(clock, async (stretch) => {
    const step = await store.inHour(kind, { ...stretch, hour });
    for (const row of step.rows) all.push(row);
    return step;
  });
  return all.sort((one, other) => other.came - one.came || other.id - one.id)[left - 1];
}

async function passAll(clock: Pick<Clock, "sleep">, pass: (stretch: Stretch) => Promise<Reached>): Promise<void> {
  for (let after = 0; ; ) {
    const { isMore, reached } = await pass({ after, limit: PASSED_ROWS });
    if (!isMore) return;
    after = reached;
    await clock.sleep(REST_MS);
  }
}
