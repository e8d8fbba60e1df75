import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { NUMBER_CHARACTERS } from "../../limits.ts";
import { ERASED_KINDS, type ErasureRecord, LEFT_KINDS } from "../../messages/index.ts";
import { type ErasureDesk, type ErasureProblem, NUMBER_PROBLEMS } from "../../routing/index.ts";
import { type Failure, failure, invalid, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { byId } from "./address-book-models.ts";
import { createCursor, limitOf, PAGING, pageOf } from "./cursor.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
/** Whoever may manage users may do everything else, too. */
const common = { tag: "Erasures", permissions: ["general", "users"] } as const;

const Erasure = named(
  "Erasure",
  Type.Object(
    {
      id: Type.Integer(),
      number: Type.Optional(
        Type.String({
          description:
            "Whom the request means, as messages have the number. Only in the answer to `erasePerson`: the record is without it.",
        }),
      ),
      state: oneOf(["running", "done", "cut-off"] as const, {
        description: "`cut-off`: the gateway ended meanwhile. Begin again with the same number.",
      }),
      dryRun: Type.Boolean({ description: "Nothing was removed." }),
      startedAt: Type.String({ format: "date-time" }),
      endedAt: Type.Optional(Type.String({ format: "date-time" })),
      user: Type.Optional(Type.String({ description: "Who did it; absent on the command line." })),
      removed: Type.Array(
        Type.Object(
          {
            kind: oneOf(ERASED_KINDS, {
              description:
                "`cancelled-messages`: those of `sent-messages` that waited. `mentions`: texts of others in which the number was replaced by `[erased]`.",
            }),
            count: Type.Integer(),
          },
          strict,
        ),
        { description: "What was removed or masked so far; of a dry run, what would be." },
      ),
      left: Type.Array(
        Type.Object(
          {
            kind: oneOf(LEFT_KINDS, {
              description:
                "`being-sent`: a modem is sending the message. `being-delivered`: a server is taking the job. `still-to-send`: a message to somebody else contains the number and has not been sent yet. `in-file`: unused space in the SQLite file may still contain the digits; `aldis retention compact` rewrites the file.",
            }),
            count: Type.Integer(),
          },
          strict,
        ),
        { description: "What could not be removed; another erasure of the number does." },
      ),
      backups: Type.Array(Type.String(), {
        description:
          "Copies of the database on this machine's disk: backups, databases before a restore (`….before-restore`) and rescued ones (`….rescued-…`). Each holds what was in the database when it was made; if the person was in it, delete it.",
      }),
      namedBy: Type.Array(Type.String(), {
        description: "What is set up and names the person. An erasure is refused until it does no longer.",
      }),
    },
    strict,
  ),
);

const EXAMPLE: Static<typeof Erasure> = {
  id: 3,
  state: "done",
  dryRun: false,
  startedAt: "2026-01-31T09:00:00.000Z",
  endedAt: "2026-01-31T09:00:04.000Z",
  user: "anna",
  removed: [
    { kind: "sent-messages", count: 12 },
    { kind: "contacts", count: 1 },
  ],
  left: [],
  backups: ["/var/lib/aldis/backups/aldis-20260131-020000.backup"],
  namedBy: [],
};

const BEGIN = operation({
  ...common,
  method: "POST",
  path: "/api/v1/erasures",
  operationId: "erasePerson",
  summary: "Remove a person everywhere",
  description:
    "Messages to and from the number, contacts with it, opt-outs, jobs, Telegram links and whatever else names it are removed or masked, in small steps; messages that wait are cancelled. It goes on when the answer has come: `GET /api/v1/erasures/{id}` says how far it is. The record that stays is without the number. 409: something that is set up names the person, or this gateway erases somebody already.",
  body: Type.Object(
    {
      number: Type.String({
        minLength: 1,
        maxLength: NUMBER_CHARACTERS,
        description: "With `+`, `00` or a national prefix; or the name that messages came from.",
      }),
      dryRun: Type.Boolean({ description: "`true`: only find out what would be removed." }),
    },
    strict,
  ),
  bodyExample: { number: "+491709876543", dryRun: true },
  status: 202,
  answer: Erasure,
  example: { number: "+491709876543", ...EXAMPLE, state: "running" as const, removed: [] },
  failures: [409, 422],
});

const LIST = operation({
  ...common,
  method: "GET",
  path: "/api/v1/erasures",
  operationId: "getErasures",
  summary: "Records of erasures, the latest first",
  description:
    "Dry runs are among them, with `dryRun` true, and their numbers are of the same row. An erasure of a number or name of which nothing is stored has a record, too.",
  query: Type.Object(PAGING),
  answer: pageOf(Erasure),
  example: { items: [EXAMPLE] },
  failures: [422],
});

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/erasures/{id}",
  operationId: "getErasure",
  summary: "What an erasure has removed so far",
  parameters: byId,
  inBackground: true,
  answer: Erasure,
  example: EXAMPLE,
  failures: [404],
});

const place = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const cursor = createCursor("erasures", place);

/** Persons that are removed everywhere. */
export const ERASURES = {
  operations: [BEGIN, LIST, SHOW],
  routes: ({ erasureDesk: desk }: { erasureDesk: ErasureDesk }): Route[] => [
    route(BEGIN, async ({ body: { number, dryRun }, user }) => {
      const begun = await desk.begin({ number, isDry: dryRun, userName: user.name });
      if (!begun.ok) return refused(begun.problem);
      const read = desk.read(number);
      return { ...showErasure(begun.value), ...(read.ok ? { number: read.value.number } : {}) };
    }),
    route(LIST, async ({ query }) => {
      const before = cursor.read(query.after);
      if (!before.ok) return before.problem;
      const { erasures, next } = await desk.page({ limit: limitOf(query), ...defined({ before: before.value }) });
      return cursor.page(erasures.map(showErasure), next);
    }),
    route(SHOW, async ({ parameters: { id } }) => {
      const record = await desk.find(id);
      return record === undefined ? notFound("erasure") : showErasure(record);
    }),
  ],
} as const;

function refused(problem: ErasureProblem): Failure {
  if (problem.kind === "busy") return failure(409, ["This gateway erases somebody already: wait until that is done."]);
  if (problem.kind !== "named") return invalid([{ pointer: "/number", message: NUMBER_PROBLEMS[problem.kind] }]);
  return failure(
    409,
    problem.by.map((each) => `Named by ${each}: take the person out of it first.`),
  );
}

const showErasure = (record: ErasureRecord): Static<typeof Erasure> => ({
  id: record.id,
  state: record.state,
  dryRun: record.isDry,
  startedAt: showInstant(record.begunAt),
  ...(record.endedAt === undefined ? {} : { endedAt: showInstant(record.endedAt) }),
  ...defined({ user: record.userName }),
  removed: countsOf(ERASED_KINDS, record.erased),
  left: countsOf(LEFT_KINDS, record.left),
  backups: [...record.backups],
  namedBy: [...record.namedBy],
});

const countsOf = <Kind extends string>(kinds: readonly Kind[], counts: Readonly<Partial<Record<Kind, number>>>) =>
  kinds.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [{ kind, count }];
  });
