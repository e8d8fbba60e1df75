import type { Configuration } from "../../messages/index.ts";
import type { FileSecrets } from "./file.ts";

/**
 * The first thing whose secrets were sealed with another key, so that a file would lack them without a word.
 *
 * @param secrets  what was opened
 * @param settings  flags of secret settings, and whether each was opened
 */
export function unopenedIn(
  current: Configuration,
  secrets: FileSecrets,
  settings: readonly (readonly [flag: string, isOpened: boolean])[],
): string | undefined {
  const rule = current.rules.find((each) => each.secretsSealed !== undefined && !(each.rule.name in secrets.rules));
  const check = current.checks.find((each) => each.secretsSealed !== undefined && !(each.check.name in secrets.checks));
  const webhook = current.webhooks.find((each) => each.secrets.length > 0 && !(each.name in secrets.webhooks));
  const setting = settings.find(([, isOpened]) => !isOpened);
  if (rule !== undefined) return `rule ${rule.rule.name}`;
  if (check !== undefined) return `check ${check.check.name}`;
  if (webhook !== undefined) return `webhook ${webhook.name}`;
  return setting === undefined ? undefined : `setting --${setting[0]}`;
}
