import type { AddressBookStore, EventRecorder } from "../../messages/index.ts";
import { no, ok } from "../../result.ts";
import type { NumberReader } from "../submission/recipients.ts";
import type { BookResult } from "./book.ts";
import { readContactsCsv } from "./csv/reading.ts";
import { writeContactsCsv } from "./csv/writing.ts";
import { type ImportReport, planImport } from "./import-plan.ts";

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

/** The address book as a file. */
export interface ContactFiles {
  /** One transaction: all good rows, or nothing. The result is an event. @throws StoreFailure */
  importCsv(file: Uint8Array, options: ImportOptions): Promise<BookResult<ImportReport>>;
  /** A file that {@link importCsv} reads back without any change. @throws StoreFailure */
  exportCsv(options?: { header?: boolean; byteOrderMark?: boolean }): Promise<string>;
}

/** Makes import and export for the address book of a store. */
export function createContactFiles(parts: {
  store: Pick<AddressBookStore, "snapshot" | "revise">;
  numbers: NumberReader;
  events: EventRecorder;
}): ContactFiles {
  const { store, numbers, events } = parts;

  async function run(file: Uint8Array, options: ImportOptions): Promise<BookResult<ImportReport>> {
    const read = await readContactsCsv(file, numbers);
    if (!read.ok) return refused(read.problem);
    const clear = options.clear === true;
    if (clear && read.value.good.length === 0) {
      return refused("the file has no row that can be imported, so the address book was not cleared");
    }
    if (options.dryRun === true) {
      return ok(planImport(read.value, await store.snapshot(), { clear }).report);
    }
    const report = await store.revise((book) => {
      const { revision, report: result } = planImport(read.value, book, { clear });
      return { revision, result };
    });
    return ok(report);
  }

  function tell(result: BookResult<ImportReport>, { source, userName }: ImportOptions): void {
    if (!result.ok) {
      events.record({ kind: "contacts.import-failed", userName, source, problem: result.problem.message });
      return;
    }
    const { counts, rows } = result.value;
    const refusedRows = rows.filter((row) => row.outcome === "refused");
    events.record({ kind: "contacts.imported", userName, source, refusedRows, details: counts });
  }

  return {
    async importCsv(file, options) {
      const result = await run(file, options);
      if (options.dryRun !== true) tell(result, options);
      return result;
    },
    async exportCsv(options) {
      return writeContactsCsv((await store.snapshot()).contacts, options);
    },
  };
}

function refused(message: string): BookResult<never> {
  return no({ kind: "invalid", message });
}
