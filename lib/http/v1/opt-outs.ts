import { Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { NUMBER_CHARACTERS } from "../../limits.ts";
import { OPT_OUT_REASON_CHARACTERS } from "../../messages/index.ts";
import { NUMBER_PROBLEMS, type OptOutDesk } from "../../routing/index.ts";
import { invalid, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { createCursor, limitOf, PAGING, pageOf } from "./cursor.ts";
import {
  NumberState,
  OPT_OUT_EXAMPLE,
  OptOutModel,
  OptOutRecordModel,
  RECORD_EXAMPLE,
  showOptOut,
  showRecord,
} from "./opt-out-models.ts";

const strict = { additionalProperties: false } as const;
const common = { tag: "Opt-outs", permissions: ["contacts"] } as const;
const number = Type.String({
  minLength: 1,
  maxLength: NUMBER_CHARACTERS,
  description: "With `+`, `00` or a national prefix; a national number is read for the gateway's country.",
  example: "+491709876543",
});
const parameters = Type.Object({ number });
const reason = Type.String({ minLength: 1, maxLength: OPT_OUT_REASON_CHARACTERS, description: "Why, for the audit." });
/** 100 records of one number: who changes their mind more often is in the audit of all. */
const RECORDS_SHOWN = 100;

const LIST = operation({
  ...common,
  method: "GET",
  path: "/api/v1/opt-outs",
  operationId: "getOptOuts",
  summary: "Numbers that have opted out, the latest first",
  description: "Nothing is sent to them, except by users who hold *Send to opted-out numbers* (`opt-out-override`).",
  query: Type.Object({
    q: Type.Optional(
      Type.String({ minLength: 1, maxLength: NUMBER_CHARACTERS, description: "Digits that the number contains." }),
    ),
    ...PAGING,
  }),
  answer: pageOf(OptOutModel),
  example: { items: [OPT_OUT_EXAMPLE] },
  failures: [422],
});

const ADD = operation({
  ...common,
  method: "POST",
  path: "/api/v1/opt-outs",
  operationId: "addOptOut",
  summary: "Opt a number out",
  description:
    "Messages to it that wait are cancelled. Nothing is sent to confirm it. A number that is opted out stays so; the audit names you all the same.",
  body: Type.Object({ number, reason: Type.Optional(reason) }, strict),
  bodyExample: { number: "+491709876543", reason: "Asked by telephone" },
  answer: Type.Object(
    { number: Type.String(), cancelled: Type.Integer({ description: "Messages that waited." }) },
    strict,
  ),
  status: 201,
  example: { number: "+491709876543", cancelled: 1 },
  failures: [422],
});

const AUDIT = operation({
  ...common,
  method: "GET",
  path: "/api/v1/opt-outs/audit",
  operationId: "getOptOutAudit",
  summary: "What was asked, when, by which message or user, newest first",
  description: "Records stay as they are: nothing changes or deletes them, in the database neither.",
  query: Type.Object({ number: Type.Optional(number), ...PAGING }),
  answer: pageOf(OptOutRecordModel),
  example: { items: [RECORD_EXAMPLE] },
  failures: [422],
});

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/opt-outs/{number}",
  operationId: "getOptOut",
  summary: "Whether a number has opted out, with its audit",
  parameters,
  answer: NumberState,
  example: { number: "+491709876543", optedOut: true, since: OPT_OUT_EXAMPLE.since, audit: [RECORD_EXAMPLE] },
});

const REMOVE = operation({
  ...common,
  method: "DELETE",
  path: "/api/v1/opt-outs/{number}",
  operationId: "removeOptOut",
  summary: "Opt a number in again",
  description: "Whoever has it asked to get messages again. The audit keeps what was before, and names you.",
  parameters,
  query: Type.Object({ reason: Type.Optional(reason) }),
  failures: [404, 422],
});

const place = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const ofList = createCursor("opt-outs", place);
const ofAudit = createCursor("opt-out-audit", place);

/** Numbers that opted out. */
export const OPT_OUTS = {
  operations: [LIST, ADD, AUDIT, SHOW, REMOVE],
  routes({ optOutDesk }: { optOutDesk: OptOutDesk }): Route[] {
    const { store } = optOutDesk;
    /** What cannot be read is looked for as it is: a message may have come from it. */
    const read = (given: string): string => {
      const number = optOutDesk.read(given);
      return number.ok ? number.value : given;
    };
    return [
      route(LIST, async ({ query }) => {
        const before = ofList.read(query.after);
        if (!before.ok) return before.problem;
        const page = { limit: limitOf(query), ...defined({ before: before.value }) };
        const { optOuts, next } = await store.page(defined({ search: query.q }), page);
        return ofList.page(optOuts.map(showOptOut), next);
      }),
      route(ADD, async ({ body, user }) => {
        const { number, reason } = body;
        const by = { door: "api" as const, userId: user.id, userName: user.name, reason };
        const done = await optOutDesk.ask({ number, action: "opt-out" }, by);
        if (!done.ok) return invalid([{ pointer: "/number", message: NUMBER_PROBLEMS[done.problem] }]);
        return { number: done.value.number, cancelled: done.value.cancelled };
      }),
      route(AUDIT, async ({ query }) => {
        const before = ofAudit.read(query.after);
        if (!before.ok) return before.problem;
        const filter = defined({ number: query.number === undefined ? undefined : read(query.number) });
        const page = { limit: limitOf(query), ...defined({ before: before.value }) };
        const { records, next } = await store.audit(filter, page);
        return ofAudit.page(records.map(showRecord), next);
      }),
      route(SHOW, async ({ parameters }) => {
        const number = read(parameters.number);
        const [optOut, { records }] = await Promise.all([
          store.find(number),
          store.audit({ number }, { limit: RECORDS_SHOWN }),
        ]);
        const since = optOut && showOptOut(optOut).since;
        return { number, optedOut: optOut !== undefined, ...defined({ since }), audit: records.map(showRecord) };
      }),
      route(REMOVE, async ({ parameters, query, user }) => {
        const number = read(parameters.number);
        if ((await store.find(number)) === undefined) return notFound("opt-out");
        const by = { door: "api" as const, userId: user.id, userName: user.name, reason: query.reason };
        await optOutDesk.ask({ number, action: "opt-in" }, by);
        return undefined;
      }),
    ];
  },
} as const;
