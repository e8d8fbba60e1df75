import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import { POLICIES_STORED, type Policy, type StoredPolicy } from "../../messages/index.ts";
import { named } from "../plumbing/schemas.ts";
import { etagOf } from "./etag.ts";
import { warningsModel } from "./missing-names.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const open = { additionalProperties: true } as const;

const name = Type.String({
  minLength: 1,
  maxLength: ADDRESS_BOOK_NAME_CHARACTERS,
  description: "Each once, whatever its case.",
});
const rounds = "How often all steps are gone through; 1 by default.";
const notResolved =
  "An alarm that somebody has taken is open again, from the first step on, when it is not resolved after that. Absent: it stays taken.";
const tellResolved = "Whether those who were told learn that it is resolved; `true` by default.";
const steps =
  'In this order, each with `notify` (a list of `{"contact": "Anna"}`, `{"group": "all"}`, `{"onCall": "admins"}` for whoever is on call when the step begins, `{"next": "admins"}` for the next of the group\'s escalation order), `by` (one or more of `sms`, `telegram`, `auto`, `ring`, `email`) and `waitSeconds`, how long an answer is waited for before the next step.';
const unanswered =
  'What happens when nobody has answered behind the last step: `{"email": {"to": ["it@example.org"]}}`, `{"webhook": "erp"}`, `{"group": "all"}`. Nothing by default.';

const Step = Type.Object(
  {
    notify: Type.Array(Type.Object({}, open)),
    by: Type.Array(Type.String()),
    waitSeconds: Type.Integer(),
  },
  strict,
);

const fields = {
  name,
  steps: Type.Array(Step, { description: steps }),
  rounds: Type.Integer({ description: rounds }),
  unanswered: Type.Array(Type.Object({}, open), { description: unanswered }),
  notResolvedAfterSeconds: Type.Optional(Type.Integer({ description: notResolved })),
  tellResolved: Type.Boolean({ description: tellResolved }),
};

const free = (description: string) => Type.Optional(Type.Unknown({ description }));

/** A policy as people write it. Its content is read by the policies themselves, which say what is wrong with it. */
export const PolicyDraft = named(
  "PolicyDraft",
  Type.Object(
    {
      name,
      steps: Type.Unknown({ description: steps }),
      rounds: free(rounds),
      unanswered: free(unanswered),
      notResolvedAfterSeconds: free(notResolved),
      tellResolved: free(tellResolved),
    },
    strict,
  ),
);

export const PolicyModel = named(
  "Policy",
  Type.Object(
    {
      id: Type.Integer(),
      ...fields,
      createdAt: Type.String({ format: "date-time" }),
      changedAt: Type.String({ format: "date-time" }),
      warnings: warningsModel(
        "Contacts, groups and webhooks that it names and that are not there, or not yet, and whom a step cannot reach: without a mail server, a telephone number, an email address or Telegram. These are absent in the list.",
      ),
      optedOut: Type.Optional(
        Type.Array(Type.String(), {
          description:
            "Names of people whom it would call at a number that has opted out: they are not told there; absent in the list.",
        }),
      ),
    },
    strict,
  ),
);

export const PolicyList = Type.Object({ items: Type.Array(PolicyModel, { maxItems: POLICIES_STORED }) }, strict);

/** As `POST /api/v1/policies` takes them. */
export const PolicyFile = Type.Object({ policies: Type.Array(Type.Object(fields, strict)) }, strict);

export const POLICY_DRAFT_EXAMPLE = {
  name: "night",
  steps: [
    { notify: [{ onCall: "admins" }], by: ["auto"], waitSeconds: 300 },
    { notify: [{ next: "admins" }], by: ["sms", "ring"], waitSeconds: 600 },
    { notify: [{ contact: "Boss" }, { group: "all" }], by: ["sms"], waitSeconds: 600 },
  ],
  rounds: 2,
  unanswered: [{ email: { to: ["it@example.org"] } }],
  notResolvedAfterSeconds: 7_200,
};

export const POLICY_EXAMPLE: Static<typeof PolicyModel> = {
  id: 2,
  ...POLICY_DRAFT_EXAMPLE,
  tellResolved: true,
  createdAt: "2026-01-30T07:00:00.000Z",
  changedAt: "2026-01-30T07:00:00.000Z",
};

export function showPolicy({ id, policy, createdAt, changedAt }: StoredPolicy): Static<typeof PolicyModel> {
  return { id, ...shownPolicy(policy), createdAt: showInstant(createdAt), changedAt: showInstant(changedAt) };
}

/** As a file has it, and as it can be imported again. */
export const shownPolicy = (policy: Policy): Static<typeof PolicyFile>["policies"][number] => ({
  name: policy.name,
  steps: policy.steps.map(({ notify, by, waitSeconds }) => ({ notify: [...notify], by: [...by], waitSeconds })),
  rounds: policy.rounds,
  unanswered: [...policy.unanswered],
  ...defined({ notResolvedAfterSeconds: policy.notResolvedAfterSeconds }),
  tellResolved: policy.tellResolved,
});

export const policyEtag = ({ id, version }: Pick<StoredPolicy, "id" | "version">): string =>
  etagOf(["policy", id, version]);
