import { type Shape, single } from "./option.ts";
import { parseDuration, parseOneOf, parsePort, parseSize, parseText } from "./parsers.ts";

/** What settings of the same kind have in common: how the value is shown, and how it is read. */
export const text = { parse: single(parseText) };
export const port = { placeholder: "N", shape: "number", parse: single(parsePort) } as const;
export const duration = { placeholder: "TIME", shape: "duration", parse: single(parseDuration) } as const;
export const size = { placeholder: "SIZE", shape: "size", parse: single(parseSize) } as const;
export const onOff = { placeholder: "on|off", shape: "switch", parse: single(parseOneOf(["on", "off"])) } as const;

/** One word of a closed set. */
export function choice<const W extends string>(...words: readonly W[]) {
  const shape: Shape = { choices: words };
  return { placeholder: words.join("|"), shape, parse: single(parseOneOf(words)) };
}
