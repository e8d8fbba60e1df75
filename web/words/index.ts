import { useSyncExternalStore } from "react";
import { keptForever } from "../app/kept.ts";
import type { words as english } from "./en.ts";
import { createSaid, type Said, said, sayBy } from "./said.ts";

/** The languages of the page, each with what it calls itself. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

type Key = keyof typeof english;
/** The keys of texts; one with plurals goes by its name without `_one` and `_other`, and takes `count`. */
export type WordKey = Key extends infer K ? (K extends `${infer Name}_${"one" | "other"}` ? Name : K) : never;
export type Variables = Readonly<Record<string, string | number>>;

/** Where the browser remembers the language that was chosen. */
export const STORAGE = "aldis.language";

interface Current {
  language: Language;
  t: (key: WordKey, variables?: Variables) => string;
  /** What the gateway says, which is English, in the current language where the page knows it. */
  said: Said;
}

let current: Current | undefined;
const listeners = new Set<() => void>();

/** The text of a key in the current language. Outside of components; these use {@link useWords}. */
export const t = (key: WordKey, variables?: Variables): string => now().t(key, variables);

/** The language that the page speaks at the moment. */
export const currentLanguage = (): Language => now().language;

/** Texts of the current language: a component that uses it is drawn again when the language changes. */
export const useWords = (): Current => useSyncExternalStore(subscribe, now);

/**
 * Loads a language and speaks it from now on.
 *
 * @param options.remember  the next visits begin with it too
 * @throws what loading a chunk throws while the gateway is away
 */
export async function speak(language: Language, options: { remember?: boolean } = {}): Promise<void> {
  const { words } = language === "de" ? await import("./de.ts") : await import("./en.ts");
  sayBy();
  become({ language, t: createTranslate(language, words), said });
  document.documentElement.lang = language;
  if (options.remember === true) keptForever.set(STORAGE, language);
  // The page is drawn without waiting for what it rarely shows.
  if (language === "de") void learn(language);
}

async function learn(language: Language): Promise<void> {
  try {
    const { phrases } = await import("./de/phrases.ts");
    if (current?.language !== language) return;
    sayBy(createSaid(phrases));
    become({ ...current, said });
  } catch {
    // The gateway is away: its sentences stay as they are.
  }
}

function become(next: Current): void {
  current = next;
  for (const listener of listeners) listener();
}

/** The language that was chosen before; otherwise the first of the browser's that the page speaks. */
export function preferredLanguage(): Language {
  const wanted = [keptForever.get(STORAGE) ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2));
  return wanted.find(isLanguage) ?? "en";
}

/** Whether the page speaks it. */
export const isLanguage = (tag: string): tag is Language => tag in LANGUAGES;

/** Makes what gives texts: `{name}` is replaced by the variable, and `count` chooses the plural. */
export function createTranslate(language: Language, words: Readonly<Record<string, string>>): Current["t"] {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (key, variables = {}) => {
    const { count } = variables;
    const text = typeof count === "number" ? (words[`${key}_${plurals.select(count)}`] ?? words[key]) : words[key];
    return (text ?? key).replace(/\{(\w+)\}(\.?)/g, (whole, name: string, stop: string) => {
      const value = variables[name];
      if (value === undefined) return whole;
      const said = typeof value === "number" ? numbers.format(value) : value;
      // An abbreviation at the end of a sentence has its full stop already.
      return said.endsWith(".") ? said : said + stop;
    });
  };
}

function now(): Current {
  if (current === undefined) throw new Error("no language is loaded yet");
  return current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
