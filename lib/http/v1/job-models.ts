import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { JOB_KINDS, JOB_STATES, type Job, type JobAttempt, MOST_JOBS_COUNTED } from "../../messages/index.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const time = (description: string) => Type.String({ format: "date-time", description });

export const JobKindName = oneOf(JOB_KINDS, { description: "How it leaves." });
export const JobStateName = oneOf(JOB_STATES, {
  description:
    "`waiting` for its first or next attempt, `running`, `delivered`, or `dead`: given up until it is sent again.",
});

const FIELDS = {
  id: Type.Integer(),
  eventId: Type.String({ description: "Its receiver gets the same with every attempt." }),
  kind: JobKindName,
  destination: Type.String({
    description: "Jobs of one destination share its limits: two at once, or one where it is ordered.",
  }),
  ordered: Type.Boolean({ description: "One after another at this destination." }),
  state: JobStateName,
  createdAt: time("When it was added."),
  dueAt: Type.Optional(time("The next attempt, while it waits.")),
  attempts: Type.Integer({ description: "All of them, those before it was sent again too." }),
  finishedAt: Type.Optional(time("When it was delivered or given up.")),
  error: Type.Optional(Type.String({ description: "Why the last attempt failed." })),
  incomingId: Type.Optional(Type.Integer({ description: "The incoming message that it came from." })),
  ruleId: Type.Optional(Type.Integer({ description: "The rule that it came from." })),
};

export const JobModel = named("Job", Type.Object(FIELDS, strict));

const Attempt = Type.Object(
  {
    at: time("When it began."),
    milliseconds: Type.Integer(),
    status: Type.Optional(Type.Integer({ description: "What the receiver answered with, of HTTP or SMTP." })),
    error: Type.Optional(Type.String({ description: "Absent: it was delivered." })),
    answer: Type.Optional(Type.String({ description: "The beginning of what the receiver answered." })),
  },
  strict,
);

export const JobWithAttempts = named(
  "JobWithAttempts",
  Type.Object({ ...FIELDS, history: Type.Array(Attempt, { description: "Every attempt, oldest first." }) }, strict),
);

const count = Type.Integer({ description: `${MOST_JOBS_COUNTED} stands for that many or more.` });
export const JobCounts = named(
  "JobCounts",
  Type.Object({ waiting: count, running: count, delivered: count, dead: count }, strict),
);

export const EXAMPLE: Static<typeof JobModel> = {
  id: 12,
  eventId: "in-7.3.0",
  kind: "http",
  destination: "http:https://erp.example.org",
  ordered: false,
  state: "dead",
  createdAt: "2026-01-31T07:00:00.000Z",
  attempts: 29,
  finishedAt: "2026-02-03T06:12:00.000Z",
  error: "the receiver answered 500",
  incomingId: 7,
  ruleId: 3,
};

export const EXAMPLE_WITH_ATTEMPTS: Static<typeof JobWithAttempts> = {
  ...EXAMPLE,
  attempts: 1,
  history: [
    {
      at: "2026-01-31T07:00:00.000Z",
      milliseconds: 41,
      status: 500,
      error: "the receiver answered 500",
      answer: "database is locked",
    },
  ],
};

export const showJob = (job: Job): Static<typeof JobModel> => ({
  id: job.id,
  eventId: job.eventId,
  kind: job.kind,
  destination: job.destination,
  ordered: job.isOrdered === true,
  state: job.state,
  createdAt: showInstant(job.createdAt),
  attempts: job.attemptsInAll ?? job.attempts,
  ...defined({
    dueAt: job.state === "waiting" ? showInstant(job.dueAt) : undefined,
    finishedAt: job.finishedAt === undefined ? undefined : showInstant(job.finishedAt),
    error: job.lastError,
    incomingId: job.incomingId,
    ruleId: job.ruleId,
  }),
});

export const showAttempt = ({ at, ...attempt }: JobAttempt): Static<typeof Attempt> => ({
  at: showInstant(at),
  ...attempt,
});
