import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { RETENTION_KINDS } from "../../messages/index.ts";
import type { KindState, LastRun, RemovedRows, RetentionDesk } from "../../routing/index.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const common = { tag: "Retention", permissions: ["general"] } as const;
const optional = (description: string) => Type.Optional(Type.Integer({ description }));
const kind = oneOf(RETENTION_KINDS, {
  description:
    "`sent` and `incoming` messages, the `events` log, `jobs` that were delivered, `dead-jobs` that were given up, the `audit` of opt-outs.",
});

const Removed = named(
  "RemovedRows",
  Type.Object(
    {
      kind,
      what: oneOf(["rows", "texts"], { description: "`texts`: the text alone; the message stays." }),
      count: Type.Integer(),
    },
    strict,
  ),
);

const RetentionModel = named(
  "Retention",
  Type.Object(
    {
      kinds: Type.Array(
        Type.Object(
          {
            kind,
            rows: Type.Integer({ description: "How many there are; counted again after a minute." }),
            oldest: Type.Optional(Type.String({ format: "date-time", description: "When the oldest came." })),
            keptSeconds: optional("How long they are kept; absent: for good."),
            most: optional("How many are kept; absent: all."),
          },
          strict,
        ),
      ),
      textsKeptSeconds: optional("How long texts of messages are kept; absent: as long as the messages."),
      database: Type.Object(
        {
          octets: Type.Integer({ description: "Its size on the disk." }),
          freeOctets: optional("SQLite: what is free inside the file."),
          canShrink: Type.Optional(
            Type.Boolean({
              description: "SQLite: the file gives free space back. `false`: `aldis retention compact` makes it so.",
            }),
          ),
        },
        strict,
      ),
      runningSince: Type.Optional(Type.String({ format: "date-time", description: "While something is deleted." })),
      nextRun: Type.Optional(Type.String({ format: "date-time" })),
      last: Type.Optional(
        Type.Object(
          {
            at: Type.String({ format: "date-time", description: "Its end." }),
            milliseconds: Type.Integer(),
            removed: Type.Array(Removed),
            freedOctets: Type.Integer({
              description: "By how much the database is smaller, or can be filled again without growing.",
            }),
            whole: Type.Boolean({ description: "`false`: it was cut off, and goes on with the next one." }),
          },
          strict,
        ),
      ),
    },
    strict,
  ),
);

const EXAMPLE: Static<typeof RetentionModel> = {
  kinds: [{ kind: "sent", rows: 120_000, oldest: "2025-11-01T07:00:00.000Z", keptSeconds: 7_776_000 }],
  textsKeptSeconds: 2_592_000,
  database: { octets: 94_371_840, freeOctets: 4_096, canShrink: true },
  nextRun: "2026-02-01T03:30:00.000Z",
  last: {
    at: "2026-01-31T03:30:12.000Z",
    milliseconds: 12_000,
    removed: [{ kind: "sent", what: "rows", count: 1_200 }],
    freedOctets: 1_048_576,
    whole: true,
  },
};

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/retention",
  operationId: "getRetention",
  summary: "How much is kept, for how long, and what the last run deleted",
  description: "What is kept how long are settings: `keep-sent`, `keep-texts` and the others.",
  answer: RetentionModel,
  example: EXAMPLE,
});

const RUN = operation({
  ...common,
  method: "POST",
  path: "/api/v1/retention/run",
  operationId: "runRetention",
  summary: "Delete now what is kept no longer",
  description: "A gateway begins with it within seconds, in small steps; `GET /api/v1/retention` says when it is done.",
  status: 202,
  answer: Type.Object({ asked: Type.Boolean() }, strict),
  example: { asked: true },
});

const PREVIEW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/retention/preview",
  operationId: "previewRetention",
  summary: "What a run would delete now",
  description: "A message that goes is counted with its kind, and with the texts if it has one.",
  answer: Type.Object({ removed: Type.Array(Removed) }, strict),
  example: { removed: [{ kind: "sent", what: "rows", count: 1_200 }] },
});

/** What is kept, and how long. */
export const RETENTION = {
  operations: [SHOW, RUN, PREVIEW],
  routes: ({ retentionDesk }: { retentionDesk: RetentionDesk }): Route[] => [
    route(SHOW, async () => {
      const { kinds, textsMs, database, running, nextRun, last } = await retentionDesk.state();
      return {
        kinds: kinds.map(showKind),
        ...defined({ textsKeptSeconds: secondsOf(textsMs) }),
        database,
        ...(running === undefined ? {} : { runningSince: showInstant(running.since) }),
        ...(nextRun === undefined ? {} : { nextRun: showInstant(nextRun) }),
        ...(last === undefined ? {} : { last: showLast(last) }),
      };
    }),
    route(RUN, async () => {
      await retentionDesk.ask();
      return { asked: true };
    }),
    route(PREVIEW, async () => ({ removed: (await retentionDesk.preview()).map(showRemoved) })),
  ],
} as const;

const secondsOf = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : Math.round(milliseconds / 1_000);

const showKind = ({ kind, rows, oldest, ageMs, most }: KindState) => ({
  kind,
  rows,
  ...(oldest === undefined ? {} : { oldest: showInstant(oldest) }),
  ...defined({ keptSeconds: secondsOf(ageMs), most }),
});

const showRemoved = ({ kind, what, rows }: RemovedRows) => ({ kind, what, count: rows });

const showLast = ({ at, milliseconds, removed, freedOctets, isWhole }: LastRun) => ({
  at: showInstant(at),
  milliseconds,
  removed: removed.map(showRemoved),
  freedOctets,
  whole: isWhole,
});
