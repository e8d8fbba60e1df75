import { no, type Result } from "../result.ts";
import { type Bounds, type Shape, single } from "./option.ts";
import { parseDuration, parseOneOf, parsePort, parseSize, parseText } from "./parsers.ts";

/** What settings of the same kind have in common: how the value is shown, and how it is read. */
export const text = { parse: single(parseText) };
export const port = { placeholder: "N", shape: "number", parse: single(parsePort) } as const;
export const onOff = { placeholder: "on|off", shape: "switch", parse: single(parseOneOf(["on", "off"])) } as const;

export const duration = (bounds: Bounds) => measured("TIME", "duration", { bounds, read: parseDuration });
export const size = (bounds: Bounds) => measured("SIZE", "size", { bounds, read: parseSize });

/** One word of a closed set. */
export function choice<const W extends string>(...words: readonly W[]) {
  const shape: Shape = { choices: words };
  return { placeholder: words.join("|"), shape, parse: single(parseOneOf(words)) };
}

function measured<const S extends Shape>(
  placeholder: string,
  shape: S,
  { bounds, read }: { bounds: Bounds; read: (text: string) => Result<number> },
) {
  const limitOf = (text: string): number => {
    const limit = read(text);
    if (!limit.ok) throw new RangeError(`the limit ${text} ${limit.problem}`);
    return limit.value;
  };
  const [least, most] = [limitOf(bounds.minimum), limitOf(bounds.maximum)];
  const parse = single((text) => {
    const value = read(text);
    if (!value.ok) return value;
    if (value.value < least) return no(`must be at least ${bounds.minimum}, because ${bounds.because}`);
    return value.value > most ? no(`must be at most ${bounds.maximum}`) : value;
  });
  return { placeholder, shape, bounds, parse };
}
