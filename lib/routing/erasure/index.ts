import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import {
  createTraces,
  type ErasureRecord,
  type ErasureResult,
  type ErasureStore,
  type EventRecorder,
  type PersonTraces,
  type RetentionStore,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { createNumberReader, isTooShort, type NumberProblem } from "../submission/recipients.ts";
import { formsOf } from "./forms.ts";
import { runErasure } from "./run.ts";

/** Whom to remove, and who wants it. */
interface ErasureRequest {
  /** As people write it, or the name that messages came from. */
  number: string;
  /** Only find out what would be removed. */
  isDry: boolean;
  /** Absent on the command line. */
  userName?: string;
}

/** Why nothing was begun: it is no number, or something that is set up names the person. */
export type ErasureProblem = { kind: NumberProblem } | { kind: "named"; by: readonly string[] } | { kind: "busy" };

/** Whom an erasure removes. */
interface MeantPerson {
  /** As messages have it: `+491701234567`, a short code, or a sender's name. */
  number: string;
  /** It is international, and shorter than any number of its country. */
  isTooShort: boolean;
}

/** What people do to remove a person. */
export interface ErasureDesk {
  /** Whom a request means, before anything is removed. */
  read(given: string): Result<MeantPerson, NumberProblem>;
  /** Begins to remove, and goes on when it has answered. `busy`: this gateway removes somebody already. Rejects with a StoreFailure. */
  begin(request: ErasureRequest): Promise<Result<ErasureRecord, ErasureProblem>>;
  /** Removes, and resolves when that is over. Rejects with a StoreFailure. */
  run(request: ErasureRequest, signal: AbortSignal): Promise<Result<ErasureRecord, ErasureProblem>>;
  /** Rejects with a StoreFailure. */
  find(id: number): Promise<ErasureRecord | undefined>;
  /** Newest first. Rejects with a StoreFailure. */
  page(page: { limit: number; before?: number }): ReturnType<ErasureStore["page"]>;
}

/**
 * Makes what removes persons, for a gateway or a command.
 *
 * @param options.country  home country of national numbers, ISO 3166-1
 * @param options.backups  the files of backups that this machine has. Never throws
 */
export function createErasure(options: {
  store: ErasureStore;
  files: Pick<RetentionStore, "shrink" | "size" | "fold">;
  backups: () => readonly string[];
  events: EventRecorder;
  clock: Clock;
  log: Log;
  country: string;
}): {
  desk: ErasureDesk;
  /** Ends what runs; it can be done again. Never rejects. */
  stop(): Promise<void>;
} {
  const { store, events, clock, log } = options;
  const numbers = createNumberReader({ country: options.country });
  const stopping = new AbortController();
  let running: Promise<unknown> | undefined;

  /** Rejects with a StoreFailure. */
  async function prepare(
    request: ErasureRequest,
  ): Promise<Result<{ id: number; traces: PersonTraces; namedBy: string[] }, ErasureProblem>> {
    const read = formsOf(request.number, numbers);
    if (!read.ok) return no({ kind: read.problem });
    const traces = createTraces(await store.person(read.value));
    const namedBy = await store.namedBy(traces);
    if (namedBy.length > 0 && !request.isDry) return no({ kind: "named", by: namedBy });
    const { isDry, userName } = request;
    const id = await store.begin({ now: clock.now(), isDry, ...defined({ userName }) });
    return ok({ id, traces, namedBy });
  }

  /** Rejects with a StoreFailure. */
  async function work(
    { isDry, userName }: ErasureRequest,
    { id, traces, namedBy }: { id: number; traces: PersonTraces; namedBy: string[] },
    signal: AbortSignal,
  ): Promise<void> {
    const result: ErasureResult = { erased: {}, left: {}, backups: options.backups(), namedBy };
    const isWhole = await runErasure({ ...options, traces, result, isDry, signal, id });
    await store.report(id, { ...result, now: clock.now(), state: isWhole ? "done" : "cut-off" });
    if (isDry) return;
    const rows = Object.values(result.erased).reduce((sum, count) => sum + count, 0);
    const left = Object.values(result.left).reduce((sum, count) => sum + count, 0);
    events.record({ kind: "person.erased", ...defined({ userName }), details: { erasureId: id, rows, left, isWhole } });
  }

  /** Rejects with a StoreFailure. */
  async function recorded(id: number): Promise<ErasureRecord> {
    const record = await store.find(id, clock.now());
    if (record === undefined) throw new Error(`the record of erasure ${id} is gone`);
    return record;
  }

  return {
    desk: {
      read(given) {
        const read = formsOf(given, numbers);
        return read.ok
          ? ok({ number: read.value.number, isTooShort: isTooShort(read.value.number) })
          : no(read.problem);
      },
      async begin(request) {
        if (running !== undefined) return no({ kind: "busy" });
        const prepared = prepare(request);
        running = prepared;
        try {
          const found = await prepared;
          if (!found.ok) return found;
          const { id } = found.value;
          const working = work(request, found.value, stopping.signal).catch((error: unknown) => {
            log.error({ err: error, erasure: id }, "a person was not removed to the end");
          });
          running = working;
          void working.then(() => {
            running = undefined;
          });
          return ok(await recorded(id));
        } finally {
          if (running === prepared) running = undefined;
        }
      },
      async run(request, signal) {
        const prepared = await prepare(request);
        if (!prepared.ok) return prepared;
        await work(request, prepared.value, signal);
        return ok(await recorded(prepared.value.id));
      },
      find: (id) => store.find(id, clock.now()),
      page: (page) => store.page(page, clock.now()),
    },
    async stop() {
      stopping.abort();
      await running?.catch(() => undefined);
    },
  };
}
