import type { Policy } from "../../app/alarms.ts";

export const WHOM = ["onCall", "next", "contact", "group"] as const;
export type Whom = (typeof WHOM)[number];
export const WAYS = ["auto", "sms", "telegram", "ring", "email"] as const;
export type Way = (typeof WAYS)[number];
export const ENDS = ["email", "webhook", "group"] as const;
export type End = (typeof ENDS)[number];

/** A policy as the form holds it: whatever can be moved or removed has a number of its own. */
export interface PolicyDraft {
  name: string;
  steps: readonly StepDraft[];
  rounds: number;
  ends: readonly EndDraft[];
  /** `undefined`: it stays taken. */
  notResolvedAfterSeconds: number | undefined;
  tellResolved: boolean;
}

export interface StepDraft {
  id: number;
  notify: readonly { id: number; whom: Whom; name: string }[];
  by: readonly Way[];
  waitSeconds: number;
}

export interface EndDraft {
  id: number;
  kind: End;
  /** A name, or addresses with commas. */
  value: string;
}

let made = 0;
export const newId = (): number => ++made;

const USUAL_WAIT_SECONDS = 300;

export const newNotify = (whom: Whom, name = "") => ({ id: newId(), whom, name });
export const newStep = (whom: Whom = "onCall"): StepDraft => ({
  id: newId(),
  notify: [newNotify(whom)],
  by: ["auto"],
  waitSeconds: USUAL_WAIT_SECONDS,
});

/** What most teams begin with: who is on call, then the others one after another. */
export const newDraft = (): PolicyDraft => ({
  name: "",
  steps: [newStep("onCall"), newStep("next")],
  rounds: 2,
  ends: [],
  notResolvedAfterSeconds: undefined,
  tellResolved: true,
});

/** A stored policy, to be edited. */
export const draftOf = (policy: Omit<Policy, "id" | "createdAt" | "changedAt">): PolicyDraft => ({
  name: policy.name,
  steps: policy.steps.map(({ notify, by, waitSeconds }) => ({
    id: newId(),
    notify: notify.map((each) => {
      const [whom, name] = entryOf(each, WHOM, "contact");
      return newNotify(whom, typeof name === "string" ? name : "");
    }),
    by: WAYS.filter((way) => by.includes(way)),
    waitSeconds,
  })),
  rounds: policy.rounds,
  ends: policy.unanswered.map((each) => {
    const [kind, value] = entryOf(each, ENDS, "group");
    return { id: newId(), kind, value: typeof value === "string" ? value : addressesOf(value).join(", ") };
  }),
  notResolvedAfterSeconds: policy.notResolvedAfterSeconds,
  tellResolved: policy.tellResolved,
});

/** A draft as the API takes it. */
export const policyOf = ({ name, steps, rounds, ends, notResolvedAfterSeconds, tellResolved }: PolicyDraft) => ({
  name: name.trim(),
  steps: steps.map(({ notify, by, waitSeconds }) => ({
    notify: notify.map((each) => ({ [each.whom]: each.name.trim() })),
    by: [...by],
    waitSeconds,
  })),
  rounds,
  unanswered: ends.map(({ kind, value }) =>
    kind === "email" ? { email: { to: addressesIn(value) } } : { [kind]: value.trim() },
  ),
  ...(notResolvedAfterSeconds !== undefined && { notResolvedAfterSeconds }),
  tellResolved,
});

/** The one entry of an object such as `{"contact": "Anna"}`. */
export function entryOf<Key extends string>(json: object, keys: readonly Key[], usual: Key): [Key, unknown] {
  const known = json as Readonly<Record<string, unknown>>;
  const key = keys.find((each) => known[each] !== undefined) ?? usual;
  return [key, known[key]];
}

/** Of `{"to": […]}`. */
export function addressesOf(email: unknown): string[] {
  const to = (email as { to?: unknown } | undefined)?.to;
  return Array.isArray(to) ? to.map(String) : [];
}

const addressesIn = (value: string): string[] =>
  value
    .split(/[,;\n]/)
    .map((address) => address.trim())
    .filter((address) => address !== "");
