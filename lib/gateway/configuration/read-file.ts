import { PERMISSIONS, parseNetwork } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { isNestedDeeper, parseJson } from "../../json.ts";
import {
  ADDRESS_BOOK_NAME_CHARACTERS,
  TEMPLATE_CHARACTERS,
  TEMPLATE_NAME_CHARACTERS,
  USER_NAME_CHARACTERS,
} from "../../limits.ts";
import {
  type Check,
  CONFIGURATION_SECTIONS,
  OPT_OUT_DOORS,
  type Policy,
  type Rule,
  type RuleFault,
  WEBHOOK_EVENTS,
  WEBHOOK_NAME_CHARACTERS,
  WEBHOOK_URL_CHARACTERS,
} from "../../messages/index.ts";
import { parseCheck } from "../../monitoring/index.ts";
import { composedText } from "../../names.ts";
import { no, ok, type Result } from "../../result.ts";
import {
  anyText,
  fault,
  isObject,
  itemsOf,
  nameText,
  optionalFlag,
  optionalOneOf,
  type Place,
  parsePolicy,
  parseRule,
  someText,
  within,
} from "../../routing/index.ts";
import { type ConfigurationFile, type FileUser, VERSION } from "./file.ts";
import type { LockedSecrets } from "./passphrase.ts";
import { readGroup, readTime, whole } from "./read-group.ts";

/** More of anything is not a configuration of one gateway. */
const MOST = 20_000;
/** 64: conditions of a rule are nested up to ten times. */
const MOST_NESTED = 64;
const LONGEST_TEXT = 4_096;
const LONGEST_LOCKED = 4_194_304;
/** What argon2id writes here, with no more work in it than this program asks for. */
const PASSWORD_HASH = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;
const NUMBER_CHARACTERS = 64;

/**
 * Reads a file, or says what is wrong with it. How much is looked at is bounded by the file's size. What it names and is not there is
 * not looked at here. Pure.
 */
export function readConfigurationFile(text: string): Result<ConfigurationFile, readonly RuleFault[]> {
  const json = isNestedDeeper(text, MOST_NESTED) ? undefined : parseJson(text);
  const { aldis, version } = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  if (aldis !== "configuration" || !Number.isInteger(version) || Number(version) < 1) {
    return no([{ pointer: "", message: "is not a configuration that aldis config export has written" }]);
  }
  if (Number(version) > VERSION) {
    const message = "is of a newer version of this program: install that version first";
    return no([{ pointer: "/version", message }]);
  }
  const place: Place = { value: json, pointer: "", rule: { faults: [], tests: 0, patternSize: 0, isMasked: true } };
  const { faults } = place.rule;
  isObject(place, ["aldis", "version", ...CONFIGURATION_SECTIONS, "secrets"]);
  const listOf = <Item>(name: string, read: (item: Place) => Item | undefined): Item[] => {
    const list = within(place, name);
    return list.value === undefined ? [] : itemsOf(list, MOST).flatMap((item) => read(item) ?? []);
  };
  const file: ConfigurationFile = {
    users: listOf("users", readUser),
    contacts: listOf("contacts", readContact),
    policies: listOf("policies", (item) => parsed<Policy>(item, parsePolicy)),
    groups: listOf("groups", readGroup),
    templates: listOf("templates", readTemplate),
    rules: listOf("rules", (item) => parsed<Rule>(item, (value) => parseRule(value, { masked: true }))),
    webhooks: listOf("webhooks", readWebhook),
    checks: listOf("checks", (item) => parsed<Check>(item, (value) => parseCheck(value, { masked: true }))),
    optOuts: listOf("optOuts", readOptOut),
    settings: readSettings(within(place, "settings")),
    ...defined({ secrets: readLocked(within(place, "secrets")) }),
  };
  for (const section of ["users", "contacts", "policies", "groups", "rules", "webhooks", "checks"] as const) {
    refuseTwice(within(place, section), file[section].map(keyOf));
  }
  const templateKey = ({ owner = "", name }: { owner?: string; name: string }) => `${owner}\n${name}`.toLowerCase();
  refuseTwice(within(place, "templates"), file.templates.map(templateKey));
  const identities = file.users.flatMap((user) => user.identities.map((identity) => JSON.stringify(identity)));
  if (new Set(identities).size < identities.length)
    fault(within(place, "users"), "has an identity at single sign-on twice");
  return faults.length > 0 ? no(faults) : ok(file);
}

function parsed<Item>(place: Place, parse: (json: unknown) => Result<Item, readonly RuleFault[]>): Item | undefined {
  const read = parse(place.value);
  if (read.ok) return read.value;
  for (const { pointer, message } of read.problem) fault({ ...place, pointer: `${place.pointer}${pointer}` }, message);
  return undefined;
}

const keyOf = ({ name }: { name: string }) => composedText(name).toLowerCase();

/** @param keys  as the database compares them */
function refuseTwice(place: Place, keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const [at, key] of keys.entries()) {
    if (seen.has(key)) fault(within(within(place, at), "name"), "is the name of another one in this list");
    seen.add(key);
  }
}

function readUser(place: Place): FileUser | undefined {
  const fields = ["name", "disabled", "permissions", "networks", "requestsPerMinute", "identities", "passwordHash"];
  if (!isObject(place, fields)) return undefined;
  const [networks, rate, hash] = [
    within(place, "networks"),
    within(place, "requestsPerMinute"),
    within(place, "passwordHash"),
  ];
  const permissions = itemsOf(within(place, "permissions"), Object.keys(PERMISSIONS).length + 100);
  if (hash.value !== undefined && !(typeof hash.value === "string" && PASSWORD_HASH.test(hash.value)))
    return fault(hash, "must be a hash of argon2id as this program makes it");
  return {
    name: nameText(within(place, "name"), USER_NAME_CHARACTERS) ?? "",
    disabled: optionalFlag(within(place, "disabled")) ?? false,
    permissions: [...new Set(permissions.flatMap((item) => nameText(item, 64) ?? []))],
    identities: optionalItems(within(place, "identities"), 100).flatMap((item) => {
      if (!isObject(item, ["issuer", "subject"])) return [];
      const [issuer, subject] = [someText(within(item, "issuer"), 2_000), someText(within(item, "subject"), 500)];
      return issuer === undefined || subject === undefined ? [] : [{ issuer, subject }];
    }),
    ...defined({
      networks: networks.value === undefined ? undefined : itemsOf(networks, 100).flatMap(readNetwork),
      requestsPerMinute: rate.value === undefined ? undefined : whole(rate, 1, 100_000),
      passwordHash: hash.value as string | undefined,
    }),
  };
}

function readNetwork(place: Place): string[] {
  const network = parseNetwork(nameText(place, 64) ?? "");
  if (network === undefined) fault(place, "must be a network such as 10.0.0.0/8");
  return network === undefined ? [] : [network.text];
}

const optionalItems = (place: Place, most: number) => (place.value === undefined ? [] : itemsOf(place, most));

function readContact(place: Place) {
  if (!isObject(place, ["name", "number", "email", "note"])) return undefined;
  const text = (name: string, longest: number) => {
    const field = within(place, name);
    return field.value === undefined ? undefined : someText(field, longest);
  };
  const name = nameText(within(place, "name"), ADDRESS_BOOK_NAME_CHARACTERS) ?? "";
  const number = text("number", NUMBER_CHARACTERS);
  return { name, ...defined({ number, email: text("email", 254), note: text("note", 10_000) }) };
}

function readTemplate(place: Place) {
  if (!isObject(place, ["owner", "name", "text"])) return undefined;
  const owner = within(place, "owner");
  return {
    ...defined({ owner: owner.value === undefined ? undefined : nameText(owner, USER_NAME_CHARACTERS) }),
    name: nameText(within(place, "name"), TEMPLATE_NAME_CHARACTERS) ?? "",
    text: someText(within(place, "text"), TEMPLATE_CHARACTERS) ?? "",
  };
}

function readWebhook(place: Place) {
  if (!isObject(place, ["name", "url", "events", "enabled", "ordered"])) return undefined;
  return {
    name: nameText(within(place, "name"), WEBHOOK_NAME_CHARACTERS) ?? "",
    url: nameText(within(place, "url"), WEBHOOK_URL_CHARACTERS) ?? "",
    events: optionalItems(within(place, "events"), WEBHOOK_EVENTS.length).flatMap(
      (item) => optionalOneOf(item, WEBHOOK_EVENTS) ?? [],
    ),
    enabled: optionalFlag(within(place, "enabled")) ?? true,
    isOrdered: optionalFlag(within(place, "ordered")) ?? false,
  };
}

function readOptOut(place: Place) {
  if (!isObject(place, ["number", "since", "door"])) return undefined;
  const number = nameText(within(place, "number"), NUMBER_CHARACTERS) ?? "";
  const since = readTime(within(place, "since"));
  const door = optionalOneOf(within(place, "door"), OPT_OUT_DOORS) ?? "command";
  return since === undefined ? undefined : { number, since, door };
}

function readSettings(place: Place): Map<string, string[]> {
  const { value } = place;
  if (value === undefined) return new Map();
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fault(place, "must be an object");
    return new Map();
  }
  const names = Object.keys(value).slice(0, 1_000);
  return new Map(
    names.map((name) => [
      name,
      itemsOf(within(place, name), 1_000).flatMap((item) => anyText(item, LONGEST_TEXT) ?? []),
    ]),
  );
}

function readLocked(place: Place): LockedSecrets | undefined {
  if (place.value === undefined || !isObject(place, ["kdf", "salt", "nonce", "data"])) return undefined;
  const kdf = optionalOneOf(within(place, "kdf"), ["scrypt-32768-8-3"]);
  const [salt, nonce] = [someText(within(place, "salt"), 100), someText(within(place, "nonce"), 100)];
  const data = someText(within(place, "data"), LONGEST_LOCKED);
  if (kdf === undefined) fault(within(place, "kdf"), "is missing");
  return kdf === undefined || salt === undefined || nonce === undefined || data === undefined
    ? undefined
    : { kdf, salt, nonce, data };
}
