import type { TSchema } from "@sinclair/typebox";
import { V1_OPERATIONS } from "../../../lib/http/v1/index.ts";
import { type Fields, utf8 } from "./encode.ts";
import { nastyJson, nastyNumber, nastyText, once, pick, type Random } from "./nasty.ts";
import { SESSION, type Trial } from "./trial.ts";

type Operation = (typeof V1_OPERATIONS)[number];

/** Path parameters: right now and then, so that what lies behind is reached too. */
const PATH: Readonly<Record<string, (random: Random) => string>> = {
  id: (random) => String(1 + random(10)),
  name: () => "simulated",
  number: () => "+491701234567",
};
/** What must not be done well here, since the users who try the doors, or settings that they need, would be gone. */
const NEVER_WELL = /^\/api\/v1\/(?:users|sessions|tokens|settings|setup|single-sign-on|me)\b/;
/** Answers of these do not end. */
const ENDLESS = /^\/api\/v1\/events$/;

/** The doors of the operations that the gateway's document describes, tried by their schemas and examples. */
export const V1_DOORS: Readonly<Record<string, (random: Random) => Trial>> = Object.fromEntries(
  V1_OPERATIONS.map((operation) => {
    const path = operation.path.replace(/\{(\w+)\}/g, ":$1");
    return [`${operation.method} ${path}`, (random: Random) => trialOf(operation, random)];
  }),
);

function trialOf(operation: Operation, random: Random): Trial {
  const changes = operation.method !== "GET";
  const isSpared = changes && NEVER_WELL.test(operation.path);
  const deletesSeldom = operation.method === "DELETE" && !once(random, 6);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (isSpared || deletesSeldom) return "999999";
    const value = once(random, 6) ? nastyText(random).slice(0, 2_000).toWellFormed() : (PATH[name]?.(random) ?? "1");
    return encodeURIComponent(value);
  });
  const query = queryOf(operation, random);
  const headers = headersOf(random);
  const { bodyType: type = operation.file?.type } = operation;
  return {
    path,
    ...(query.length === 0 ? {} : { query }),
    ...(operation.body === undefined
      ? {}
      : { body: { json: bodyOf(operation, random, isSpared), ...(type === undefined ? {} : { type }) } }),
    ...(headers.length === 0 ? {} : { headers }),
    signIn: "header",
  };
}

/** Headers that operations of this API read. What cannot be in a header of HTTP is left out of nasty texts mostly. */
const HEADERS: readonly ((random: Random) => string)[] = [
  (random) => `If-Match: ${headerValue(random, ["*", '"x"', 'W/"x"', '"', '"x", "y"', `"${"x".repeat(5_000)}"`])}`,
  (random) => `If-None-Match: ${headerValue(random, ["*", '"x"', 'W/"x"', ",", `${'"x",'.repeat(1_000)}"y"`])}`,
  // Of a few keys, so that they are used again, for other requests too.
  (random) => `Idempotency-Key: ${headerValue(random, ["1", "2", "3", "a b", "x".repeat(255), "x".repeat(5_000)])}`,
  (random) => `Last-Event-ID: ${headerValue(random, ["0", "1", "-1", "9223372036854775808", "1e300", "1-2", "x"])}`,
  (random) =>
    `Cookie: ${headerValue(random, ["aldis=x", "aldis=", "__Host-aldis=x", `aldis=${"x".repeat(43)}`, "=;="])}`,
  () => `Cookie: ${"aldis=x; ".repeat(500)}`,
  () => `Cookie: ${SESSION}`,
  () => `Cookie: ${SESSION}\r\nOrigin: https://evil.example\r\nSec-Fetch-Site: cross-site`,
];

const headersOf = (random: Random) => (once(random, 3) ? [pick(random, HEADERS)(random)] : []);

function headerValue(random: Random, usual: readonly string[]): string {
  if (!once(random, 3)) return pick(random, usual);
  const bytes = utf8(nastyText(random)).slice(0, 4_000);
  return once(random, 20)
    ? bytes.replace(/[\r\n]/g, " ")
    : Array.from(bytes, (byte) => (byte < " " ? " " : byte)).join("");
}

function queryOf(operation: Operation, random: Random): Fields {
  if (ENDLESS.test(operation.path)) return [["types", nastyText(random) || "-"]];
  const properties = Object.entries(operation.query?.properties ?? {});
  return properties.flatMap(([name, schema]): Fields => {
    // Nothing but a cursor of this list is right.
    if (!once(random, name === "after" ? 12 : 3)) return [];
    const value = once(random, 3) ? nastyText(random) : name === "after" ? cursor(random) : rightFor(schema, random);
    return once(random, 20)
      ? [
          [name, value],
          [name, rightFor(schema, random)],
        ]
      : [[name, value]];
  });
}

const LISTS = ["users", "contacts", "groups", "messages", "incoming", "conversations", "events", "bulk"];

/** In the form of a cursor, with something else in it. */
function cursor(random: Random): string {
  const place = pick(random, [
    nastyJson,
    () => `{"direction":"outgoing","at":${nastyNumber(random)},"id":${nastyNumber(random)}}`,
    (random: Random) => JSON.stringify(nastyText(random)),
  ])(random);
  return Buffer.from(`[${JSON.stringify(pick(random, LISTS))},${place}]`).toString("base64url");
}

function rightFor(schema: TSchema, random: Random): string {
  if (Array.isArray(schema.enum)) return pick(random, schema.enum as string[]);
  if (schema.format === "date-time") return "2026-01-01T00:00:00Z";
  if (schema.type === "array") return rightFor(schema.items as TSchema, random);
  if (schema.type === "integer" || schema.type === "number") return once(random, 2) ? "10" : nastyNumber(random);
  if (schema.type === "boolean") return pick(random, ["true", "false"]);
  return pick(random, ["1", "Test", "01701234567"]);
}

/** The example, mostly with one value of it replaced, at any depth, or with one more. */
function bodyOf(operation: Operation, random: Random, isSpared: boolean): string {
  if (operation.file !== undefined) {
    return once(random, 2)
      ? nastyText(random)
      : `${String(operation.bodyExample)}${nastyText(random)};${nastyText(random)}\n`;
  }
  if (once(random, 12)) return nastyJson(random);
  const example = (operation.bodyExample ?? {}) as Record<string, unknown>;
  const names = Object.keys(operation.body?.properties ?? example);
  const fields = Object.entries(example).map(([name, value]): [string, string] => [name, changed(value, random)]);
  if (isSpared) fields.push(["unknown to all", "1"]);
  if (names.length > 0 && !once(random, 3)) {
    const name = pick(random, names);
    const at = fields.findIndex(([field]) => field === name);
    // Now and then the same name comes twice.
    if (at === -1 || once(random, 20)) fields.push([name, nastyJson(random)]);
    else fields[at] = [name, nastyJson(random)];
  }
  if (once(random, 12)) fields.push([nastyText(random).slice(0, 100), nastyJson(random)]);
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

/** JSON source of a value, now and then with something nasty in one place. */
function changed(value: unknown, random: Random): string {
  if (typeof value !== "object" || value === null) return once(random, 30) ? nastyJson(random) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => changed(item, random)).join(",")}]`;
  const fields = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${changed(item, random)}`);
  return `{${fields.join(",")}}`;
}
