import type { AccessGuard } from "../access/access-guard.ts";
import { identifyByHeader } from "../operations/identify.ts";
import type { Manner } from "../operations/serve.ts";
import { check } from "../operations/validate.ts";
import { namesInQuery, readQuery } from "../plumbing/parameters.ts";
import { respond } from "./problem.ts";

/** Of `/api/v1`: what is not known is refused, since a name with a typing error must not mean *all*. */
export function createManner({ guard }: { guard: AccessGuard }): Manner {
  return {
    identify: (request, address) => identifyByHeader(request, address, { guard }),
    readQuery(schema, url) {
      const unknown = namesInQuery(url).find((name) => !Object.hasOwn(schema.properties, name));
      return unknown === undefined
        ? check(schema, readQuery(schema, url))
        : { ok: false, problem: [{ pointer: "", message: "holds a parameter that is not known here" }] };
    },
    checkBody: check,
    respond: (outcome, { status }) => respond(outcome, status),
  };
}
