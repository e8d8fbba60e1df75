import type { OptOutStore } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import type { GroupCommit } from "../group-commit.ts";
import { read } from "../read.ts";
import { askFor } from "./ask.ts";
import { cancelOptedOut } from "./cancel.ts";
import { anyOptedOut, auditPage, findOptOut, optedOutAmong, optOutPage } from "./list.ts";

/** Numbers that opted out, on a database. */
export function createOptOutStore(backend: Backend, writer: GroupCommit): OptOutStore {
  let lookOfThisTurn: Promise<boolean> | undefined;

  /** Requests of one turn of the event loop share one look. */
  function any(): Promise<boolean> {
    if (lookOfThisTurn !== undefined) return lookOfThisTurn;
    const look = read(backend, anyOptedOut);
    lookOfThisTurn = look;
    setImmediate(() => {
      if (lookOfThisTurn === look) lookOfThisTurn = undefined;
    });
    return look;
  }

  return {
    async among(numbers) {
      if (numbers.length === 0 || !(await any())) return new Set();
      return read(backend, (db) => optedOutAmong(db, numbers));
    },
    find: (number) => read(backend, (db) => findOptOut(db, number)),
    page: (filter, page) => read(backend, (db) => optOutPage(db, filter, page)),
    audit: (filter, page) => read(backend, (db) => auditPage(db, filter, page)),
    async ask(request) {
      const outcome = await writer.write((db) => askFor(db, { request }, { backend }));
      lookOfThisTurn = undefined;
      return outcome;
    },
    cancelWaiting: (ids, now) => writer.write((db) => cancelOptedOut(db, ids, now)),
  };
}
