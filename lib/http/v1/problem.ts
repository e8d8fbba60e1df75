import { Type } from "@sinclair/typebox";
import { FAILURE_MESSAGES, type Failure, type FailureStatus } from "../operations/failures.ts";
import { createRespond, json } from "../operations/reply.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { Refused } from "./messages/refused.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** RFC 9457. */
export const Problem = named(
  "Problem",
  Type.Object(
    {
      type: Type.String({ format: "uri", description: "Stable: what a program looks at besides the status." }),
      title: Type.String({ description: "Short, the same for each type." }),
      status: Type.Integer(),
      detail: Type.Optional(Type.String({ description: "What is wrong here, and what to do." })),
      errors: Type.Optional(
        Type.Array(
          Type.Object({
            pointer: Type.String({ description: "RFC 6901: the value of the body, or `/` and a query parameter." }),
            message: Type.String(),
          }),
          { description: "Each value that is wrong; at most 20." },
        ),
      ),
      refused: Type.Optional(
        Type.Array(Refused, { description: "Of a message that nobody gets: whom it was for, and why each does not." }),
      ),
      state: Type.Optional(Type.String({ description: "With 409 about a message: the state that it is in." })),
      secondFactor: Type.Optional(
        oneOf(["needed", "wrong"], { description: "With 401: the password is right, the code is missing or wrong." }),
      ),
      reason: Type.Optional(
        oneOf(["key-used"], { description: "With 422: the `Idempotency-Key` was used for another request." }),
      ),
      permission: Type.Optional(Type.String({ description: "With 403: what the caller does not hold." })),
    },
    { additionalProperties: true },
  ),
);

/** Of problems that have a type of their own. */
const TITLES: Record<NonNullable<Failure["problem"]>, string> = { "second-factor-required": "Second factor required" };

/** `404` → `https://aldis.invalid/problems/not-found` */
export const problemTypeOf = (status: FailureStatus): string =>
  typeNamed(FAILURE_MESSAGES[status].toLowerCase().replaceAll(" ", "-"));

const typeNamed = (name: string) => `https://aldis.invalid/problems/${name}`;

export const respond = createRespond({ failed: respondWithProblem, empty: 204 });

function respondWithProblem({
  failed: status,
  problem,
  reasons,
  faults,
  members,
  headers,
  location,
}: Failure): Response {
  if (location !== undefined) {
    return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  }
  const body = {
    type: problem === undefined ? problemTypeOf(status) : typeNamed(problem),
    title: problem === undefined ? FAILURE_MESSAGES[status] : TITLES[problem],
    status,
    ...(reasons.length === 0 ? {} : { detail: reasons.join("; ") }),
    ...(faults === undefined ? {} : { errors: faults }),
    ...members,
  };
  return json(body, status, { ...headers, "content-type": PROBLEM_TYPE });
}
