import type { Clock } from "../../clock.ts";
import { nextRun } from "../../cron.ts";
import type { Log } from "../../log.ts";
import {
  type DatabaseSize,
  type EventRecorder,
  RETENTION_KINDS,
  type RetentionKind,
  type RetentionStore,
} from "../../messages/index.ts";
import { type Loop, startLoop } from "../queue/loop.ts";
import { countAll } from "./count.ts";
import {
  askToRun,
  createKeeper,
  giveLease,
  heldIn,
  LAST,
  PREFIX,
  type RetentionNotes,
  reasonToRun,
  TEXTS,
  takeLease,
} from "./lease.ts";
import type { RetentionRules } from "./rules.ts";
import { type RemovedRows, runRetention } from "./run.ts";

/** What the last run did. */
export interface LastRun {
  /** Its end; milliseconds since 1970. */
  at: number;
  milliseconds: number;
  removed: readonly RemovedRows[];
  /** By how much the database became smaller, or can be written again without growing. */
  freedOctets: number;
  /** `false`: it was cut off, and goes on with the next one. */
  isWhole: boolean;
}

/** How much there is of one kind, and what is kept of it. */
export interface KindState {
  kind: RetentionKind;
  rows: number;
  oldest?: number;
  ageMs?: number;
  most?: number;
}

export interface RetentionState {
  kinds: readonly KindState[];
  textsMs?: number;
  database: DatabaseSize;
  /** Which gateway or command is at it now. */
  running?: { node: string; since: number };
  nextRun?: number;
  last?: LastRun;
}

/** What people do about what is old. Every promise rejects with a StoreFailure when the database fails. */
export interface RetentionDesk {
  state(): Promise<RetentionState>;
  /** What a run would delete now. A row that goes is counted with its kind, and with the texts if it has one. */
  preview(): Promise<readonly RemovedRows[]>;
  /** Has a gateway run now. */
  ask(): Promise<void>;
  /** Runs here. `by`: another one is at it, and nothing was done. */
  run(signal: AbortSignal): Promise<{ by: string } | LastRun>;
}

/** Runs when its time comes. */
interface RetentionSchedule {
  start(): void;
  /** Lets the step in progress end; another gateway goes on. Never rejects. */
  stop(): Promise<void>;
}

/** 5 s, where other gateways are: what one of them left is gone on with. */
const LOOK_EVERY_MS = 5_000;
/** 60 s for a lone gateway: the finest step of cron. */
const LOOK_ALONE_MS = 60_000;
/** A week between looks at all texts: what could not lose its text at its time does then. */
const ALL_TEXTS_MS = 7 * 24 * 3_600_000;

/**
 * Makes what deletes by age and number, for a gateway or a command.
 *
 * @param options.alone  no other gateway works on the database
 */
export function createRetention(options: {
  store: RetentionStore;
  notes: RetentionNotes;
  rules: () => RetentionRules;
  node: string;
  alone: boolean;
  events: EventRecorder;
  clock: Clock;
  log: Log;
}): { desk: RetentionDesk; schedule: RetentionSchedule } {
  const { store, notes, rules, node, alone, events, clock, log } = options;
  const stopping = new AbortController();
  const counts = countAll(store, clock);
  let loop: Loop | undefined;
  let known: string | undefined;
  let since = clock.now();

  function dueTime(now: number): number | undefined {
    const { cron } = rules();
    // A new schedule counts from now on, and so does a clock that was set back.
    if (cron !== known || since > now) since = now;
    known = cron;
    return cron === undefined ? undefined : nextRun(cron, since);
  }

  async function look(): Promise<number> {
    const now = clock.now();
    const due = dueTime(now);
    if (reasonToRun(await notes.list(PREFIX), { now, due }) !== undefined) {
      const isDue = due !== undefined && due <= now;
      const { isMine } = await takeLease(notes, { node, now, due: isDue ? due : undefined });
      if (isDue) since = now;
      if (isMine) await work(stopping.signal);
    } else if (due !== undefined && due <= now) since = now;
    const lookMs = alone ? LOOK_ALONE_MS : LOOK_EVERY_MS;
    return Math.max(0, Math.min(lookMs, (due ?? Number.POSITIVE_INFINITY) - clock.now()));
  }

  /** With the lease. @throws StoreFailure */
  async function work(signal: AbortSignal): Promise<LastRun> {
    const begunAt = clock.now();
    const before = await store.size();
    const cursors = readCursors((await notes.list(PREFIX)).get(TEXTS), begunAt);
    const { removed, isWhole } = await runRetention({
      store,
      rules: rules(),
      clock,
      signal,
      texts: {
        from: (kind) => cursors.ids[kind] ?? 0,
        reached(kind, id) {
          cursors.ids[kind] = id;
        },
      },
      mayGoOn: createKeeper(notes, { node, clock }),
    });
    const after = await store.size();
    const at = clock.now();
    const freedOctets = Math.max(0, usedOf(before) - usedOf(after), before.octets - after.octets);
    const last: LastRun = { at, milliseconds: Math.max(0, at - begunAt), removed, freedOctets, isWhole };
    counts.forget();
    await giveLease(notes, {
      node,
      now: at,
      isLeft: !isWhole,
      more: { [LAST]: { ...last, removed: removed.map((each) => ({ ...each })) }, [TEXTS]: cursors },
    });
    const rows = sumOf(removed, "rows");
    const texts = sumOf(removed, "texts");
    if (rows + texts > 0) {
      events.record({ kind: "retention.done", details: { rows, texts, freedOctets, milliseconds: last.milliseconds } });
    }
    return last;
  }

  return {
    desk: {
      async state() {
        const now = clock.now();
        const [all, kinds, database] = await Promise.all([notes.list(PREFIX), counts.read(), store.size()]);
        const { kinds: keptBy, textsMs, cron } = rules();
        const held = heldIn(all, now);
        const last = readLast(all.get(LAST));
        const next = cron === undefined ? undefined : nextRun(cron, now);
        return {
          kinds: kinds.map((each) => ({ ...each, ...given(keptBy[each.kind]) })),
          database,
          ...(textsMs === undefined ? {} : { textsMs }),
          ...(held === undefined ? {} : { running: { node: held.node, since: held.begunAt } }),
          ...(next === undefined ? {} : { nextRun: next }),
          ...(last === undefined ? {} : { last }),
        };
      },
      async preview() {
        const run = { store, rules: rules(), clock, signal: stopping.signal, isDry: true };
        return (await runRetention(run)).removed;
      },
      async ask() {
        await askToRun(notes, clock.now());
        loop?.wake();
      },
      async run(signal) {
        const { isMine, by } = await takeLease(notes, { node, now: clock.now(), isAsked: true });
        return isMine ? work(signal) : { by: by ?? "" };
      },
    },
    schedule: {
      start() {
        since = clock.now();
        loop ??= startLoop(look, { clock, log, name: "retention", firstMs: alone ? LOOK_EVERY_MS : 0 });
      },
      async stop() {
        stopping.abort();
        await loop?.stop();
      },
    },
  };
}

const usedOf = ({ octets, freeOctets = 0 }: DatabaseSize) => octets - freeOctets;

const sumOf = (removed: readonly RemovedRows[], what: RemovedRows["what"]) =>
  removed.reduce((sum, each) => sum + (each.what === what ? each.rows : 0), 0);

const given = ({ ageMs, most }: { ageMs?: number | undefined; most?: number | undefined }) => ({
  ...(ageMs === undefined ? {} : { ageMs }),
  ...(most === undefined ? {} : { most }),
});

/** How far texts were deleted, and when all were looked at. */
type Cursors = { allAt: number; ids: Record<string, number> };

function readCursors(value: unknown, now: number): Cursors {
  const anew = { allAt: now, ids: {} };
  if (value === null || typeof value !== "object") return anew;
  const { allAt, ids } = value as Record<string, unknown>;
  if (typeof allAt !== "number" || Math.abs(now - allAt) >= ALL_TEXTS_MS || typeof ids !== "object") return anew;
  const numbers = Object.entries(ids ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return { allAt, ids: Object.fromEntries(numbers) };
}

function readLast(value: unknown): LastRun | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const { at, milliseconds, removed, freedOctets, isWhole } = value as Partial<LastRun>;
  if (typeof at !== "number" || typeof milliseconds !== "number" || !Array.isArray(removed)) return undefined;
  const known = (removed as RemovedRows[]).filter(({ kind }) => RETENTION_KINDS.includes(kind));
  return { at, milliseconds, removed: known, freedOctets: freedOctets ?? 0, isWhole: isWhole === true };
}
