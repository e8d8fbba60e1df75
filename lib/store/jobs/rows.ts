import type { Selectable } from "kysely";
import type { Job, JobAttempt } from "../../messages/index.ts";
import type { JobAttemptsTable, JobsTable } from "../schema/jobs.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { objectOf } from "../shape.ts";
import { jsonAt } from "../stored-json.ts";
import { present } from "../text.ts";

/** Its handler reads it as what a stranger has sent. */
const ANY_OBJECT = objectOf({});

export const jobOf = (row: Selectable<JobsTable>): Job => ({
  id: row.id,
  eventId: row.event_id,
  kind: row.kind,
  destination: row.destination,
  ...(row.is_ordered === 1 ? { isOrdered: true } : {}),
  payload: jsonAt<Job["payload"]>(row, "job.payload", ANY_OBJECT),
  state: row.state,
  createdAt: row.created_at,
  dueAt: row.due_at,
  giveUpAt: row.give_up_at,
  attempts: row.attempts,
  ...present({
    finishedAt: row.finished_at,
    lastError: row.last_error,
    incomingId: row.incoming_id,
    ruleId: row.rule_id,
  }),
  ...(isDamaged(row, "payload") ? { unreadable: true } : {}),
});

export const attemptOf = (row: Omit<Selectable<JobAttemptsTable>, "job_id" | "number">): JobAttempt => ({
  at: row.at,
  milliseconds: row.milliseconds,
  ...present({ status: row.status, error: row.error, answer: row.answer }),
});
