import type { Destination, Rule } from "../../messages/index.ts";
import { SECRET_MASK } from "../../messages/index.ts";

/**
 * Secrets of a rule by what they are for: `http https://erp.example.org authorization`, `isms http://192.0.2.8 plant`. Whoever
 * has a secret's name has no more than the server that it goes to, so it goes to no other when a rule is changed.
 */
export type RuleSecrets = Readonly<Record<string, string>>;

/** The name of the secret header of requests to the server of this URL. */
export const headerSecret = (url: string, header: string): string => `http ${originOf(url)} ${header.toLowerCase()}`;

/** The name of the password of a user at a receiver of the iSMS protocol. */
export const ismsSecret = (url: string, username: string): string => `isms ${originOf(url)} ${username}`;

/** Takes the secrets out of a rule. One that is masked is not among them, as it is not known. */
export function takeSecrets(rule: Rule): { masked: Rule; secrets: RuleSecrets } {
  const secrets: Record<string, string> = {};
  const then = rule.then.map((destination) =>
    withSecrets(destination, (name, value) => {
      if (value !== SECRET_MASK) secrets[name] = value;
      return SECRET_MASK;
    }),
  );
  return { masked: { ...rule, then }, secrets };
}

/** Whether a rule has the secrets that another version of it has, each masked, and no other. */
export function hasSameSecrets(rule: Rule, before: Rule): boolean {
  const [secrets, known] = [secretsIn(rule), secretsIn(before)];
  return secrets.size > 0 && secrets.size === known.size && [...secrets].every((secret) => known.has(secret));
}

/** Their names, each with what stands there: a mask, or what was given. */
function secretsIn(rule: Rule): Set<string> {
  const found = new Set<string>();
  for (const destination of rule.then)
    withSecrets(destination, (name, value) => {
      found.add(JSON.stringify([name, value]));
      return value;
    });
  return found;
}

/** Puts known secrets in place of masks. */
export const putSecrets = (rule: Rule, known: RuleSecrets): Rule => ({
  ...rule,
  then: rule.then.map((destination) =>
    withSecrets(destination, (name, value) => (value === SECRET_MASK ? (known[name] ?? value) : value)),
  ),
});

/** Places of secrets that would have the same name and are not the same: one of them would be lost. */
export function clashOfSecrets(rule: Rule): string | undefined {
  const seen = new Map<string, string>();
  for (const [at, destination] of rule.then.entries()) {
    let clash: string | undefined;
    withSecrets(destination, (name, value) => {
      if ((seen.get(name) ?? value) !== value) clash = `/then/${at}`;
      seen.set(name, value);
      return value;
    });
    if (clash !== undefined) return clash;
  }
  return undefined;
}

function withSecrets(destination: Destination, change: (name: string, value: string) => string): Destination {
  if ("http" in destination && destination.http.secretHeaders !== undefined) {
    const { url, secretHeaders } = destination.http;
    const changed = Object.entries(secretHeaders).map(([header, value]) => [
      header,
      change(headerSecret(url, header), value),
    ]);
    return { http: { ...destination.http, secretHeaders: Object.fromEntries(changed) } };
  }
  if ("isms" in destination && destination.isms.password !== undefined) {
    const { url, username = "", password } = destination.isms;
    return { isms: { ...destination.isms, password: change(ismsSecret(url, username), password) } };
  }
  return destination;
}

/** Variables stand behind the host, where they change nothing of it. */
const originOf = (url: string) => URL.parse(url)?.origin ?? "";
