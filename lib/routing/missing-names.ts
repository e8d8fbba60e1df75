import {
  type AddressBookStore,
  type CheckNotify,
  type Condition,
  calledBy,
  type Destination,
  type Policy,
  type PolicyStore,
  type Rule,
  type StoredCheck,
  type StoredPolicy,
  type StoredRule,
  type WebhookStore,
} from "../messages/index.ts";
import { findContactBy, findGroupBy } from "./address-book/lookup.ts";
import { damageOf } from "./damaged.ts";
import { type Reach, unreached } from "./unreached.ts";

/** A name in what somebody saves that nothing has, or not yet: it is looked up each time that it is needed. */
export interface MissingName {
  /** Into the JSON (RFC 6901). */
  pointer: string;
  message: string;
}

/** A name, where it stands, and how it is looked up; `reference` may be an ID too. */
interface Named {
  pointer: string;
  kind: "contact" | "group" | "policy" | "webhook";
  name: string;
  by: "name" | "reference";
}

/** Says what is named and not there; of what was damaged, that alone. Every promise rejects with a StoreFailure. */
export interface MissingNames {
  inRule(stored: Pick<StoredRule, "rule" | "unreadable">): Promise<MissingName[]>;
  /** And whom it cannot reach. */
  inPolicy(stored: Pick<StoredPolicy, "policy" | "unreadable">): Promise<MissingName[]>;
  inCheck(stored: Pick<StoredCheck, "check" | "unreadable">): Promise<MissingName[]>;
}

/** Where names are looked up. */
interface NameStores {
  book: Pick<AddressBookStore, "findContact" | "findGroup">;
  policies: Pick<PolicyStore, "findByName">;
  webhooks: Pick<WebhookStore, "findByName">;
  /** Left out where nobody knows. */
  reach?: Reach;
}

/** Makes what looks names up, each once: for one request. */
export function createMissingNames({ book, policies, webhooks, reach }: NameStores): MissingNames {
  const known = new Map<string, Promise<unknown>>();

  function find({ kind, name, by }: Named): Promise<unknown> {
    switch (kind) {
      case "contact":
        return findContactBy(book, name, by === "name" ? "name" : undefined);
      case "group":
        return findGroupBy(book, name, by === "name" ? "name" : undefined);
      case "policy":
        return policies.findByName(name);
      case "webhook":
        return webhooks.findByName(name);
      default:
        return kind satisfies never;
    }
  }

  async function missing(all: readonly Named[]): Promise<MissingName[]> {
    const found: MissingName[] = [];
    for (const named of all) {
      const key = JSON.stringify([named.kind, named.by, named.name]);
      const looked = known.get(key) ?? find(named);
      known.set(key, looked);
      if ((await looked) === undefined) found.push({ pointer: named.pointer, message: sentenceFor(named) });
    }
    return found;
  }

  return {
    // What is read in the place of a damaged one names nobody.
    inRule: async (stored) => [...damageOf(stored), ...(await missing(inRule(stored.rule)))],
    inPolicy: async (stored) => [
      ...damageOf(stored),
      ...(await missing(inPolicy(stored.policy))),
      ...(reach === undefined ? [] : await unreached(stored.policy, { book, reach })),
    ],
    inCheck: async (stored) => [...damageOf(stored), ...(await missing(inNotify(stored.check.notify)))],
  };
}

const sentenceFor = ({ kind, by }: Named) => `no ${kind} has this name${by === "reference" ? " or ID" : ""}`;

const inRule = ({ when, then }: Rule): Named[] => [
  ...(when === undefined ? [] : inCondition(when, "/when")),
  ...then.flatMap((destination, at) => inDestination(destination, `/then/${at}`)),
];

function inNotify(notify: CheckNotify | undefined): Named[] {
  if (notify === undefined) return [];
  if ("group" in notify) return [{ pointer: "/notify/group", kind: "group", name: notify.group, by: "reference" }];
  return "policy" in notify ? [{ pointer: "/notify/policy", kind: "policy", name: notify.policy, by: "name" }] : [];
}

function inCondition(condition: Condition, pointer: string): Named[] {
  if ("and" in condition) return condition.and.flatMap((each, at) => inCondition(each, `${pointer}/and/${at}`));
  if ("or" in condition) return condition.or.flatMap((each, at) => inCondition(each, `${pointer}/or/${at}`));
  if ("not" in condition) return inCondition(condition.not, `${pointer}/not`);
  if (!("sender" in condition)) return [];
  const { sender } = condition;
  if ("contact" in sender)
    return [{ pointer: `${pointer}/sender/contact`, kind: "contact", name: sender.contact, by: "name" }];
  return "group" in sender
    ? [{ pointer: `${pointer}/sender/group`, kind: "group", name: sender.group, by: "name" }]
    : [];
}

function inDestination(to: Destination, place: string): Named[] {
  if ("contact" in to) return [{ pointer: `${place}/contact`, kind: "contact", name: to.contact, by: "reference" }];
  if ("group" in to) return [{ pointer: `${place}/group`, kind: "group", name: to.group, by: "reference" }];
  if ("webhook" in to) return [{ pointer: `${place}/webhook`, kind: "webhook", name: to.webhook, by: "name" }];
  if ("alarm" in to) return [{ pointer: `${place}/alarm/policy`, kind: "policy", name: to.alarm.policy, by: "name" }];
  return [];
}

function inPolicy({ steps, unanswered }: Policy): Named[] {
  const called = steps.flatMap(({ notify }, step) =>
    notify.flatMap((each, at): Named[] => {
      const called = calledBy(each);
      if (called === undefined) return [];
      const { field, kind, name } = called;
      return [{ pointer: `/steps/${step}/notify/${at}/${field}`, kind, name, by: "name" }];
    }),
  );
  const told = unanswered.flatMap((to, at): Named[] => {
    if ("webhook" in to)
      return [{ pointer: `/unanswered/${at}/webhook`, kind: "webhook", name: to.webhook, by: "name" }];
    return "group" in to ? [{ pointer: `/unanswered/${at}/group`, kind: "group", name: to.group, by: "name" }] : [];
  });
  return [...called, ...told];
}
