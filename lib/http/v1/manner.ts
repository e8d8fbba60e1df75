import type { TSchema } from "@sinclair/typebox";
import { ok } from "../../result.ts";
import type { Manner } from "../operations/serve.ts";
import { check } from "../operations/validate.ts";
import { namesInQuery, readQuery } from "../plumbing/parameters.ts";
import { type Identities, identify } from "./identify.ts";
import { respond } from "./problem.ts";

/** Of `/api/v1`: what is not known is refused, since a name with a typing error must not mean *all*. */
export function createManner(identities: Identities): Manner {
  return {
    identify: (request, address, operation) => identify(request, { address, operation }, identities),
    readQuery(schema, url) {
      if (schema.additionalProperties === true) return check(schema, {});
      const unknown = namesInQuery(url).find((name) => !Object.hasOwn(schema.properties, name));
      return unknown === undefined
        ? check(schema, readQuery(schema, url))
        : { ok: false, problem: [{ pointer: "", message: `has an unknown parameter: ${knownIn(schema)}` }] };
    },
    checkBody: checkWithNulls,
    respond: (outcome, { status }) => respond(outcome, status),
  };
}

function knownIn(schema: TSchema): string {
  const names = Object.keys(schema.properties);
  return names.length === 0 ? "none is known here" : `known are ${names.join(", ")}`;
}

/** `null` is taken where the schema says so: in a JSON Merge Patch it removes. */
function checkWithNulls(schema: TSchema, body: Record<string, unknown>): ReturnType<typeof check> {
  const properties: Record<string, TSchema> = schema.properties ?? {};
  const isRemoval = (name: string) => body[name] === null && properties[name]?.nullable === true;
  const removals = Object.keys(properties).filter(isRemoval);
  if (removals.length === 0) return check(schema, body);
  const kept = Object.fromEntries(Object.entries(body).filter(([name]) => !removals.includes(name)));
  const checked = check(schema, kept);
  return checked.ok ? ok(body) : checked;
}
