import { parseJson } from "../../json.ts";
import { WEBHOOK_SECRETS_SHAPE } from "../../store/index.ts";
import type { FileSecrets } from "./file.ts";

type ByName<Value> = Readonly<Record<string, Value>>;

/** What is locked in a file; `undefined` where it is not that: whoever knows a passphrase can lock anything. Pure. */
export function readSecrets(text: string): FileSecrets | undefined {
  const json = parseJson(text);
  if (!isObject(json)) return undefined;
  const [rules, checks] = [byName(json.rules, isTexts), byName(json.checks, isTexts)];
  const heartbeats = byName(json.heartbeats, isText);
  const webhooks = byName(json.webhooks, isWebhookSecrets);
  const settings = byName(json.settings, isTextList);
  if (!rules || !checks || !heartbeats || !webhooks || !settings) return undefined;
  return { rules, checks, heartbeats, webhooks, settings };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string" && value.isWellFormed();
const isTextList = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isTexts = (value: unknown): value is ByName<string> => isObject(value) && Object.values(value).every(isText);

/** Their times are those that the store reads again. */
const isWebhookSecrets = (value: unknown): value is FileSecrets["webhooks"][string] =>
  Array.isArray(value) &&
  value.every((each) => isObject(each) && isText(each.secret)) &&
  WEBHOOK_SECRETS_SHAPE(value.map(({ secret, ...times }) => ({ sealed: secret, ...times })));

/** Without what every object has: a rule may be named `constructor`. */
function byName<Value>(given: unknown, is: (value: unknown) => value is Value): ByName<Value> | undefined {
  if (!isObject(given)) return undefined;
  const found: Record<string, Value> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    if (!is(value)) return undefined;
    found[name] = value;
  }
  return found;
}
