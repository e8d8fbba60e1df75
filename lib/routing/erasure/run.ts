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
 * Goes through all tables in small steps, again until nothing passing is left, and then sees to the files. What says who the person is
 * goes when nothing passing is left: until then an erasure that is cut off, or done again, finds mail address, chats and names. At the end it looks
 * at what was added behind the rows that it has passed, such as events about a message that was on its way.
 *
 * @returns whether it came to its end
 * @throws StoreFailure
 */
export async function runErasure(options: Options): Promise<boolean> {
  const { store, result, isDry, clock, signal } = options;
  const said = { at: clock.now() };
  const reached = new Map<string, ErasurePlace>();
  for (let round = 1; ; round++) {
    result.left = {};
    reached.clear();
    for (const table of store.tables) if (!(await goThrough(table, options, { said, reached }))) return false;
    const isPassing = PASSING.some((kind) => (result.left[kind] ?? 0) > 0);
    if (isDry || !isPassing) {
      for (const table of store.whoTables) if (!(await goThrough(table, options, { said, reached }))) return false;
      break;
    }
    if (round >= ROUNDS) break;
    await say(options, said, 0);
    await rest(clock, signal, ROUND_REST_MS);
  }
  if (isDry) return true;
  for (const table of store.tables) if (!(await goThrough(table, options, { said, reached }))) return false;
  while (await store.compactSearch()) {
    if (!(await goesOn(options, said))) return false;
  }
  if (!(await giveBack(options, said))) return false;
  if (!(await store.scrub(options.traces))) result.left["in-file"] = 1;
  return true;
}

/** From the row that was reached before, if there is one. Whether it came to the end of the table. */
async function goThrough(
  table: string,
  options: Options,
  { said, reached }: { said: { at: number }; reached: Map<string, ErasurePlace> },
): Promise<boolean> {
  const { store, traces, result, clock, isDry } = options;
  for (;;) {
    const step = await store.step(table, traces, {
      ...defined({ after: reached.get(table) }),
      limit: ROWS,
      now: clock.now(),
      isDry,
    });
    addTo(result.erased, step.erased);
    addTo(result.left, step.left);
    if (step.reached !== undefined) reached.set(table, step.reached);
    if (!step.isMore) return !options.signal.aborted;
    if (!(await goesOn(options, said))) return false;
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
