import type { BookProblem } from "../../routing/index.ts";
import { type Failure, failure, keyUsed, notFound, unprocessable } from "./failures.ts";

/** Why the address book was not changed, as an answer. */
export function bookFailure({ kind, message, fields }: BookProblem, what: string): Failure {
  const reasons = [`${message}.`];
  switch (kind) {
    case "not-found":
      return notFound(what);
    case "name-taken":
    case "in-use":
      return failure(409, reasons);
    case "changed-meanwhile":
      return failure(412, reasons);
    case "other-request":
      return keyUsed();
    case "invalid":
    case "no-such-group":
    case "no-such-contact":
    case "no-such-policy":
    case "not-a-member":
      return unprocessable(
        reasons,
        fields && { faults: fields.map((field) => ({ pointer: `/${field.field}`, message: field.message })) },
      );
    default:
      return kind satisfies never;
  }
}
