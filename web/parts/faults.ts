import { type Said, said } from "../words/said.ts";

/** The errors of a form: by field, and what belongs to none. */
export interface Faults {
  fields: Record<string, string>;
  rest?: string;
}

/**
 * Reads what a call threw. Errors of a problem document go to the field that their pointer names, also when it points
 * inside of it (`/numbers/3` is of `numbers`); `/modem/name` is of a field `modem.name` when the form has one, otherwise of `modem`.
 *
 * @param say  puts a sentence of the gateway into the viewer's language
 * @param error  a problem document (RFC 9457), an error that carries one as `problem`, or any other error
 */
export function faultsOf(error: unknown, fields: readonly string[], say: Said = said): Faults {
  const problem = problemIn(error);
  const found: Record<string, string> = {};
  const rest: string[] = [];
  for (const { pointer, message: english } of problem?.errors ?? []) {
    const message = say(asSentence(english));
    const path = pointer.split("/").slice(1).map(unescaped);
    const field = path.map((_, at) => path.slice(0, path.length - at).join(".")).find((name) => fields.includes(name));
    if (field === undefined) rest.push(message);
    else found[field] = found[field] === undefined ? message : together([found[field], message]);
  }
  const hasErrors = Object.keys(found).length > 0 || rest.length > 0;
  if (hasErrors) return rest.length === 0 ? { fields: found } : { fields: found, rest: together(rest) };
  // An error says in the viewer's language what the page knows itself, and otherwise what the gateway said.
  return {
    fields: {},
    rest: error instanceof Error ? error.message : (problem?.detail ?? problem?.title ?? String(error)),
  };
}

/** `must be on or off` follows a name in the gateway's answers; at its field it begins with a capital. Names such as `perHour` stay. */
export const asSentence = (clause: string): string =>
  clause.replace(/^[a-z](?=[a-z]* )/, (first) => first.toUpperCase());

/** One after the other: the last keeps its end. */
const together = (sentences: readonly string[]): string =>
  sentences.reduce((before, next) => `${before}${/[.?!]$/.test(before) ? "" : "."} ${next}`);

interface Problem {
  title?: string;
  detail?: string;
  errors?: readonly { pointer: string; message: string }[];
}

function problemIn(error: unknown): Problem | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("problem" in error) return problemIn(error.problem);
  return isProblem(error) ? error : undefined;
}

/** By the members that only the gateway's answers have. */
const isProblem = (value: object): value is Problem => "title" in value && "status" in value;

/** RFC 6901 §4. */
const unescaped = (token: string) => token.replaceAll("~1", "/").replaceAll("~0", "~");
