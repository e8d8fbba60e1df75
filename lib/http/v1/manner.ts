import type { TSchema } from "@sinclair/typebox";
import { no, ok } from "../../result.ts";
import type { Fault } from "../operations/failures.ts";
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
      const unknown = new Set(namesInQuery(url).filter((name) => !Object.hasOwn(schema.properties, name)));
      const checked = check(schema, readQuery(schema, url));
      if (unknown.size === 0) return checked.ok ? checked : no(checked.problem.map(ofParameter));
      const faults = [...unknown].slice(0, UNKNOWN_SHOWN).map((name) => unknownParameter(name, schema));
      return no([...faults, ...(checked.ok ? [] : checked.problem.map(ofParameter))]);
    },
    checkBody: checkWithNulls,
    respond: (outcome, { status }) => respond(outcome, status),
  };
}

/** 20: as many as other values that are wrong. */
const UNKNOWN_SHOWN = 20;
/** A name as parameters have it. Anything else may be a secret in the wrong place, and is not repeated. */
const IS_NAME = /^[a-z][\w.-]{0,31}$/i;

function unknownParameter(name: string, schema: TSchema): Fault {
  if (IS_NAME.test(name)) return { pointer: `/${name}`, message: `is not known: ${knownIn(schema)}` };
  return { pointer: "", message: `has an unknown parameter: ${knownIn(schema)}` };
}

/** An item of a list is part of its parameter, which is written with commas. */
const ofParameter = ({ pointer, message }: Fault): Fault => ({
  pointer: pointer.replace(/^(\/[^/]+)\/.*/, "$1"),
  message,
});

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
