/** Where a value begins and ends in a text of JSON. */
interface Span {
  start: number;
  end: number;
}

/**
 * Finds the value that a JSON pointer (RFC 6901) names, or the innermost around it that is there.
 *
 * @param json  what `JSON.parse` takes
 */
export function spanOf(json: string, pointer: string): Span {
  const wanted = pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  let at = 0;
  const blanks = () => {
    while (/\s/.test(json[at] ?? "")) at++;
  };
  /** Passes a text, and gives what it says. */
  function text(): string {
    const start = at++;
    while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
    at++;
    return JSON.parse(json.slice(start, at)) as string;
  }
  /** Passes a value; gives the span of what is wanted in it, if this value is on the way there. */
  function value(depth: number | undefined): Span | undefined {
    blanks();
    const start = at;
    const opens = json[at];
    let inside: Span | undefined;
    if (opens === '"') text();
    else if (opens === "{" || opens === "[") {
      at++;
      for (let index = 0; ; index++) {
        blanks();
        if (json[at] === "}" || json[at] === "]") break;
        let key = String(index);
        if (opens === "{") {
          key = text();
          blanks();
          at++;
        }
        const isNext = depth !== undefined && wanted[depth] === key;
        inside = value(isNext ? depth + 1 : undefined) ?? inside;
        blanks();
        if (json[at] === ",") at++;
      }
      at++;
    } else while (at < json.length && !/[\s,\]}]/.test(json[at] ?? "")) at++;
    return depth === undefined ? undefined : (inside ?? { start, end: at });
  }
  return value(0) ?? { start: 0, end: json.length };
}

/** The line of a place in a text, from 1 on. */
export const lineAt = (text: string, place: number): number => text.slice(0, place).split("\n").length;
