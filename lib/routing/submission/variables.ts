import { VARIABLE_NAME_CHARACTERS } from "../../limits.ts";
import { no, ok, type Result } from "../../result.ts";

/** Values of variables in a text, by name. */
export type Variables = Readonly<Record<string, string>>;

/** A text with variables, read once and filled in for each recipient. */
interface Template {
  /** Each once, in the order of the text. */
  readonly variables: readonly string[];
  /**
   * The text for one recipient. The problem: the variables without a value, or that the text becomes longer than
   * `longest` UTF-16 units.
   */
  fill(find: (variable: string) => string | undefined, longest: number): Result<string, string[] | "too-long">;
}

/**
 * Reads a text: `{name}` is a variable, of letters, digits, `_` and `.`, and `{{` stands for `{`. Every other brace is
 * itself, so that JSON stays what it is.
 *
 * @param options.dollars  `$NAME$`, of capital letters, is a variable too; it is named with its dollar signs
 */
export function readTemplate(text: string, { dollars = false } = {}): Template {
  /** Texts and variables alternate: a text first and last. */
  const pieces: string[] = [];
  let piece = "";
  let from = 0;
  for (const match of text.matchAll(dollars ? MARKS_AND_DOLLARS : MARKS)) {
    piece += text.slice(from, match.index);
    from = match.index + match[0].length;
    const variable = match[1] ?? match[2];
    if (variable === undefined) {
      piece += "{";
    } else {
      pieces.push(piece, variable);
      piece = "";
    }
  }
  pieces.push(piece + text.slice(from));
  const variables = [...new Set(pieces.filter((_, at) => at % 2 === 1))];

  return {
    variables,
    fill(find, longest) {
      const missing = variables.filter((variable) => find(variable) === undefined);
      if (missing.length > 0) return no(missing);
      let filled = "";
      for (const [at, each] of pieces.entries()) {
        filled += at % 2 === 0 ? each : (find(each) ?? "");
        if (filled.length > longest) return no("too-long");
      }
      return ok(filled);
    },
  };
}

const BRACES = `\\{\\{|\\{([\\p{L}\\p{M}\\p{N}_.]{1,${VARIABLE_NAME_CHARACTERS}})\\}`;
const MARKS = new RegExp(BRACES, "gu");
const MARKS_AND_DOLLARS = new RegExp(`${BRACES}|(\\$[A-Z]{1,${VARIABLE_NAME_CHARACTERS}}\\$)`, "gu");
