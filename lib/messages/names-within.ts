import type { AlarmNotify, Policy } from "./alarms.ts";
import type { CheckNotify } from "./checks.ts";
import type { Condition, Destination, Rule } from "./rules.ts";

/** What is named by its name. */
export type NamedKind = "contact" | "group" | "policy" | "webhook";

/** Gives the name that is to stand in place of one. */
export type Rename = (kind: NamedKind, name: string) => string;

const CALLING_FIELDS = ["contact", "group", "onCall", "next"] as const;

/** Whom it calls; `undefined`: another version may have other kinds. Pure. */
export function calledBy(
  notify: AlarmNotify,
): { field: (typeof CALLING_FIELDS)[number]; kind: "contact" | "group"; name: string } | undefined {
  const names: Partial<Record<(typeof CALLING_FIELDS)[number], string>> = notify;
  for (const field of CALLING_FIELDS) {
    const name = names[field];
    if (name !== undefined) return { field, kind: field === "contact" ? "contact" : "group", name };
  }
  return undefined;
}

/** A policy with other names in it; its own is not one of them. Pure. */
export const renameInPolicy = <Content extends Pick<Policy, "steps" | "unanswered">>(
  policy: Content,
  rename: Rename,
): Content => ({
  ...policy,
  steps: policy.steps.map((step) => ({
    ...step,
    notify: step.notify.map((each) => {
      const called = calledBy(each);
      return called === undefined ? each : { ...each, [called.field]: rename(called.kind, called.name) };
    }),
  })),
  unanswered: policy.unanswered.map((each) => {
    if ("group" in each) return { group: rename("group", each.group) };
    return "webhook" in each ? { webhook: rename("webhook", each.webhook) } : each;
  }),
});

/** A rule with other names in it; its own is not one of them. Pure. */
export const renameInRule = <Content extends Pick<Rule, "when" | "then">>(rule: Content, rename: Rename): Content => ({
  ...rule,
  ...(rule.when === undefined ? {} : { when: inCondition(rule.when, rename) }),
  // biome-ignore lint/suspicious/noThenProperty: rules say what is done then.
  then: rule.then.map((each) => inDestination(each, rename)),
});

/** Whom a check tells, by other names. Pure. */
export function renameInNotify(notify: CheckNotify, rename: Rename): CheckNotify {
  if ("group" in notify) return { group: reference("group", notify.group, rename) };
  return "policy" in notify ? { policy: rename("policy", notify.policy) } : notify;
}

/** Where the database keeps the settings that name groups and policies. */
export const NAMING_SETTINGS = ["option.gateway-alarms", "option.mqtt-notify"] as const;

/** The texts of one of {@link NAMING_SETTINGS}, by other names. Pure. */
export const renameInSetting = (
  key: (typeof NAMING_SETTINGS)[number],
  texts: readonly string[],
  rename: Rename,
): string[] =>
  texts.map((text) => {
    if (key === "option.mqtt-notify") return rename("group", text);
    const [, kind, name] = /^\s*(policy|group):(.+)$/su.exec(text) ?? [];
    return (kind === "policy" || kind === "group") && name !== undefined ? `${kind}:${rename(kind, name)}` : text;
  });

function inCondition(condition: Condition, rename: Rename): Condition {
  if ("and" in condition) return { and: condition.and.map((each) => inCondition(each, rename)) };
  if ("or" in condition) return { or: condition.or.map((each) => inCondition(each, rename)) };
  if ("not" in condition) return { not: inCondition(condition.not, rename) };
  if (!("sender" in condition)) return condition;
  const { sender } = condition;
  if ("contact" in sender) return { ...condition, sender: { contact: rename("contact", sender.contact) } };
  return "group" in sender ? { ...condition, sender: { group: rename("group", sender.group) } } : condition;
}

function inDestination(to: Destination, rename: Rename): Destination {
  if ("contact" in to) return { ...to, contact: reference("contact", to.contact, rename) };
  if ("group" in to) return { ...to, group: reference("group", to.group, rename) };
  if ("webhook" in to) return { ...to, webhook: rename("webhook", to.webhook) };
  return "alarm" in to ? { ...to, alarm: { ...to.alarm, policy: rename("policy", to.alarm.policy) } } : to;
}

/** Where an ID may stand, digits are left alone. */
const reference = (kind: NamedKind, text: string, rename: Rename): string =>
  /^\d{1,15}$/.test(text.trim()) ? text : rename(kind, text);
