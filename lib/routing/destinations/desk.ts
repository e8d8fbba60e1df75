import type { Clock } from "../../clock.ts";
import type { EventRecorder, Job, JobProblem, JobStore } from "../../messages/index.ts";
import type { Result } from "../../result.ts";

/** Who asks; nobody is named on the command line. */
interface By {
  userName?: string | undefined;
  address?: string | undefined;
}

/** What people do about jobs; each leaves an event. Every promise rejects with a StoreFailure. */
export interface JobDesk {
  readonly store: Pick<JobStore, "page" | "find" | "countByState">;
  /** Sends a dead letter again, or does a waiting job now. */
  retry(id: number, by: By): Promise<Result<Job, JobProblem>>;
  remove(id: number, by: By): Promise<Result<Job, Exclude<JobProblem, "delivered">>>;
  /**
   * Sends all dead letters of a destination again, or deletes them, in steps, as long as `mayGoOn` says so. `done`: none is
   * left.
   */
  eachDead(
    action: "retry" | "delete",
    destination: string,
    options: { by: By; mayGoOn: () => boolean },
  ): Promise<{ jobs: number; done: boolean }>;
}

/** 500 in a transaction: other writes wait for some milliseconds. */
const STEP = 500;

/** @param options.wake  tells the runner of this process that something is due */
export function createJobDesk(options: {
  store: JobStore;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  wake: () => void;
}): JobDesk {
  const { store, events, clock, wake } = options;
  return {
    store,
    async retry(id, by) {
      const result = await store.retry(id, clock.now());
      if (!result.ok) return result;
      events.record({ kind: "job.sent-again", ...by, destination: result.value.destination, details: { job: id } });
      wake();
      return result;
    },
    async remove(id, by) {
      const result = await store.remove(id);
      if (!result.ok) return result;
      events.record({ kind: "job.deleted", ...by, destination: result.value.destination, details: { job: id } });
      return result;
    },
    async eachDead(action, destination, { by, mayGoOn }) {
      let jobs = 0;
      let done = false;
      while (!done && mayGoOn()) {
        const step =
          action === "retry"
            ? await store.retryDead({ destination }, { now: clock.now(), limit: STEP })
            : await store.removeDead({ destination }, { limit: STEP });
        jobs += step;
        done = step < STEP;
        if (action === "retry" && step > 0) wake();
      }
      const about = { ...by, destination, details: { jobs } };
      if (jobs > 0 && action === "retry") events.record({ kind: "job.sent-again", ...about });
      if (jobs > 0 && action === "delete") events.record({ kind: "job.deleted", ...about });
      return { jobs, done };
    },
  };
}
