import { headersIn, headersOf } from "../../parts/headers.ts";
import { type DestinationDraft, KINDS, newDestination, newId, type RuleDraft } from "./draft.ts";
import { readTree, type Written, writeTree } from "./tree-json.ts";

type Json = Readonly<Record<string, unknown>>;

/** As the API takes a rule, and gives it. */
interface RuleJson {
  name: string;
  enabled: boolean;
  /** Absent: every message matches. */
  when?: unknown;
  replace: { pattern: string; with: string; ignoreCase?: boolean }[];
  then: Record<string, unknown>[];
  stop: boolean;
}

/** A stored rule, to be edited. */
export const draftOf = ({ name, enabled, when, replace, then, stop }: RuleJson): RuleDraft => ({
  name,
  enabled,
  when: readTree(when),
  replace: replace.map((change) => ({ ignoreCase: false, ...change, id: newId() })),
  destinations: then.map((destination) => readDestination(destination)),
  stop,
});

/** A draft as the API takes it, and where its conditions are in it. */
export function ruleOf({ name, enabled, when, replace, destinations, stop }: RuleDraft): {
  rule: RuleJson;
  places: Written["places"];
} {
  const written = writeTree(when);
  return {
    places: written.places,
    rule: {
      name: name.trim(),
      enabled,
      ...(written.when !== undefined && { when: written.when }),
      replace: replace.map(({ pattern, with: replacement, ignoreCase }) => ({
        pattern,
        with: replacement,
        ...(ignoreCase && { ignoreCase }),
      })),
      // biome-ignore lint/suspicious/noThenProperty: a rule calls it so, and nobody awaits one
      then: destinations.map(writeDestination),
      stop,
    },
  };
}

/** One destination of a stored rule. */
export function readDestination(json: Json): DestinationDraft {
  const kind = KINDS.find((each) => json[each] !== undefined) ?? "number";
  const inner = json[kind];
  if (typeof inner === "string") {
    return newDestination(kind, { name: inner, channel: text(json.channel), text: text(json.text) });
  }
  const fields = (inner ?? {}) as Json;
  return newDestination(kind, {
    name: text(fields.policy),
    text: text(fields.text),
    url: text(fields.url),
    method: text(fields.method),
    headers: headersIn(fields),
    body: text(fields.body),
    username: text(fields.username),
    password: text(fields.password),
    to: Array.isArray(fields.to) ? fields.to.join(", ") : "",
    subject: text(fields.subject),
    topic: text(fields.topic),
    qos: fields.qos === undefined ? "" : String(fields.qos),
    retain: fields.retain === true,
    everySeconds: typeof fields.everySeconds === "number" ? fields.everySeconds : undefined,
  });
}

function writeDestination(draft: DestinationDraft): Record<string, unknown> {
  const { kind, name, url, body, username, password } = draft;
  const filled = given({ text: draft.text });
  const channel = given({ channel: draft.channel });
  switch (kind) {
    case "contact":
    case "group":
    case "number":
      return { [kind]: name.trim(), ...channel, ...filled };
    case "webhook":
      return { webhook: name.trim() };
    case "autoReply":
      return {
        autoReply: {
          text: draft.text,
          ...(draft.everySeconds !== undefined && { everySeconds: draft.everySeconds }),
        },
      };
    case "http":
      return {
        http: {
          ...given({ method: draft.method }),
          url: url.trim(),
          ...headersOf(draft.headers),
          ...given({ body }),
        },
      };
    case "isms":
      return { isms: { url: url.trim(), ...given({ username, password }), ...filled } };
    case "email":
      return { email: { to: addressesIn(draft.to), ...given({ subject: draft.subject }), ...filled } };
    case "mqtt":
      return {
        mqtt: {
          topic: draft.topic.trim(),
          ...filled,
          ...(draft.qos !== "" && { qos: Number(draft.qos) }),
          ...(draft.retain && { retain: true }),
        },
      };
    case "alarm":
      return { alarm: { policy: name.trim(), ...filled } };
    default:
      return kind satisfies never;
  }
}

/** `a@example.org, b@example.org` */
export const addressesIn = (to: string): string[] =>
  to
    .split(/[,;\n]/)
    .map((address) => address.trim())
    .filter((address) => address !== "");

/** Those that are not empty. */
const given = (fields: Readonly<Record<string, string>>): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));

const text = (value: unknown): string => (typeof value === "string" ? value : "");
