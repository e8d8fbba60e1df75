import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, parseOneOf, parseText } from "../config/index.ts";
import { defined } from "../defined.ts";
import {
  type EventRecorder,
  JOB_KINDS,
  JOB_STATES,
  type Job,
  type JobAttempt,
  type JobFilter,
  type JobProblem,
} from "../messages/index.ts";
import { createJobDesk, type JobDesk } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { json, limit, USUALLY_LISTED } from "./list-options.ts";
import { timeText } from "./message-text.ts";
import { option, text } from "./options.ts";
import { withStore } from "./with-store.ts";

const state = option("state", "STATE", {
  documentation: "Only waiting, running, delivered or dead ones.",
  parse: parseOneOf(JOB_STATES),
});
const kind = option("kind", "KIND", {
  documentation: `Only of this kind: ${JOB_KINDS.join(", ")}.`,
  parse: parseOneOf(JOB_KINDS),
});
const ofDestination = option("destination", "NAME", {
  documentation: "Only for this destination, as the list shows it.",
  parse: parseText,
});
const deadOf = text("dead-of", "DESTINATION", "All dead letters of this destination, in place of an ID.");

/** `aldis job …`: what is done for destinations other than SMS and Telegram. */
export const jobCommands: readonly Command[] = [
  defineCommand({
    path: ["job", "list"],
    operands: [],
    summary: "list jobs for destinations other than SMS and Telegram, newest first",
    details: "A job that is dead was given up; aldis job retry sends it again.",
    settings: COMMON_SETTINGS,
    flags: { state, kind, destination: ofDestination, limit, json },
    async run({ config, flags, io }) {
      const { state, destination } = flags;
      const kinds = flags.kind === undefined ? undefined : [flags.kind];
      const jobs = await withStore(config, io, (store) =>
        newest(store, defined({ state, kinds, destination }), flags.limit ?? USUALLY_LISTED),
      );
      io.out.write(flags.json ? `${JSON.stringify(jobs.map(withoutPayload), undefined, 2)}\n` : listText(jobs));
      return 0;
    },
  }),
  defineCommand({
    path: ["job", "show"],
    operands: ["ID"],
    summary: "show a job with its attempts",
    settings: COMMON_SETTINGS,
    flags: { json },
    async run({ config, flags, operands: [given = ""], io }) {
      const found = await withStore(config, io, (store) => store.jobs.find(readId(given)));
      if (found === undefined) throw new CliError("failed", sentenceFor("not-found"));
      const { job, attempts } = found;
      const shown = { ...withoutPayload(job), history: attempts };
      io.out.write(flags.json ? `${JSON.stringify(shown, undefined, 2)}\n` : storyText(job, attempts));
      return 0;
    },
  }),
  defineCommand({
    path: ["job", "retry"],
    operands: ["[ID]"],
    summary: "send a dead letter again, or all of a destination",
    details: "A waiting job is done now. A gateway that runs notices within seconds.",
    settings: COMMON_SETTINGS,
    flags: { deadOf },
    run: ({ config, flags, operands, io }) =>
      withStore(config, io, (store, events) =>
        act("retry", { desk: deskOf(store, events), operands, deadOf: flags.deadOf, write: io.out.write }),
      ),
  }),
  defineCommand({
    path: ["job", "delete"],
    operands: ["[ID]"],
    summary: "delete a job that is not running, or all dead letters of a destination",
    settings: COMMON_SETTINGS,
    flags: { deadOf },
    run: ({ config, flags, operands, io }) =>
      withStore(config, io, (store, events) =>
        act("delete", { desk: deskOf(store, events), operands, deadOf: flags.deadOf, write: io.out.write }),
      ),
  }),
];

// The gateway is another process: it hears of it by the database.
const deskOf = (store: Store, events: EventRecorder): JobDesk =>
  createJobDesk({ store: store.jobs, events, clock: systemClock, wake: () => undefined });

/** Gives the exit status. Rejects with a CliError, or a StoreFailure. */
async function act(
  action: "retry" | "delete",
  given: { desk: JobDesk; operands: readonly string[]; deadOf: string | undefined; write: (text: string) => unknown },
): Promise<number> {
  const { desk, operands, deadOf, write } = given;
  const [id] = operands;
  if ((id === undefined) === (deadOf === undefined)) {
    throw new CliError("usage", "give either the ID of a job or --dead-of DESTINATION");
  }
  if (deadOf !== undefined) {
    const { jobs } = await desk.eachDead(action, deadOf, { by: {}, mayGoOn: () => true });
    const what = jobs === 1 ? "1 dead letter" : `${jobs} dead letters`;
    write(`${what} of ${visible(deadOf)} ${action === "retry" ? "sent again" : "deleted"}\n`);
    return 0;
  }
  const done = action === "retry" ? await desk.retry(readId(id ?? ""), {}) : await desk.remove(readId(id ?? ""), {});
  if (!done.ok) throw new CliError("failed", sentenceFor(done.problem));
  return 0;
}

/** Page by page: a filter may need several to find them. Rejects with a StoreFailure. */
async function newest(store: Store, filter: JobFilter, limit: number): Promise<Job[]> {
  const found: Job[] = [];
  let before: number | undefined;
  do {
    const page = await store.jobs.page(filter, { limit: limit - found.length, ...defined({ before }) });
    found.push(...page.jobs);
    before = page.next;
  } while (before !== undefined && found.length < limit);
  return found;
}

/** It may hold the text of a message. */
function withoutPayload({ payload: _, attemptsInAll, ...job }: Job) {
  return { ...job, attempts: attemptsInAll ?? job.attempts };
}

function listText(jobs: readonly Job[]): string {
  if (jobs.length === 0) return "no jobs\n";
  const rows = jobs.map((job) => [
    String(job.id),
    timeText(job.createdAt),
    job.state,
    visible(job.destination),
    String(job.attemptsInAll ?? job.attempts),
    visible(job.lastError ?? ""),
  ]);
  return columns([["ID", "TIME", "STATE", "DESTINATION", "ATTEMPTS", "LAST ERROR"], ...rows]);
}

function storyText(job: Job, attempts: readonly JobAttempt[]): string {
  const facts: [string, string | undefined][] = [
    ["State", job.state],
    ["Kind", job.kind],
    ["Destination", visible(job.destination)],
    ["Event ID", visible(job.eventId)],
    ["Added", timeText(job.createdAt)],
    ["Next attempt", job.state === "waiting" ? timeText(job.dueAt) : undefined],
    ["Finished", job.finishedAt === undefined ? undefined : timeText(job.finishedAt)],
    ["Incoming message", job.incomingId === undefined ? undefined : `in-${job.incomingId}`],
    ["Rule", job.ruleId === undefined ? undefined : String(job.ruleId)],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const rows = attempts.map(({ at, milliseconds, status, error, answer }) => [
    timeText(at),
    `${milliseconds} ms`,
    status === undefined ? "-" : String(status),
    visible(error ?? "delivered"),
    visible(answer ?? ""),
  ]);
  return rows.length === 0
    ? columns(known)
    : `${columns(known)}\n${columns([["ATTEMPT", "TOOK", "STATUS", "OUTCOME", "ANSWER"], ...rows])}`;
}

/** @throws CliError kind "usage" */
function readId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new CliError("usage", "ID: must be a number");
  return Number(text);
}

function sentenceFor(problem: JobProblem): string {
  switch (problem) {
    case "not-found":
      return "no job has this ID";
    case "running":
      return "the job is running: wait until this attempt has ended";
    case "delivered":
      return "the job was delivered";
    default:
      return problem satisfies never;
  }
}
