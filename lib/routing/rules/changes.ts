import { defined } from "../../defined.ts";
import type { Change, Replaced } from "../../messages/index.ts";
import { CHANGE_WORK, ROUTED_CHARACTERS, RULE_CHANGES, RULE_WORD_CHARACTERS } from "./limits.ts";
import { patternOf, readPattern, sizeOf } from "./patterns.ts";
import { anyText, fault, isObject, itemsOf, optionalFlag, type Place, within } from "./reading.ts";

/** Reads the changes of a rule. */
export function readChanges(place: Place): Change[] {
  if (place.value === undefined) return [];
  return itemsOf(place, RULE_CHANGES).flatMap((item) => readChange(item) ?? []);
}

function readChange(place: Place): Change | undefined {
  if (!isObject(place, ["pattern", "with", "ignoreCase"])) return undefined;
  const ignoreCase = optionalFlag(within(place, "ignoreCase"));
  const pattern = readPattern(within(place, "pattern"), ignoreCase);
  const replacement = anyText(within(place, "with"), RULE_WORD_CHARACTERS);
  if (pattern === undefined || replacement === undefined) return undefined;
  const { groups } = pattern;
  const missing = readReplacement(replacement, groups).find((piece) => typeof piece === "number" && piece > groups);
  if (missing !== undefined) {
    const has = groups === 0 ? "no groups" : groups === 1 ? "one group" : `${groups} groups`;
    return fault(within(place, "with"), `names group $${missing}, and the pattern has ${has}; a dollar sign is $$`);
  }
  return { pattern: pattern.source, with: replacement, ...defined({ ignoreCase }) };
}

/** Texts, and numbers of groups. `$12` is group 12 where there is one, otherwise group 1 and a 2. */
function readReplacement(replacement: string, groups: number): (string | number)[] {
  const pieces: (string | number)[] = [];
  let from = 0;
  for (const match of replacement.matchAll(/\$(?:\$|(\d)(\d?))/g)) {
    const [whole, first, second] = match;
    pieces.push(replacement.slice(from, match.index));
    from = match.index + whole.length;
    if (first === undefined) pieces.push("$");
    else if (second === "" || Number(`${first}${second}`) <= groups) pieces.push(Number(`${first}${second}`));
    else pieces.push(Number(first), second ?? "");
  }
  pieces.push(replacement.slice(from));
  return pieces.filter((piece) => piece !== "");
}

/** A text after changes, what became of each, and how many characters were looked at. */
interface Changed {
  text: string;
  replaced: readonly Replaced[];
  work: number;
}

/** Makes the function that applies changes, one to the outcome of the other. */
export function compileChanges(changes: readonly Change[]): (text: string) => Changed {
  const compiled = changes.map((change) => {
    const pattern = patternOf(change.pattern, change.ignoreCase);
    // The engine looks for groups once more.
    const size = sizeOf(change.pattern, change.ignoreCase) * (pattern.groupCount() === 0 ? 1 : 2);
    return { pattern, size, pieces: readReplacement(change.with, pattern.groupCount()) };
  });
  return (original) => {
    let text = original;
    let [work, cost] = [0, 0];
    const replaced = compiled.map(({ pattern, size, pieces }): Replaced => {
      const matcher = pattern.matcher(text);
      let changed = "";
      let from = 0;
      let times = 0;
      // To find a match the engine may look at all that is left of the text.
      const look = (at: number) => {
        work += text.length - at;
        cost += (text.length - at) * size;
        return cost <= CHANGE_WORK;
      };
      let stopped = !look(0);
      while (!stopped && matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()];
        const put = pieces.map((piece) => (typeof piece === "string" ? piece : (matcher.group(piece) ?? "")));
        const grown = changed.length + start - from + put.reduce((sum, { length }) => sum + length, 0);
        stopped = grown + text.length - end > ROUTED_CHARACTERS || !look(end);
        if (stopped) break;
        changed += text.slice(from, start) + put.join("");
        from = end;
        times++;
      }
      text = changed + text.slice(from);
      return stopped ? { times, stopped } : { times };
    });
    return { text, replaced, work };
  };
}
