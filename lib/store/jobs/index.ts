import type { JobStore } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import type { GroupCommit } from "../group-commit.ts";
import { read } from "../read.ts";
import { addJobs } from "./add.ts";
import { remove, removeDead, retry, retryDead } from "./by-person.ts";
import { claimDue, findDue, nextDue } from "./claim.ts";
import { countByState, find, page } from "./list.ts";
import { anyRunning, recover, renew, settle } from "./settle.ts";

/**
 * The jobs on a database: `spec` is {@link JobStore}.
 *
 * @param made  what adds jobs in transactions of others
 */
export function createJobStore(
  backend: Backend,
  writer: GroupCommit,
  made: { onAdded(wake: () => void): () => void },
): JobStore {
  return {
    add: (jobs, now) => writer.write((db) => addJobs(db, jobs, { now, backend })),
    async claimDue(options) {
      const due = await read(backend, (db) => findDue(db, options));
      return due.length === 0 ? [] : writer.write((db) => claimDue(db, options));
    },
    nextDue: (now) => read(backend, (db) => nextDue(db, now)),
    settle: (claim, settlement) => writer.write((db) => settle(db, claim, settlement)),
    renew: (claims, until) => writer.write((db) => renew(db, claims, until)),
    recover: async (options) => ((await read(backend, anyRunning)) ? writer.write((db) => recover(db, options)) : 0),
    page: (filter, range) => read(backend, (db) => page(db, filter, range)),
    find: (id) => read(backend, (db) => find(db, id)),
    retry: (id, now) =>
      writer.write(async (db) => {
        const result = await retry(db, id, now);
        if (result.ok) await backend.announceJobs(db);
        return result;
      }),
    retryDead: ({ destination }, options) =>
      writer.write(async (db) => {
        const retried = await retryDead(db, destination, options);
        if (retried > 0) await backend.announceJobs(db);
        return retried;
      }),
    remove: (id) => writer.write((db) => remove(db, id)),
    removeDead: ({ destination }, { limit }) => writer.write((db) => removeDead(db, destination, limit)),
    countByState: (kinds) => read(backend, (db) => countByState(db, kinds)),
    onAdded(wake) {
      const endings = [backend.onJobs(wake), made.onAdded(wake)];
      return () => {
        for (const end of endings) end();
      };
    },
  };
}
