import { words as german } from "../../web/words/de.ts";
import { words as english } from "../../web/words/en.ts";
import type { View } from "./support.ts";

/** How a journey is made: as at a desk, and as on a telephone, where one thing is shown at a time and words are longer. */
export const VIEWS = [
  { width: 1280, language: "en" },
  { width: 390, height: 780, language: "de" },
] as const satisfies readonly View[];

/** The texts of the page in a language, by key; `count` chooses between one and more. */
export function speaking(language: "en" | "de") {
  const words: Readonly<Record<string, string>> = language === "de" ? german : english;
  return (key: string, values: Readonly<Record<string, string | number>> = {}): string => {
    const text = words[`${key}_${values.count === 1 ? "one" : "other"}`] ?? words[key];
    if (text === undefined) throw new Error(`no text has the key ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}
