import type { ErasedPerson } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { NumberProblem, NumberReader } from "../submission/recipients.ts";

/** Characters of a sender's name: GSM allows 11; other gateways' records more. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._&'+:-]{0,39}$/u;

/** A number in the form that messages have, and in the others that people and networks write. A name that messages came from is all of itself. */
export function formsOf(
  given: string,
  numbers: Pick<NumberReader, "read" | "otherFormsOf">,
): Result<Pick<ErasedPerson, "number" | "forms">, NumberProblem> {
  const read = numbers.read(given);
  if (read.ok) {
    const number = read.value;
    const raw = given.trim();
    return ok({
      number,
      forms: [...new Set([...numbers.otherFormsOf(number), raw])].filter((form) => form !== number),
    });
  }
  const name = given.trim();
  return /\p{L}/u.test(name) && NAME.test(name) ? ok({ number: name, forms: [] }) : no(read.problem);
}
