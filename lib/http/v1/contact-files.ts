import { type Static, Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { OnceStore } from "../../messages/index.ts";
import { type ContactFiles, type ContactImport, LARGEST_FILE } from "../../routing/index.ts";
import { failure, holds, keyUsed, notFound, unprocessable } from "../operations/failures.ts";
import { answeredBefore, REPLAYED } from "../operations/idempotency.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { CSV, csvFile } from "./csv-file.ts";
import { ImportCounts, ImportPlan, showReport } from "./import-plan-model.ts";
import { showInstant } from "./schemas.ts";

const closed = { additionalProperties: false };

const COUNTS = { added: 1, changed: 0, unchanged: 0, refused: 0, removed: 0 };

const PLAN = operation({
  method: "POST",
  path: "/api/v1/contacts/import",
  operationId: "planImport",
  tag: "Contacts",
  permissions: ["import-contacts"],
  summary: "Say what an import of contacts would do",
  description:
    "A dry run: nothing is changed. The plan is kept for 30 minutes in the memory of this gateway, for you, and is carried out by its ID.",
  query: Type.Object({
    existing: Type.Optional(
      oneOf(["keep", "clear"], {
        default: "keep",
        description:
          "`clear`: contacts and groups that the file does not name are removed, except those that policies or checks call.",
      }),
    ),
  }),
  file: { type: CSV, limitBytes: LARGEST_FILE },
  body: Type.Unsafe<Uint8Array>(
    Type.String({ description: "`name;number;email;groups` in each row, or a header row; up to 8 MiB." }),
  ),
  bodyExample: "name;number;groups\nAnna Berg;+491701234567;admins\n",
  answer: ImportPlan,
  example: {
    id: "fXh9k2uVbq7mJ3yGv1cWn8ZgT5sLr0aDoPeQi4RtBxE",
    expiresAt: "2026-01-31T08:30:00.000Z",
    counts: COUNTS,
    header: "name;number;groups",
    rows: [
      {
        line: 2,
        name: "Anna Berg",
        outcome: "added",
        changes: [{ field: "number", after: "+491701234567" }],
        joins: ["admins"],
      },
    ],
    addedGroups: ["admins"],
    removed: [],
    removedGroups: [],
    kept: [],
    keptGroups: [],
  },
  failures: [422],
});

const PlanId = Type.Object({
  plan: Type.String({ minLength: 1, maxLength: 64, description: "ID of the plan." }),
});

const IMPORT = operation({
  method: "POST",
  path: "/api/v1/contacts/import/{plan}",
  operationId: "importContacts",
  tag: "Contacts",
  permissions: ["import-contacts"],
  summary: "Carry out a plan",
  description:
    "In one transaction, and only if it still does what the plan says: 409 when the address book has changed so that it would not. A plan is carried out once: until it expires, who repeats it gets the same answer, with the header `Idempotency-Replayed: true`.",
  parameters: PlanId,
  once: true,
  answer: Type.Object({ counts: ImportCounts }, closed),
  example: { counts: COUNTS },
  failures: [404, 409, 422],
});

const Import = named(
  "ContactImport",
  Type.Object(
    {
      id: Type.String({ description: "Of the plan." }),
      state: oneOf(["planned", "running", "done", "failed"]),
      counts: ImportCounts,
      done: Type.Integer({ description: "How many of the contacts to be added, changed and removed are done." }),
      expiresAt: Type.String({ format: "date-time", description: "When it is forgotten." }),
    },
    { ...closed, description: "An import whose state is `failed` has changed nothing." },
  ),
);

const GET = operation({
  method: "GET",
  path: "/api/v1/contacts/import/{plan}",
  operationId: "getImport",
  tag: "Contacts",
  permissions: ["import-contacts"],
  summary: "How far an import is",
  description:
    "The same as the event `import` of `/api/v1/events`; at the gateway that made the plan, until it expires.",
  parameters: PlanId,
  answer: Import,
  example: {
    id: "fXh9k2uVbq7mJ3yGv1cWn8ZgT5sLr0aDoPeQi4RtBxE",
    state: "planned",
    counts: COUNTS,
    done: 0,
    expiresAt: "2026-01-31T08:30:00.000Z",
  },
  failures: [404],
});

const yesOrNo = (description: string) => Type.Optional(oneOf(["true", "false"], { description }));

const EXPORT = operation({
  method: "GET",
  path: "/api/v1/contacts/export",
  operationId: "exportContacts",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "All contacts as a CSV file",
  description:
    "In the order of names; the import reads it back without any change. It is read in steps, so what is changed meanwhile is in it as it was or as it is; a contact that gets another name may be in it twice, or not at all.",
  query: Type.Object({
    header: yesOrNo("`false`: without the header row, as the appliances have it."),
    byteOrderMark: yesOrNo("`true`: for spreadsheets that need one to see UTF-8."),
  }),
  answer: Type.String(),
  answerType: CSV,
  example: "name;number;email;groups;note\r\nAnna Berg;+491701234567;;admins;\r\n",
  failures: [422],
});

/** Contacts as files. */
export const CONTACT_FILES = {
  operations: [PLAN, IMPORT, GET, EXPORT],
  routes: contactFileRoutes,
} as const;

function contactFileRoutes(deps: {
  contactFiles: ContactFiles;
  once: Pick<OnceStore, "find">;
  clock: Pick<Clock, "now">;
}): Route[] {
  const { contactFiles: files, clock } = deps;
  return [
    route(PLAN, async ({ body, query, user }) => {
      const clear = query.existing === "clear";
      const planned = await files.planCsv(body, { clear, userId: user.id, now: clock.now() });
      if (!planned.ok) return unprocessable([`${planned.problem.message}.`]);
      const { id, expiresAt, report } = planned.value;
      const seesContacts = holds(user, "contacts");
      return { id, expiresAt: showInstant(expiresAt), ...showReport(report, { seesContacts }) };
    }),
    route(IMPORT, async ({ parameters: { plan }, user, once, limit }) => {
      if (limit.passed) return failure(408, []);
      const caller = { userId: user.id, userName: user.name };
      const done = await files.importPlan(plan, { ...caller, now: clock.now(), ...defined({ once }) });
      if (done.ok) return done.again ? replay({ counts: done.value }) : { counts: done.value };
      switch (done.problem) {
        case "no-such-plan": {
          // It is gone once it was carried out; what it did is known for a while, and with a key for longer.
          const earlier = await answeredBefore<Counts>(deps, once);
          if (earlier?.ok === false) return earlier.problem;
          const carriedOut = files.findImport(plan, { userId: user.id, now: clock.now() });
          const counts = earlier?.value ?? (carriedOut?.state === "done" ? carriedOut.counts : undefined);
          return counts === undefined ? notFound("plan") : replay({ counts });
        }
        case "changed-meanwhile":
          return failure(409, ["The address book has changed: the plan would do something else. Send the file again."]);
        case "other-request":
          return keyUsed();
        default:
          return done.problem satisfies never;
      }
    }),
    route(GET, async ({ parameters: { plan }, user }) => {
      const found = files.findImport(plan, { userId: user.id, now: clock.now() });
      return found === undefined ? notFound("plan") : showImport(found);
    }),
    route(EXPORT, async ({ query }) => {
      const header = query.header !== "false";
      const pieces = files.exportInPieces({ header, byteOrderMark: query.byteOrderMark === "true" });
      return csvFile(pieces, "contacts.csv");
    }),
  ];
}

/** An import as every answer has it. */
export function showImport({ id, state, counts, done, expiresAt }: ContactImport): Static<typeof Import> {
  return { id, state, counts, done, expiresAt: showInstant(expiresAt) };
}

type Counts = Static<typeof ImportCounts>;

const replay = (answer: { counts: Counts }) => new Reply(answer, { headers: REPLAYED });
