import {
  type Check,
  type CheckContent,
  type CheckFault,
  type CheckProblem,
  type HttpProbe,
  SECRET_MASK,
} from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import type { RuleSeal } from "../routing/index.ts";
import { parseCheck } from "./parse.ts";

/** Why checks were not changed. `no-key`: their secrets cannot be sealed or opened. */
export type CheckFailure =
  | { kind: CheckProblem }
  | { kind: "invalid"; faults: readonly CheckFault[] }
  | { kind: "no-key"; problem: string };

/**
 * Secrets of a check by what they are for: `https://shop.example.org password admin`. Whoever has a secret's name has no more than
 * the server that it goes to, so it goes to no other when the check is changed.
 */
type CheckSecrets = Readonly<Record<string, string>>;

const PURPOSE = "check secrets";

/** The secrets of a stored check; none when another key sealed them. */
export function secretsOf(
  { secretsSealed }: Pick<CheckContent, "secretsSealed">,
  seal: RuleSeal | undefined,
): CheckSecrets {
  const opened = secretsSealed === undefined ? undefined : seal?.open(secretsSealed, PURPOSE);
  return opened === undefined ? {} : (JSON.parse(opened) as CheckSecrets);
}

/** Whether a JSON value may be a check with secrets. */
export function mayHaveSecrets(json: unknown): boolean {
  const http = fieldOf(fieldOf(json, "probe"), "http");
  return fieldOf(http, "password") !== undefined || fieldOf(http, "secretHeaders") !== undefined;
}

function fieldOf(json: unknown, name: string): unknown {
  return typeof json === "object" && json !== null && Object.hasOwn(json, name)
    ? (json as Record<string, unknown>)[name]
    : undefined;
}

/**
 * What is kept of another version of a check that leaves its secrets as they are: they stay sealed, also by a key that is lost.
 * `undefined` where it has other ones, or is not a check.
 */
function withSameSecrets(json: unknown, before: CheckContent): CheckContent | undefined {
  if (before.secretsSealed === undefined) return undefined;
  const read = parseCheck(json, { masked: true });
  if (!read.ok) return undefined;
  const [secrets, known] = [secretsIn(read.value), secretsIn(before.check)];
  const isSame = secrets.size > 0 && secrets.size === known.size && [...secrets].every((secret) => known.has(secret));
  return isSame ? { check: read.value, secretsSealed: before.secretsSealed } : undefined;
}

/** Their names, each with what stands there: a mask, or what was given. */
function secretsIn(check: Check): Set<string> {
  const found = new Set<string>();
  withSecrets(check, (name, value) => {
    found.add(JSON.stringify([name, value]));
    return value;
  });
  return found;
}

/** Whether secrets have to be opened or sealed for another version of a check. */
export const needsSeal = (json: unknown, before: CheckContent): boolean =>
  withSameSecrets(json, before) === undefined && (before.secretsSealed !== undefined || mayHaveSecrets(json));

/** Makes what is kept of another version of a check, where a mask stands for its secret. */
export function changedContent(
  json: unknown,
  { before, seal }: { before: CheckContent; seal: RuleSeal | undefined },
): Result<CheckContent, CheckFailure> {
  const same = withSameSecrets(json, before);
  if (same !== undefined) return ok(same);
  return contentOf(json, { known: secretsOf(before, seal), sealed: before.secretsSealed, seal });
}

/**
 * Makes what is kept of a check.
 *
 * @param options.known  secrets that a mask in it stands for
 * @param options.sealed  those as they are kept: with the same secrets it stays so
 * @param options.seal  `undefined` where there was no need to open it
 */
export function contentOf(
  json: unknown,
  { known, sealed, seal }: { known: CheckSecrets; sealed?: string | undefined; seal: RuleSeal | undefined },
): Result<CheckContent, CheckFailure> {
  const read = parseCheck(json, { masked: true });
  const whole = read.ok ? parseCheck(putSecrets(read.value, known)) : read;
  if (!whole.ok) return no({ kind: "invalid", faults: whole.problem });
  const secrets: Record<string, string> = {};
  const check = withSecrets(whole.value, (name, value) => {
    secrets[name] = value;
    return SECRET_MASK;
  });
  if (Object.keys(secrets).length === 0) return ok({ check });
  // Somebody removed the secret between a look and the change.
  if (seal === undefined) return no({ kind: "changed-meanwhile" });
  const text = JSON.stringify(secrets);
  const isKept = sealed !== undefined && JSON.stringify(known) === text;
  return ok({ check, secretsSealed: isKept ? sealed : seal.seal(text, PURPOSE) });
}

/** Puts known secrets in place of masks. */
export const putSecrets = (check: Check, known: CheckSecrets): Check =>
  withSecrets(check, (name, value) => (value === SECRET_MASK ? (known[name] ?? value) : value));

function withSecrets(check: Check, change: (name: string, value: string) => string): Check {
  const { probe } = check;
  if (!("http" in probe)) return check;
  const { url, username = "", password, secretHeaders } = probe.http;
  const origin = URL.parse(url)?.origin ?? "";
  const http: HttpProbe = {
    ...probe.http,
    ...(secretHeaders === undefined
      ? {}
      : {
          secretHeaders: Object.fromEntries(
            Object.entries(secretHeaders).map(([name, value]) => [
              name,
              change(`${origin} header ${name.toLowerCase()}`, value),
            ]),
          ),
        }),
    ...(password === undefined ? {} : { password: change(`${origin} password ${username}`, password) }),
  };
  return { ...check, probe: { http } };
}
