import type { Clock } from "../../clock.ts";
import type { RetentionKind, RetentionStep, RetentionStore, RetentionTask } from "../../messages/index.ts";
import { oldestOfNewest } from "./newest.ts";
import { createPace } from "./pace.ts";
import { type PlannedTask, planOf, type RetentionRules } from "./rules.ts";

/** How much of one kind was deleted, or would be. */
export interface RemovedRows {
  kind: RetentionKind;
  what: "rows" | "texts";
  rows: number;
}

/** 8 times as many rows are sought through as are looked at to be deleted. */
const SOUGHT = 8;
/** 256 pages, 1 MiB, are given back at a time: two milliseconds. */
const FREED_PAGES = 256;

interface RunOptions {
  store: RetentionStore;
  rules: RetentionRules;
  clock: Clock;
  signal: AbortSignal;
  /** Nothing is deleted. */
  isDry?: boolean;
  /** Where to begin with texts: what is below was done before. Called again with how far it came. */
  texts?: { from(kind: RetentionKind): number; reached(kind: RetentionKind, id: number): void };
  /** Called between steps; `false` ends it. Rejects as it likes. */
  mayGoOn?: () => Promise<boolean>;
}

/**
 * Goes through every kind in small steps, and gives free pages of SQLite's file back. What was counted so far stands when it ends early.
 *
 * @throws StoreFailure; what `mayGoOn` throws
 */
export async function runRetention(options: RunOptions): Promise<{ removed: RemovedRows[]; isWhole: boolean }> {
  const removed: RemovedRows[] = [];
  for (const task of planOf(options.rules)) {
    const counted: RemovedRows = { kind: task.kind, what: task.what, rows: 0 };
    removed.push(counted);
    if (!(await goThrough(task, counted, options))) return { removed, isWhole: false };
  }
  return { removed, isWhole: options.isDry === true || (await giveBack(options)) };
}

/** Whether it came to the end. */
async function goThrough(task: PlannedTask, counted: RemovedRows, options: RunOptions): Promise<boolean> {
  const { store, clock, texts, isDry = false } = options;
  const due = await taskOf(task, options);
  if (due === undefined) return true;
  const step = isDry ? store.count : store.remove;
  let after = task.what === "texts" ? (texts?.from(task.kind) ?? 0) : 0;
  /** Behind the first rows that are too young, only what was imported, or came while the clock was wrong, may go. */
  let isBehind = false;
  let isSought = false;

  async function remove(limit: number) {
    const done = await step(due as RetentionTask, { after, limit });
    counted.rows += done.rows;
    after = done.reached;
    isSought = done.isPast;
    isBehind ||= done.isPast;
    if (task.what === "texts" && done.isMore && !isBehind) texts?.reached(task.kind, after);
    return done;
  }

  async function seek(rows: number) {
    const found = await store.next(due as RetentionTask, { after, limit: rows * SOUGHT });
    isSought = found.first === undefined;
    after = found.first === undefined ? found.reached : found.first - 1;
    return { ...found, isMore: found.isMore || !isSought };
  }

  return inSteps(options, (rows) => (isSought ? seek(rows) : remove(rows)), clock);
}

/** What is to go now; `undefined`: nothing. */
async function taskOf(task: PlannedTask, options: RunOptions): Promise<RetentionTask | undefined> {
  const now = options.clock.now();
  const { ageMs } = task;
  const before = ageMs === undefined ? {} : { before: now - ageMs };
  if (task.what === "texts") return { what: "texts", kind: task.kind, ...before, now };
  const below = task.most === undefined ? undefined : await oldestOfNewest(options, task.kind, task.most);
  if (ageMs === undefined && below === undefined) return undefined;
  return { what: "rows", kind: task.kind, ...before, ...(below === undefined ? {} : { below }), now };
}

async function giveBack(options: RunOptions): Promise<boolean> {
  const { store, clock } = options;
  const size = await store.size();
  if (size.canShrink !== true || (size.freeOctets ?? 0) === 0) return true;
  const isDone = await inSteps(
    options,
    async () => {
      const since = performance.now();
      const { freed, free } = await store.shrink(FREED_PAGES);
      return { isMore: freed > 0 && free > 0, milliseconds: performance.now() - since };
    },
    clock,
  );
  await store.fold();
  return isDone;
}

/** One step after another with a rest between; whether it came to the last one. */
async function inSteps(
  { signal, mayGoOn }: RunOptions,
  step: (rows: number) => Promise<Pick<RetentionStep, "isMore" | "milliseconds">>,
  clock: Clock,
): Promise<boolean> {
  const pace = createPace();
  for (;;) {
    if (signal.aborted || (await mayGoOn?.()) === false) return false;
    const since = performance.now();
    const { isMore, milliseconds } = await step(pace.rows);
    if (!isMore) return true;
    await clock.sleep(pace.took({ milliseconds, allMs: performance.now() - since }), signal).catch(() => undefined);
  }
}
