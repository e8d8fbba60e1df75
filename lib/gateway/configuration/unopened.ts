import type { Configuration } from "../../messages/index.ts";
import type { FileSecrets } from "./file.ts";

/**
 * Why the first thing whose secrets do not open would be without them in a file: a sentence without its full stop.
 *
 * @param secrets  what was opened
 * @param settings  flags of secret settings, and whether each was opened
 */
export function unopenedIn(
  current: Configuration,
  secrets: FileSecrets,
  settings: readonly (readonly [flag: string, isOpened: boolean])[],
): string | undefined {
  const rule = current.rules.find((each) => each.secretsSealed !== undefined && !has(secrets.rules, each.rule.name));
  const check = current.checks.find(
    (each) => each.secretsSealed !== undefined && !has(secrets.checks, each.check.name),
  );
  // The newest signs: an older one may be of a key that was given up.
  const webhook = current.webhooks.find((each) => {
    const opened = has(secrets.webhooks, each.name) ? secrets.webhooks[each.name] : undefined;
    return opened?.[0] === undefined || opened[0].createdAt !== each.secrets[0]?.createdAt;
  });
  const setting = settings.find(([, isOpened]) => !isOpened);
  if (rule !== undefined) return sealedOtherwise(`rule ${rule.rule.name}`);
  if (check !== undefined) return sealedOtherwise(`check ${check.check.name}`);
  if (webhook !== undefined)
    return `the secret of webhook ${webhook.name} is missing, or was sealed with another key of this installation. What to do: rotate it (aldis webhook rotate ${webhook.name}), or export without secrets`;
  return setting === undefined ? undefined : sealedOtherwise(`setting --${setting[0]}`);
}

const sealedOtherwise = (what: string) =>
  `the secrets of ${what} were sealed with another key of this installation. What to do: type them again, or export without secrets`;

/** Every object has a `constructor`, and a rule may be named so. */
const has = (record: object, name: string) => Object.hasOwn(record, name);
