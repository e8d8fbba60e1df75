import type { AddressBookStore, EventRecorder, ImportCounts, OnceKey, OnceResult } from "../../messages/index.ts";
import { no, ok } from "../../result.ts";
import type { NumberReader } from "../submission/recipients.ts";
import type { BookProblem, BookResult } from "./book.ts";
import { type CsvContacts, readContactsCsv } from "./csv/reading.ts";
import { type CsvOptions, writeContactsCsv } from "./csv/writing.ts";
import { fingerprintOf, type ImportReport, planImport } from "./import-plan.ts";
import { type ContactImport, createPlanShelf } from "./plan-shelf.ts";

interface ImportOptions {
  /** Only say what would be done. */
  dryRun?: boolean;
  /** What the file does not name is removed. */
  clear?: boolean;
  /** Where the file comes from, for the event log: no password, no query. */
  source: string;
  /** The system user who imports. */
  userName?: string;
}

/** What an import would do. It can be done by its ID, until it expires. */
interface ImportPlan {
  id: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  report: ImportReport;
}

/** Why a plan was not carried out. `changed-meanwhile`: it would do something else now. */
type PlanProblem = "no-such-plan" | "changed-meanwhile" | "other-request";

/** The address book as a file. */
export interface ContactFiles {
  /** One transaction: all good rows, or nothing. The result is an event. @throws StoreFailure */
  importCsv(file: Uint8Array, options: ImportOptions): Promise<BookResult<ImportReport>>;
  /** Says what an import of this file would do, and keeps it in memory for this user. @throws StoreFailure */
  planCsv(file: Uint8Array, options: { clear: boolean; userId: number; now: number }): Promise<BookResult<ImportPlan>>;
  /**
   * Imports what a plan of this user says, if that is still what the import would do; with a key, once. The result is an
   * event. @throws StoreFailure
   */
  importPlan(
    id: string,
    options: { userId: number; userName: string; now: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<ImportCounts, PlanProblem>>;
  /** A plan of this user and what has become of it, until it expires. */
  findImport(id: string, caller: { userId: number; now: number }): ContactImport | undefined;
  /** Calls `told` with every import that is carried out, again and again until it has ended. */
  onProgress(told: (how: ContactImport) => void): void;
  /** A file that {@link importCsv} reads back without any change. @throws StoreFailure */
  exportCsv(options?: CsvOptions): Promise<string>;
  /**
   * The same in pieces, read as they are taken: what is changed meanwhile is in it as it was or as it is.
   *
   * @throws StoreFailure
   */
  exportInPieces(options?: CsvOptions): AsyncIterableIterator<string>;
}

/** 500 contacts of a piece: one statement each for them and for their groups. */
const CONTACTS_OF_A_PIECE = 500;

/** 100 steps: as many as a bar on a page shows. */
const PROGRESS_STEPS = 100;

/** Makes import and export for the address book of a store. */
export function createContactFiles(parts: {
  store: Pick<AddressBookStore, "snapshot" | "revise" | "pageOfContacts">;
  numbers: NumberReader;
  events: EventRecorder;
}): ContactFiles {
  const { store, numbers, events } = parts;
  const shelf = createPlanShelf();
  const listeners: ((how: ContactImport) => void)[] = [];
  const inTurn = createQueue();

  async function run(file: Uint8Array, { dryRun, clear = false }: ImportOptions): Promise<BookResult<ImportReport>> {
    const read = await readFile(file, { clear, numbers });
    if (!read.ok) return read;
    if (dryRun === true) return ok((await planImport(read.value, await store.snapshot(), { clear })).report);
    const revised = await store.revise(async (book) => {
      const { revision, report } = await planImport(read.value, book, { clear });
      return ok({ revision, value: report });
    });
    if (!revised.ok) throw new Error(`without a key: ${revised.problem}`);
    return revised;
  }

  const note = (id: string, change: Parameters<typeof shelf.note>[1]): void => {
    const how = shelf.note(id, change);
    if (how !== undefined) for (const told of listeners) told(how);
  };

  /** @throws StoreFailure */
  async function carryOut(
    id: string,
    { userId, userName, now, once }: Parameters<ContactFiles["importPlan"]>[1],
  ): ReturnType<ContactFiles["importPlan"]> {
    const plan = shelf.find(id, { userId, now });
    const read = plan && (await readFile(plan.file, { clear: plan.clear, numbers }));
    if (plan === undefined || !read?.ok) return no("no-such-plan");
    const { added, changed, removed } = plan.counts;
    const step = Math.max(1, Math.floor((added + changed + removed) / PROGRESS_STEPS));
    let noted = 0;
    let report: ImportReport | undefined;
    try {
      const done = await store.revise(
        async (book) => {
          note(id, { state: "running", done: 0 });
          noted = 0;
          const planned = await planImport(read.value, book, plan);
          if ((await fingerprintOf(planned.revision)) !== plan.fingerprint) return no("changed-meanwhile");
          report = planned.report;
          return ok({ revision: planned.revision, value: report.counts });
        },
        {
          once,
          progress(contacts) {
            if (contacts < noted + step) return;
            noted = contacts;
            note(id, { done: contacts });
          },
        },
      );
      if (!done.ok && done.problem === "changed-meanwhile") note(id, { state: "failed", done: 0 });
      if (!done.ok || done.again || report === undefined) return done;
      note(id, { state: "done", done: added + changed + removed });
      tell(ok(report), { source: "an upload", userName });
      return done;
    } catch (error) {
      note(id, { state: "failed", done: 0 });
      throw error;
    }
  }

  function tell(result: BookResult<ImportReport>, { source, userName }: Omit<ImportOptions, "dryRun">): void {
    if (!result.ok) {
      events.record({ kind: "contacts.import-failed", userName, source, problem: result.problem.message });
      return;
    }
    const { counts, rows } = result.value;
    const refusedRows = rows
      .filter((row) => row.outcome === "refused")
      .map(({ line, name, problems }) => ({ line, name, problems }));
    events.record({ kind: "contacts.imported", userName, source, refusedRows, details: counts });
  }

  return {
    async importCsv(file, options) {
      const result = await run(file, options);
      if (options.dryRun !== true) tell(result, options);
      return result;
    },
    planCsv: (file, { clear, userId, now }) =>
      inTurn(async () => {
        const read = await readFile(file, { clear, numbers });
        if (!read.ok) return read;
        const { revision, report } = await planImport(read.value, await store.snapshot(), { clear });
        const fingerprint = await fingerprintOf(revision);
        const { counts } = report;
        return ok({ ...shelf.keep({ file, clear, userId, fingerprint, counts }, now), report });
      }),
    importPlan: (id, caller) => inTurn(() => carryOut(id, caller)),
    findImport: shelf.findImport,
    onProgress: (told) => void listeners.push(told),
    async exportCsv(options) {
      return writeContactsCsv((await store.snapshot()).contacts, options);
    },
    async *exportInPieces(options) {
      let next: string | undefined;
      let continues = false;
      do {
        const page = await store.pageOfContacts({
          limit: CONTACTS_OF_A_PIECE,
          ...(next === undefined ? {} : { after: next }),
        });
        yield writeContactsCsv(page.items, { ...options, continues });
        continues = true;
        next = page.next;
      } while (next !== undefined);
    },
  };
}

/** Imports by plan are read one after another: each takes memory for all of its rows. */
function createQueue(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function readFile(
  file: Uint8Array,
  { clear, numbers }: { clear: boolean; numbers: NumberReader },
): Promise<BookResult<CsvContacts>> {
  const read = await readContactsCsv(file, numbers);
  if (!read.ok) return refused(read.problem);
  if (clear && read.value.good.length === 0) {
    return refused("the file has no row that can be imported, so the address book was not cleared");
  }
  return read;
}

function refused(message: string): { ok: false; problem: BookProblem } {
  return no({ kind: "invalid", message });
}
