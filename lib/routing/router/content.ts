import type { Rule, RuleContent, RuleFault, RuleProblem, StoredRule } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { parseRule } from "../rules/parse.ts";
import { clashOfSecrets, hasSameSecrets, putSecrets, type RuleSecrets, takeSecrets } from "../rules/secrets.ts";

/** Seals secrets, and opens what was sealed by the same installation. */
export interface RuleSeal {
  seal(text: string, purpose: string): string;
  /** `undefined`: another key sealed it. */
  open(sealed: string, purpose: string): string | undefined;
}

/** Opens the box of secrets, or says in a sentence why it cannot. It rejects with a StoreFailure. */
export type OpenSeal = () => Promise<Result<RuleSeal>>;

/** Why rules were not changed. `no-key`: their secrets cannot be sealed or opened. */
export type RuleFailure =
  | { kind: RuleProblem }
  | { kind: "invalid"; faults: readonly RuleFault[] }
  | { kind: "no-key"; problem: string };

const PURPOSE = "rule secrets";

/** The secrets of a stored rule; none when another key sealed them. */
export function secretsOf(
  { secretsSealed }: Pick<StoredRule, "secretsSealed">,
  seal: RuleSeal | undefined,
): RuleSecrets {
  const opened = secretsSealed === undefined ? undefined : seal?.open(secretsSealed, PURPOSE);
  return opened === undefined ? {} : (JSON.parse(opened) as RuleSecrets);
}

/**
 * What is kept of another version of a rule that leaves its secrets as they are: they stay sealed, also by a key that is lost.
 * `undefined` where it has other ones, or is not a rule.
 */
export function withSameSecrets(json: unknown, before: RuleContent): RuleContent | undefined {
  if (before.secretsSealed === undefined) return undefined;
  const read = parseRule(json, { masked: true });
  if (!read.ok || !hasSameSecrets(read.value, before.rule)) return undefined;
  return { rule: read.value, secretsSealed: before.secretsSealed };
}

/** Whether secrets have to be opened or sealed for another version of a rule. */
export const needsSeal = (json: unknown, before: RuleContent): boolean =>
  withSameSecrets(json, before) === undefined && (before.secretsSealed !== undefined || mayHaveSecrets(json));

/** Makes what is kept of another version of a rule, where a mask stands for its secret. */
export function changedContent(
  json: unknown,
  { before, seal }: { before: RuleContent; seal: RuleSeal | undefined },
): Result<RuleContent, RuleFailure> {
  const same = withSameSecrets(json, before);
  return same === undefined ? contentOf(json, { known: secretsOf(before, seal), seal }) : ok(same);
}

/**
 * Makes what is kept of a rule.
 *
 * @param options.known  secrets that a mask in it stands for
 * @param options.seal  `undefined` where there was no need to open it
 */
export function contentOf(
  json: unknown,
  { known, seal }: { known: RuleSecrets; seal: RuleSeal | undefined },
): Result<RuleContent, RuleFailure> {
  const read = parseRule(json, { masked: true });
  const whole = read.ok ? parseRule(putSecrets(read.value, known)) : read;
  if (!whole.ok) return no({ kind: "invalid", faults: whole.problem });
  const clash = clashOfSecrets(whole.value);
  if (clash !== undefined) {
    const message = "has another secret for the same header or user of the same server than a destination above";
    return no({ kind: "invalid", faults: [{ pointer: clash, message }] });
  }
  const { masked, secrets } = takeSecrets(whole.value);
  if (Object.keys(secrets).length === 0) return ok({ rule: masked });
  // Somebody removed the secret between a look and the change.
  if (seal === undefined) return no({ kind: "changed-meanwhile" });
  return ok({ rule: masked, secretsSealed: seal.seal(JSON.stringify(secrets), PURPOSE) });
}

/** Whether a JSON value may be a rule with secrets. */
export const mayHaveSecrets = (json: unknown): boolean =>
  itemsOf(json, "then").some((item) => fieldOf(item, "http", "secretHeaders") || fieldOf(item, "isms", "password"));

function itemsOf(json: unknown, name: string): unknown[] {
  const items = typeof json === "object" && json !== null ? (json as Record<string, unknown>)[name] : undefined;
  return Array.isArray(items) ? items : [];
}

function fieldOf(json: unknown, ...names: readonly string[]): boolean {
  let value = json;
  for (const name of names) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as Record<string, unknown>)[name];
  }
  return true;
}

/** A JSON Merge Patch of its fields (RFC 7396), where the fields themselves are replaced as a whole. */
export function patched(rule: Rule, patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...rule };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = value;
  }
  return merged;
}
