import { isDeepStrictEqual } from "node:util";
import type { SecretBox } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import {
  CHECKS_STORED,
  type Configuration,
  type NewWebhook,
  POLICIES_STORED,
  RULES_STORED,
  type RuleContent,
  type SectionPlan,
  WEBHOOKS_STORED,
} from "../../messages/index.ts";
import { checkContentOf, checkSecretsOf } from "../../monitoring/index.ts";
import {
  createNumberReader,
  createWebhookSecret,
  ruleContentOf,
  ruleSecretsOf,
  ruleWithSameSecrets,
  sealedFor,
  webhookFault,
} from "../../routing/index.ts";
import { type ConfigurationFile, type FileSecrets, SHOWN } from "./file.ts";
import { compareItems, type Notes } from "./plan.ts";

const keyOf = ({ name }: { name: string }) => name.toLowerCase();
const nameOf = ({ name }: { name: string }) => name;

interface Given {
  secrets: FileSecrets | undefined;
  box: SecretBox;
  notes: Notes;
}

/** Of new ones, as many as there may be. */
function fitting(known: readonly { name: string }[], most: number): (item: { name: string }) => string | undefined {
  const names = new Set(known.map(keyOf));
  return (item) => {
    if (names.has(keyOf(item))) return undefined;
    if (names.size >= most) return `does not fit: there may be ${most}`;
    names.add(keyOf(item));
    return undefined;
  };
}

/** Policies. Pure. */
export function mergePolicies(current: Configuration, file: ConfigurationFile, { notes }: { notes: Notes }) {
  const wanted = notes.without("policies", file.policies, {
    nameOf,
    problemOf: fitting(current.policies, POLICIES_STORED),
  });
  return compareItems(
    { section: "policies", keyOf, nameOf, shown: (policy) => ({ ...policy }) },
    { current: current.policies, wanted },
  );
}

/**
 * Rules: a secret comes from the file's locked part, or stays where the rule goes to the same server, also one of a key that is lost. A rule
 * without its secrets is switched off.
 */
export function mergeRules(current: Configuration, file: ConfigurationFile, { secrets, box, notes }: Given) {
  const known = new Map(current.rules.map((content) => [keyOf(content.rule), content]));
  const accepted = notes.without("rules", file.rules, {
    nameOf,
    problemOf: fitting(
      current.rules.map(({ rule }) => rule),
      RULES_STORED,
    ),
  });
  const wanted = accepted.map((rule): RuleContent => {
    const before = known.get(keyOf(rule));
    const own = { ...ruleSecretsOf(before ?? {}, box), ...secrets?.rules[rule.name] };
    const content = ruleContentOf(rule, { known: own, seal: box });
    if (content.ok) return content.value;
    const same = before === undefined ? undefined : ruleWithSameSecrets(rule, before);
    if (same !== undefined) return same;
    notes.lacks("rules", rule.name, "secrets");
    return { rule: { ...rule, enabled: false } };
  });
  const shown = (content: RuleContent) => ({ ...content.rule, secrets: ruleSecretsOf(content, box) });
  const compared = compareItems<RuleContent>(
    { section: "rules", keyOf: ({ rule }) => keyOf(rule), nameOf: ({ rule }) => rule.name, shown },
    { current: current.rules, wanted },
  );
  return { ...compared, ...inOrder(compared.plan, { current: current.rules, wanted }) };
}

/** Which rules have another place among those of the file than there, told as a change of theirs; `order` is that of the file. */
function inOrder(
  plan: SectionPlan,
  { current, wanted }: { current: readonly RuleContent[]; wanted: readonly RuleContent[] },
): { plan: SectionPlan; order: readonly string[] } {
  const keysOf = (contents: readonly RuleContent[]) => contents.map(({ rule }) => keyOf(rule));
  const named = new Set(keysOf(wanted));
  const here = keysOf(current).filter((key) => named.has(key));
  const isHere = new Set(here);
  const moved = wanted.filter(({ rule }) => isHere.has(keyOf(rule))).filter(({ rule }, at) => keyOf(rule) !== here[at]);
  const fieldsOf = new Map(plan.changed.map(({ name, fields }) => [name, fields]));
  for (const { rule } of moved) fieldsOf.set(rule.name, [...(fieldsOf.get(rule.name) ?? []), "order"]);
  const changed = [...fieldsOf].map(([name, fields]) => ({ name, fields }));
  const unchanged = plan.unchanged - (changed.length - plan.changed.length);
  return { plan: { ...plan, changed, unchanged }, order: wanted.map(({ rule }) => rule.name) };
}

type StoredCheck = Configuration["checks"][number];

/** Checks, as rules. */
export function mergeChecks(current: Configuration, file: ConfigurationFile, { secrets, box, notes }: Given) {
  const known = new Map(current.checks.map((content) => [keyOf(content.check), content]));
  const accepted = notes.without("checks", file.checks, {
    nameOf,
    problemOf: fitting(
      current.checks.map(({ check }) => check),
      CHECKS_STORED,
    ),
  });
  const wanted = accepted.map((check): StoredCheck => {
    const before = known.get(keyOf(check));
    const own = { ...checkSecretsOf(before ?? {}, box), ...secrets?.checks[check.name] };
    const beatKey = defined({ beatKey: secrets?.heartbeats[check.name] ?? before?.beatKey });
    const content = checkContentOf(check, { known: own, seal: box });
    const isHeartbeat = "heartbeat" in check.probe;
    if (content.ok && isHeartbeat && beatKey.beatKey === undefined) {
      // It gets another URL, which nobody calls yet.
      notes.lacks("checks", check.name, "secrets");
      return { ...content.value, check: { ...check, enabled: false } };
    }
    if (content.ok) {
      // Its URL may be one that it got by an import without: nothing but a person switches it on.
      const isOff = isHeartbeat && secrets?.heartbeats[check.name] === undefined && before?.check.enabled === false;
      return { ...content.value, ...(isOff ? { check: { ...content.value.check, enabled: false } } : {}), ...beatKey };
    }
    if (before?.secretsSealed !== undefined && isDeepStrictEqual(before.check.probe, check.probe))
      return { check, secretsSealed: before.secretsSealed };
    notes.lacks("checks", check.name, "secrets");
    return { check: { ...check, enabled: false } };
  });
  const shown = (content: StoredCheck) => ({
    ...content.check,
    secrets: checkSecretsOf(content, box),
    url: content.beatKey,
  });
  return compareItems<StoredCheck>(
    { section: "checks", keyOf: ({ check }) => keyOf(check), nameOf: ({ check }) => check.name, shown },
    { current: current.checks, wanted },
  );
}

/** Targets of webhooks. One that comes without its secret gets a new one, and is switched off until somebody has put it into the receiver. */
export function mergeWebhooks(
  current: Configuration,
  file: ConfigurationFile,
  { secrets, box, notes, now }: Given & { now: number },
) {
  const known = new Map(current.webhooks.map((webhook) => [webhook.name, webhook]));
  const fits = fitting(current.webhooks, WEBHOOKS_STORED);
  const accepted = notes.without("webhooks", file.webhooks, {
    nameOf,
    problemOf: (webhook) => {
      const fault = webhookFault(webhook);
      return fault === undefined ? fits(webhook) : `${fault.field} ${fault.message}`;
    },
  });
  const wanted = accepted.map((webhook): NewWebhook => {
    const before = known.get(webhook.name);
    const given = secrets?.webhooks[webhook.name];
    const seal = (secret: string) => box.seal(secret, sealedFor(webhook.name));
    if (given !== undefined && given.length > 0) {
      // One of another key goes with what the file has.
      const isSame = before !== undefined && isDeepStrictEqual(shownSecrets(before, box), given);
      const sealed = isSame
        ? before.secrets
        : given.map(({ secret, createdAt, until }) => ({ sealed: seal(secret), createdAt, ...defined({ until }) }));
      return { ...webhook, secrets: sealed };
    }
    // Damaged ones are read as none.
    if (before !== undefined && before.secrets.length > 0) {
      // It may have come without its secret before: nothing but a person switches it on.
      return { ...webhook, enabled: webhook.enabled && before.enabled, secrets: before.secrets };
    }
    notes.lacks("webhooks", webhook.name, "secrets");
    return { ...webhook, enabled: false, secrets: [{ sealed: seal(createWebhookSecret()), createdAt: now }] };
  });
  const shown = (webhook: NewWebhook) => ({
    ...SHOWN.webhooks(webhook),
    secrets: shownSecrets(webhook, box),
  });
  return compareItems<NewWebhook>({ section: "webhooks", keyOf, nameOf, shown }, { current: current.webhooks, wanted });
}

/** The newest first; those of another key are left out. */
export const openedSecrets = (webhook: Pick<NewWebhook, "name" | "secrets">, box: SecretBox) =>
  shownSecrets(webhook, box).flatMap(({ secret, ...times }) => (secret === undefined ? [] : [{ secret, ...times }]));

/** The newest first; `secret` is `undefined` in those of another key. */
const shownSecrets = ({ name, secrets }: Pick<NewWebhook, "name" | "secrets">, box: SecretBox) =>
  secrets.map(({ sealed, createdAt, until }) => ({
    secret: box.open(sealed, sealedFor(name)),
    createdAt,
    ...defined({ until }),
  }));

/** Numbers that opted out, in the form that messages have: one that did so here stays as it is. Pure. */
export function mergeOptOuts(current: Configuration, file: ConfigurationFile, { country }: { country: string }) {
  const here = new Map(current.optOuts.map((optOut) => [optOut.number, optOut]));
  const numbers = createNumberReader({ country });
  const wanted = new Map(
    file.optOuts.map((optOut) => {
      const read = numbers.read(optOut.number);
      const number = read.ok ? read.value : optOut.number;
      return [number, here.get(number) ?? { ...optOut, number }] as const;
    }),
  );
  return compareItems(
    { section: "optOuts", keyOf: ({ number }) => number, nameOf: ({ number }) => number, shown: SHOWN.optOuts },
    { current: current.optOuts, wanted: [...wanted.values()] },
  );
}
