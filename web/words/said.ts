/** A sentence of the gateway in the viewer's language; itself where the page does not know it. */
export type Said = (sentence: string) => string;

const asItIs: Said = (sentence) => sentence;
let current = asItIs;

/** What the gateway says in English, in the current language where the page knows it. Components use `useWords`. */
export const said: Said = (sentence) => current(sentence);

/** Says it so from now on; as it is without. */
export function sayBy(next: Said = asItIs): void {
  current = next;
}

/** 1,000: more than a page shows. */
const REMEMBERED = 1_000;

/** Makes what translates the gateway's English by phrases: each in English and in the other language, with `{name}` for what differs. */
export function createSaid(phrases: readonly (readonly [english: string, other: string])[]): Said {
  const patterns = phrases.map(([english, other]) => ({
    pattern: patternOf(withoutStop(english)),
    other: withoutStop(other),
  }));
  const known = new Map<string, string>();

  function said(sentence: string): string {
    const before = known.get(sentence);
    if (before !== undefined) return before;
    const found = translate(sentence) ?? sentence;
    if (known.size >= REMEMBERED) known.clear();
    known.set(sentence, found);
    return found;
  }

  /** With a full stop and a capital where the sentence has them. */
  function translate(sentence: string): string | undefined {
    const body = withoutStop(sentence);
    for (const { pattern, other } of patterns) {
      const groups = pattern.exec(body)?.groups;
      if (groups === undefined) continue;
      const text = other.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = groups[name] ?? whole;
        return name.endsWith("Said") ? said(value) : value;
      });
      const begun = /^\p{Lu}/u.test(body) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
      return body === sentence || begun.endsWith(".") ? begun : `${begun}.`;
    }
    return undefined;
  }
  return said;
}

const withoutStop = (sentence: string) => sentence.replace(/\.$/, "");

/** The groups of a phrase without any are an empty object. */
function patternOf(phrase: string): RegExp {
  const source = phrase
    .split(/(\{\w+\})/)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      return name === undefined ? piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") : `(?<${name}>.+?)`;
    })
    .join("");
  const first = phrase.charAt(0);
  const either = /[a-z]/i.test(first) ? `[${first.toLowerCase()}${first.toUpperCase()}]${source.slice(1)}` : source;
  return new RegExp(`^${either}$(?<end>)`, "s");
}
