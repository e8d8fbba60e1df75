import type { Tokens } from "../../auth/index.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import { jwtReader } from "../access/header-sign-in.ts";
import { FAILURE_MESSAGES, type Failure } from "../operations/failures.ts";
import { identifyByHeader } from "../operations/identify.ts";
import { createRespond, json } from "../operations/reply.ts";
import type { Manner } from "../operations/serve.ts";
import { check, checkJson, withoutNulls } from "../operations/validate.ts";
import { readQuery } from "../plumbing/parameters.ts";

/** The REST API's: HTTP Basic and JWT; numbers for texts and `null` for what is absent, as older clients send them. */
export function createRestManner({ guard, tokens }: { guard: AccessGuard; tokens: Tokens }): Manner {
  const readBearer = jwtReader(tokens);
  return {
    identify: (request, address) => identifyByHeader(request, address, { guard, readBearer }),
    readQuery: (schema, url) => check(schema, readQuery(schema, url)),
    checkBody: (schema, body) => checkJson(schema, withoutNulls(body)),
    respond: (outcome) => respond(outcome),
  };
}

/** Older clients take anything but 200 for a failure, so an empty answer is no 204. */
export const respond = createRespond({ failed, empty: 200 });

function failed({ failed: status, reasons, headers }: Failure): Response {
  return json({ code: status, message: FAILURE_MESSAGES[status], reasons }, status, headers);
}
