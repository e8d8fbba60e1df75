import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type {
  ErasurePlace,
  ErasureResult,
  ErasureStore,
  LeftKind,
  PersonTraces,
  RetentionStore,
} from "../../messages/index.ts";

/** 250 rows are looked at by one query: some milliseconds, since their texts are read. */
const ROWS = 250;
/** 10 ms between queries, for others. */
const REST_MS = 10;
/** 256 pages, 1 MiB, are given back to the file system at a time. */
const FREED_PAGES = 256;
/** 5 s between words of how far it is. */
const SAY_EVERY_MS = 5_000;
/** 10 times, 3 s apart, what is being sent or delivered is waited for. */
const ROUNDS = 10;
const ROUND_REST_MS = 3_000;

interface Options {
  store: ErasureStore;
  files: Pick<RetentionStore, "shrink" | "size" | "fold">;
  clock: Clock;
  id: number;
  traces: PersonTraces;
  /** Added to. */
  result: ErasureResult;
  isDry: boolean;
  signal: AbortSignal;
}

/** These end by themselves. */
const PASSING: readonly LeftKind[] = ["being-sent", "being-delivered"];

/**
 * Goes through all tables in small steps until it finds nothing more and nothing passing is left, and then sees to the files. The last
 * look finds what was written meanwhile to rows that had been passed, such as an event about a message that was on its way. What says
 * who the person is goes then: until then an erasure that is cut off, or done again, finds mail address, chats and names.
 *
 * @returns whether it came to its end
 * @throws StoreFailure
 */
export async function runErasure(options: Options): Promise<boolean> {
  const { store, result, isDry, clock, signal } = options;
  const said = { at: clock.now() };
  let isPassing = true;
  for (let round = 1, found = 1; (isPassing || found > 0) && round <= ROUNDS; round++) {
    if (round > 1 && isPassing) {
      await say(options, said, 0);
      await rest(clock, signal, ROUND_REST_MS);
    }
    result.left = {};
    found = 0;
    for (const table of store.tables) {
      const inTable = await goThrough(table, options, said);
      if (inTable === undefined) return false;
      found += inTable;
    }
    isPassing = PASSING.some((kind) => (result.left[kind] ?? 0) > 0);
    if (isDry) break;
  }
  if (isDry || !isPassing) {
    for (const table of store.whoTables) if ((await goThrough(table, options, said)) === undefined) return false;
  }
  if (isDry) return true;
  while (await store.compactSearch()) {
    if (!(await goesOn(options, said))) return false;
  }
  if (!(await giveBack(options, said))) return false;
  if (!(await store.scrub(options.traces))) result.left["in-file"] = 1;
  return true;
}

/** How many rows it has found. `undefined`: it was ended before the end of the table. */
async function goThrough(table: string, options: Options, said: { at: number }): Promise<number | undefined> {
  const { store, traces, result, clock, isDry, signal } = options;
  let found = 0;
  for (let after: ErasurePlace | undefined; ; ) {
    const step = await store.step(table, traces, { ...defined({ after }), limit: ROWS, now: clock.now(), isDry });
    addTo(result.erased, step.erased);
    addTo(result.left, step.left);
    found += step.found;
    after = step.next;
    if (after === undefined) return signal.aborted ? undefined : found;
    if (!(await goesOn(options, said))) return undefined;
  }
}

async function giveBack(options: Options, said: { at: number }): Promise<boolean> {
  const { files } = options;
  const { canShrink, freeOctets = 0 } = await files.size();
  if (canShrink !== true || freeOctets === 0) return true;
  for (;;) {
    const { freed, free } = await files.shrink(FREED_PAGES);
    if (freed === 0 || free === 0) break;
    if (!(await goesOn(options, said))) return false;
  }
  await files.fold();
  return true;
}

async function goesOn(options: Options, said: { at: number }): Promise<boolean> {
  await say(options, said, SAY_EVERY_MS);
  await rest(options.clock, options.signal, REST_MS);
  return !options.signal.aborted;
}

async function say({ store, id, result, clock }: Options, said: { at: number }, everyMs: number): Promise<void> {
  const now = clock.now();
  if (Math.abs(now - said.at) < everyMs) return;
  said.at = now;
  await store.report(id, { ...result, now });
}

const rest = (clock: Clock, signal: AbortSignal, ms: number) => clock.sleep(ms, signal).catch(() => undefined);

function addTo<Kind extends string>(
  sums: Partial<Record<Kind, number>>,
  counts: Readonly<Partial<Record<Kind, number>>>,
): void {
  for (const kind of Object.keys(counts) as Kind[]) sums[kind] = (sums[kind] ?? 0) + (counts[kind] ?? 0);
}
