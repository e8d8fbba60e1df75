import type { TSchema } from "@sinclair/typebox";
import { V1_OPERATIONS } from "../../../lib/http/v1/index.ts";
import type { Fields } from "./encode.ts";
import { nastyJson, nastyNumber, nastyText, once, pick, type Random } from "./nasty.ts";
import type { Trial } from "./trial.ts";

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
  return {
    path,
    ...(query.length === 0 ? {} : { query }),
    ...(operation.body === undefined ? {} : { body: { json: bodyOf(operation, random, isSpared) } }),
    signIn: "header",
  };
}

function queryOf(operation: Operation, random: Random): Fields {
  if (ENDLESS.test(operation.path)) return [["types", nastyText(random) || "-"]];
  const properties = Object.entries(operation.query?.properties ?? {});
  return properties.flatMap(([name, schema]): Fields => {
    // Nothing but a cursor of this list is right.
    if (!once(random, name === "after" ? 12 : 3)) return [];
    return [[name, once(random, 3) ? nastyText(random) : rightFor(schema, random)]];
  });
}

function rightFor(schema: TSchema, random: Random): string {
  if (Array.isArray(schema.enum)) return pick(random, schema.enum as string[]);
  if (schema.format === "date-time") return "2026-01-01T00:00:00Z";
  if (schema.type === "array") return rightFor(schema.items as TSchema, random);
  if (schema.type === "integer" || schema.type === "number") return once(random, 2) ? "10" : nastyNumber(random);
  if (schema.type === "boolean") return pick(random, ["true", "false"]);
  return pick(random, ["1", "Test", "01701234567"]);
}

/** The example, mostly with one value of it replaced, or with one more. */
function bodyOf(operation: Operation, random: Random, isSpared: boolean): string {
  if (once(random, 12)) return nastyJson(random);
  const example = (operation.bodyExample ?? {}) as Record<string, unknown>;
  const names = Object.keys(operation.body?.properties ?? example);
  const fields = new Map(Object.entries(example).map(([name, value]) => [name, JSON.stringify(value)]));
  if (isSpared) fields.set("unknown to all", "1");
  if (names.length > 0 && !once(random, 3)) fields.set(pick(random, names), nastyJson(random));
  if (once(random, 12)) fields.set(nastyText(random).slice(0, 100), nastyJson(random));
  return `{${[...fields].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}
