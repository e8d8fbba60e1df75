import { type ChangeProblem, type ResendProblem, whyNot } from "../../../routing/index.ts";
import { type Failure, failure, invalid, notFound, unprocessable } from "../../operations/failures.ts";
import { changedMeanwhile } from "../etag.ts";

/**
 * The answer where a message was not cancelled, sent again or changed.
 *
 * @param whenChanged  the answer when `If-Match` did not match
 */
export function changeFailure(problem: ResendProblem | ChangeProblem, whenChanged = changedMeanwhile): Failure {
  const why = whyNot(problem);
  const detail = `The message stays as it is: ${why}.`;
  switch (problem.kind) {
    case "not-found":
      return notFound("message");
    case "wrong-state":
      return failure(409, [detail], { members: { state: problem.state } });
    case "changed-meanwhile":
      return whenChanged();
    case "text-gone":
    case "text-unreadable":
      return failure(409, [detail]);
    case "begun":
      return failure(409, [detail], { members: { state: "queued" } });
    case "number-refused":
    case "opted-out":
      return unprocessable([detail]);
    case "invalid-number":
      return invalid([{ pointer: "/to", message: why }]);
    case "text-empty":
    case "text-too-long":
    case "ring-without-text":
      return invalid([{ pointer: "/text", message: why }]);
    case "too-many-messages": {
      const { retryAfterSeconds } = problem;
      return retryAfterSeconds === undefined
        ? unprocessable([detail])
        : failure(429, [`${detail} Try again in ${retryAfterSeconds} seconds.`], {
            headers: { "retry-after": String(retryAfterSeconds) },
          });
    }
    default:
      return problem satisfies never;
  }
}
