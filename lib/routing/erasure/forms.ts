import type { ErasedPerson } from "../../messages/index.ts";
import { charactersOutsideGsm7 } from "../../pdu/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { NumberProblem, NumberReader } from "../submission/recipients.ts";

/** Characters of a sender's name in other gateways' records. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._&'+:-]{0,39}$/u;
/** Characters of a name that a network sends. */
const GSM_NAME_CHARACTERS = 11;
/** What a mistyped number has as well. */
const OF_NUMBERS = /^[\s\p{N}()./+-]*$/u;

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
  return isName(name) ? ok({ number: name, forms: [] }) : no(read.problem);
}

function isName(name: string): boolean {
  if (/\p{L}/u.test(name) && NAME.test(name)) return true;
  const isShort = name.length <= GSM_NAME_CHARACTERS && charactersOutsideGsm7(name, 1).length === 0;
  return isShort && /[\p{L}\p{N}]/u.test(name) && !OF_NUMBERS.test(name);
}
